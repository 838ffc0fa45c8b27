import { Injectable } from '@nestjs/common';
import {
  PermissionPort,
  type PermissionRule,
  type Principal,
  type ServiceSource,
} from '#libs/access';
import { Database } from '#libs/database';
import { holdsApiPermission } from './effective.js';
import { Grants } from './grants.service.js';
import { PermissionsStore } from './permissions.store.js';
import { permissionDenied } from './rbac.errors.js';
import { RolesStore } from './roles.store.js';

/** Which service an application token belongs to. Application tokens stand above: `AppModule` binds their answer. */
export abstract class TokenServicePort {
  /** `null` when there is no such token. */
  abstract findServiceOfToken(tokenId: string): Promise<string | null>;
}

/** Decides the `@RequirePermission` of every route. */
@Injectable()
export class RbacPermissionPort extends PermissionPort {
  constructor(
    private readonly database: Database,
    private readonly grants: Grants,
    private readonly roles: RolesStore,
    private readonly permissions: PermissionsStore,
    private readonly tokens: TokenServicePort,
  ) {
    super();
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
