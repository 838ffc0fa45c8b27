import { Injectable } from '@nestjs/common';
import type { PermissionRule, Principal, ServiceSource } from '#libs/access';
import { PermissionPort } from '#libs/access';
import { Database } from '#libs/database';
import { holdsApiPermission } from './effective.js';
import { Grants } from './grants.service.js';
import { PermissionsStore } from './permissions.store.js';
import { permissionDenied } from './rbac.errors.js';
import { RolesStore } from './roles.store.js';

/** Tells a path's token from a service; bound by the room that knows application tokens. */
export abstract class TokenServicePort {
  abstract findServiceOfToken(tokenId: string): Promise<string | null>;
}

/** Decides the `@RequirePermission` of every route. */
@Injectable()
export class RbacPermissionPort extends PermissionPort {
  private tokens: TokenServicePort | undefined;

  constructor(
    private readonly database: Database,
    private readonly grants: Grants,
    private readonly roles: RolesStore,
    private readonly permissions: PermissionsStore,
  ) {
    super();
  }

  useTokens(tokens: TokenServicePort): void {
    this.tokens = tokens;
  }

  async assertHolds(
    principal: Principal,
    rule: PermissionRule,
    serviceId: string | null,
  ): Promise<void> {
    const grants = await this.grants.of(principal.userId, serviceId);
    if (!holdsApiPermission(rule.permission, serviceId, grants))
      throw permissionDenied(rule.permission);
  }

  async findServiceOf(source: ServiceSource, id: string): Promise<string | null> {
    const tx = this.database.checks;
    switch (source.split(':')[0]) {
      case 'role':
        return (await this.roles.findById(tx, id))?.service_id ?? null;
      case 'permission':
        return (await this.permissions.findById(tx, id))?.service_id ?? null;
      case 'token':
        return (await this.tokens?.findServiceOfToken(id)) ?? null;
      default:
        return id;
    }
  }
}
