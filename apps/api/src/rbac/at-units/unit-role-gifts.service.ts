import { Inject, Injectable } from '@nestjs/common';
import type { ConfigOf } from '#libs/config';
import type { Tx } from '#libs/database';
import { newId } from '#libs/kernel';
import { Audit } from '#api/audit';
import type { Unit } from '#api/platform/changes';
import { unitsConfig, type UnitRow } from '#api/units';
import { ActorRights, done, type Acting, type Judged } from '../actor-rights.service.js';
import { Grants } from '../grants.service.js';
import type { RoleRow } from '../roles.store.js';
import { UnitActs } from './unit-acts.service.js';
import { UnitAssignments } from './unit-assignments.service.js';
import { UnitAssignmentsStore } from './unit-assignments.store.js';
import { UnitGrants } from './unit-grants.service.js';
import { tooManyRolesAtUnits } from './unit-roles.errors.js';

/** A role that may be given, locked until the transaction ends. */
export type GivableRole = RoleRow;

/** What a new member gets at a unit. */
interface Gift {
  readonly unit: UnitRow;
  readonly roles: readonly GivableRole[];
  /** Who answers for it. */
  readonly inviterId: string;
}

/**
 * Roles at a unit that come with a membership, chosen by somebody else before. Giving them asks for what granting each would ask for, and
 * the membership for what adding the member would.
 */
@Injectable()
export class UnitRoleGifts {
  constructor(
    private readonly acts: UnitActs,
    private readonly assignments: UnitAssignments,
    private readonly store: UnitAssignmentsStore,
    private readonly held: UnitGrants,
    private readonly grants: Grants,
    private readonly rights: ActorRights,
    private readonly audit: Audit,
    @Inject(unitsConfig.KEY) private readonly config: ConfigOf<typeof unitsConfig>,
  ) {}

  /** Whether they hold `organization:write` at the unit, above it or without a unit. */
  async mayWriteAt(tx: Tx, { principal }: Judged, unitId: string): Promise<boolean> {
    const serviceId = await this.grants.getAuthServiceId(tx);
    const user = { id: principal.userId, acr: principal.acr };
    return this.held.can(tx, user, { permission: 'organization:write', serviceId }, unitId);
  }

  /**
   * Whether they may make somebody a member of the unit with these roles; the tree and the roles stay locked.
   * @throws AppError `ORGANIZATION_NOT_FOUND`, `ROLE_NOT_FOUND`, `ROLE_NOT_FOR_UNITS`, `GRANT_DENIED` or
   * `INSUFFICIENT_AUTHENTICATION`
   */
  async lockGivable(
    tx: Tx,
    judged: Judged,
    unitId: string,
    roleIds: readonly string[],
  ): Promise<GivableRole[]> {
    await this.acts.assertMayJoin(tx, judged, unitId);
    const roles: GivableRole[] = [];
    // In one order, so that two transactions do not wait for each other.
    for (const roleId of [...roleIds].sort())
      roles.push((await this.assignments.assertMayGrant(tx, judged, { unitId, roleId })).role);
    return roles;
  }

  /** Uses up a fresh proof when one of the roles requires one. @throws AppError `PROOF_REQUIRED` */
  async useProof(tx: Tx, acting: Acting, roles: readonly GivableRole[]): Promise<void> {
    await this.rights.useProofOfAssigning(tx, acting, ...roles);
  }

  /** Gives the acting user the roles that they do not hold at the unit. The account is locked. @throws AppError `UNIT_LIMIT_REACHED` */
  async give(unit: Unit, acting: Acting, { unit: place, roles, inviterId }: Gift): Promise<void> {
    const { userId } = acting.principal;
    const { id: unitId, rootId } = place;
    for (const role of roles) {
      const { serviceId, id: roleId, name } = role;
      const row = { id: newId(), unitId, rootId, serviceId, roleId, userId };
      if (!(await this.store.insert(unit.tx, row))) continue;
      const details = {
        role_id: roleId,
        role_name: name,
        service_id: serviceId,
        unit_id: unitId,
        invited_by: inviterId,
      };
      const target = { kind: 'user', id: userId };
      await this.audit.record(unit.tx, done(acting, 'role.assigned', target, details));
      unit.changed({ kind: 'user_permissions_changed', userId, serviceId, roleId });
    }
    const { maxUnitsOfUser } = this.config;
    const held = await this.store.countOfUser(unit.tx, userId, maxUnitsOfUser + 1);
    if (held > maxUnitsOfUser) throw tooManyRolesAtUnits(maxUnitsOfUser);
  }
}
