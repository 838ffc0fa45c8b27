import { Injectable } from '@nestjs/common';
import type { Acr, PermissionRule, Principal, ServiceSource } from '#libs/access';
import { Database } from '#libs/database';
import type { Unconfirmed } from '#api/platform/changes';
import { isGrant, type GrantRow } from './assignments.store.js';
import { countingAt, holdsApiPermission } from './effective.js';
import { UnitAccess } from './at-units/unit-access.service.js';
import { Grants } from './grants.service.js';
import { PermissionsStore } from './permissions.store.js';
import { permissionDenied, secondFactorRequired } from './rbac.errors.js';
import { RolesStore } from './roles.store.js';

/** Which service an application token belongs to. A later feature has the tokens: `AppModule` binds its answer. */
export abstract class TokenServicePort {
  /** `null` when there is no such token. */
  abstract findServiceOfToken(tokenId: string): Promise<string | null>;
}

/** Remembered grants that include a permission. */
export type RecalledGrants = Unconfirmed<readonly GrantRow[]>;

/** Decides the `@RequirePermission` of every route. */
@Injectable()
export class PermissionCheck {
  constructor(
    private readonly database: Database,
    private readonly grants: Grants,
    private readonly roles: RolesStore,
    private readonly permissions: PermissionsStore,
    private readonly tokens: TokenServicePort,
    private readonly units: UnitAccess,
  ) {}

  /**
   * @param serviceId the service that the call is about, `null` when it names none or one that does not exist
   * @throws AppError `PERMISSION_DENIED`, naming the permission; `INSUFFICIENT_AUTHENTICATION` when the user holds it only in
   * sessions with two factors
   */
  async assertHolds(
    principal: Principal,
    rule: PermissionRule,
    serviceId: string | null,
  ): Promise<void> {
    const grants = await this.grants.of(principal.userId, serviceId);
    const { permission } = rule;
    const holdsAt = (acr: Acr) =>
      holdsApiPermission(permission, serviceId, countingAt(acr, grants));
    if (holdsAt(principal.acr)) return;
    throw holdsAt('aal2') ? secondFactorRequired(permission) : permissionDenied(permission);
  }

  /**
   * The same at a unit: also for owners of its organization, and for whom `UnitAccess` allows it.
   * @param unitId `null` when the call names none
   * @throws AppError `PERMISSION_DENIED` or `INSUFFICIENT_AUTHENTICATION`, as `assertHolds`
   */
  async assertHoldsAtUnit(
    principal: Principal,
    rule: PermissionRule,
    unitId: string | null,
  ): Promise<void> {
    const access = await this.units.of(principal, rule, unitId);
    if (access.isAllowed) return;
    if (!access.isAllowedAtAal2) return this.assertHolds(principal, rule, null);
    const grants = countingAt(principal.acr, await this.grants.of(principal.userId, null));
    if (!holdsApiPermission(rule.permission, null, grants))
      throw secondFactorRequired(rule.permission);
  }

  /**
   * Finds whether the user of a session holds the permission, as far as it is remembered: it counts once `ValidatedCaches.confirm` has
   * confirmed `grants`. `null` if only `assertHolds` can tell, and for what it refuses.
   */
  recall(
    { userId, acr }: Pick<Principal, 'userId' | 'acr'>,
    rule: PermissionRule,
    serviceId: string | null,
  ): RecalledGrants | null {
    const grants = this.grants.find(userId, serviceId);
    if (grants === undefined) return null;
    const counting = countingAt(acr, grants.value.filter(isGrant));
    return holdsApiPermission(rule.permission, serviceId, counting) ? grants : null;
  }

  /** Which service a path's role, token or permission belongs to; `null` when there is none. */
  async findServiceOf(source: ServiceSource, id: string): Promise<string | null> {
    const tx = this.database.checks;
    switch (source.split(':')[0]) {
      case 'role':
        return (await this.roles.findById(tx, id))?.serviceId ?? null;
      case 'permission':
        return (await this.permissions.findById(tx, id))?.serviceId ?? null;
      case 'token':
        return this.tokens.findServiceOfToken(id);
      default:
        return id;
    }
  }
}
