import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { ActorRights, type Acting } from './actor-rights.service.js';
import { PermissionsStore, type PermissionRow } from './permissions.store.js';
import { unknownPermissions } from './rbac.errors.js';
import { RolesStore, serviceOf, type RoleRow } from './roles.store.js';

const idsOf = (permissions: readonly PermissionRow[]): string[] => permissions.map(({ id }) => id);

/** The set of permissions that a role holds. */
@Injectable()
export class RolePermissions {
  constructor(
    private readonly roles: RolesStore,
    private readonly permissions: PermissionsStore,
    private readonly rights: ActorRights,
  ) {}

  /** Ids or names to rows. @throws AppError `UNKNOWN_PERMISSION` with the index of each unknown one */
  async resolve(tx: Tx, serviceId: string, given: readonly string[]): Promise<PermissionRow[]> {
    const found = await this.permissions.lockGrantable(tx, serviceId, given);
    const known = new Set(found.flatMap(({ id, name }) => [id, name]));
    const unknown = given.flatMap((idOrName, index) =>
      known.has(idOrName) || known.has(idOrName.toLowerCase()) ? [] : [String(index)],
    );
    if (unknown.length > 0) throw unknownPermissions(unknown);
    return found;
  }

  async add(tx: Tx, roleId: string, permissions: readonly PermissionRow[]): Promise<void> {
    await this.roles.addPermissions(tx, roleId, idsOf(permissions));
  }

  /**
   * Makes the set exactly this one, by ids or names; later permissions of the service are not added to it any more.
   * @throws AppError `UNKNOWN_PERMISSION`, `GRANT_DENIED` or `ACCOUNT_HOLDS_MORE`
   */
  async replace(tx: Tx, acting: Acting, role: RoleRow, given: readonly string[]): Promise<void> {
    const wanted = await this.resolve(tx, role.serviceId, given);
    const held = new Set(role.permissions.map((permission) => permission.id));
    const added = wanted.filter((permission) => !held.has(permission.id)).map(({ name }) => name);
    await this.rights.assertMayGrant(tx, acting, serviceOf(role), added);
    const kept = new Set(wanted.map((permission) => permission.id));
    const taken = role.permissions.filter(({ id }) => !kept.has(id)).map(({ name }) => name);
    if (taken.length > 0) await this.rights.assertMayReduce(tx, acting, role, taken);
    await this.roles.replacePermissions(tx, role.id, idsOf(wanted));
    await this.roles.clearHoldsAll(tx, role.id);
  }
}
