import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '#libs/database';
import { canonicalName, newId } from '#libs/kernel';
import { inBatches } from '#libs/paging';
import { Services } from '#api/services';
import { ActorRights, type Acting } from './actor-rights.service.js';
import { ADMIN_ROLE, Administrators } from './administrators.service.js';
import type { PermissionRow } from './permissions.store.js';
import {
  adminNameDenied,
  adminRoleProtected,
  defaultRoleProtected,
  roleNameTaken,
  roleNotFound,
} from './rbac.errors.js';
import { RolePermissions } from './role-permissions.service.js';
import { RolesStore, serviceOf, type RoleRow } from './roles.store.js';

export interface RoleFields {
  readonly name?: string;
  readonly description?: string | null;
  /** Ids or names; replaces the set. */
  readonly permissions?: readonly string[];
  /** Its permissions count only in sessions with two factors. */
  readonly requiresMfa?: boolean;
}

export interface RoleChange {
  readonly before: RoleRow;
  readonly after: RoleRow;
}

/** The rules of roles. Callers open the transaction, so that the same rules serve the act and its preview. */
@Injectable()
export class Roles {
  constructor(
    private readonly database: Database,
    private readonly roles: RolesStore,
    private readonly permissions: RolePermissions,
    private readonly services: Services,
    private readonly rights: ActorRights,
    private readonly administrators: Administrators,
  ) {}

  /** @throws AppError `SERVICE_NOT_FOUND` */
  async list(serviceId: string, page: { after: string | null; limit: number }): Promise<RoleRow[]> {
    await this.services.get(this.database.pool, serviceId);
    const { pool } = this.database;
    return inBatches(page, (part) => this.roles.list(pool, serviceId, part));
  }

  /** @throws AppError `SERVICE_NOT_FOUND`, `UNKNOWN_PERMISSION`, `GRANT_DENIED` or `ROLE_NAME_TAKEN` */
  async create(
    tx: Tx,
    acting: Acting,
    serviceId: string,
    fields: RoleFields & { readonly name: string },
  ): Promise<RoleRow> {
    const permissions = await this.assertMayCreate(tx, acting, serviceId, fields);
    const id = newId();
    const { name, description = null, requiresMfa = false } = fields;
    const text = { name, description };
    const role = { id, serviceId, ...text, isDefault: false, holdsAll: false, requiresMfa };
    if (!(await this.roles.insert(tx, role))) throw roleNameTaken();
    await this.permissions.add(tx, id, permissions);
    return this.get(tx, id);
  }

  /**
   * What a new role would hold, if the actor may make it.
   * @throws AppError `SERVICE_NOT_FOUND`, `UNKNOWN_PERMISSION` or `GRANT_DENIED`
   */
  async assertMayCreate(
    tx: Tx,
    acting: Acting,
    serviceId: string,
    fields: RoleFields & { readonly name: string },
  ): Promise<PermissionRow[]> {
    const service = await this.services.getLocked(tx, serviceId);
    await this.assertMayName(tx, acting, service, fields.name);
    const permissions = await this.permissions.resolve(tx, serviceId, fields.permissions ?? []);
    await this.rights.assertMayGrant(
      tx,
      acting,
      service,
      permissions.map(({ name }) => name),
    );
    return permissions;
  }

  /** @throws AppError `ROLE_NOT_FOUND`, `ADMIN_ROLE_PROTECTED`, `UNKNOWN_PERMISSION`, `GRANT_DENIED`, `ACCOUNT_HOLDS_MORE` or `ROLE_NAME_TAKEN` */
  async change(tx: Tx, acting: Acting, id: string, fields: RoleFields): Promise<RoleChange> {
    const before = await this.getLocked(tx, id);
    const renamed = fields.name !== undefined && fields.name !== before.name;
    if ((renamed || fields.permissions) && (await this.administrators.isAdminRole(tx, before)))
      throw adminRoleProtected();
    if (renamed) await this.assertMayRename(tx, acting, before, fields.name ?? '');
    await this.assertMayRequireMfa(tx, acting, before, fields);
    if (fields.permissions) await this.permissions.replace(tx, acting, before, fields.permissions);
    await this.roles.update(tx, id, fields);
    return { before, after: await this.get(tx, id) };
  }

  /** @throws AppError `ROLE_NOT_FOUND`, `DEFAULT_ROLE_PROTECTED`, `ADMIN_ROLE_PROTECTED`, `GRANT_DENIED` or `ACCOUNT_HOLDS_MORE` */
  async remove(tx: Tx, acting: Acting, id: string): Promise<RoleRow> {
    const role = await this.getLocked(tx, id);
    if (role.isDefault) throw defaultRoleProtected();
    if (await this.administrators.isAdminRole(tx, role)) throw adminRoleProtected();
    await this.rights.assertMayReduce(tx, acting, role);
    await this.roles.delete(tx, id);
    return role;
  }

  /** Makes a role that a service declares; no user holds it yet. */
  async declare(
    tx: Tx,
    serviceId: string,
    role: {
      name: string;
      description: string | null;
      permissions: readonly string[];
      isDefault: boolean;
      requiresMfa: boolean;
    },
  ): Promise<void> {
    const { permissions: given, ...fields } = role;
    const permissions = await this.permissions.resolve(tx, serviceId, given);
    const id = newId();
    if (!(await this.roles.insert(tx, { id, serviceId, holdsAll: false, ...fields })))
      throw roleNameTaken();
    await this.permissions.add(tx, id, permissions);
  }

  /** Adds permissions that the service has just declared. */
  async extend(tx: Tx, serviceId: string, id: string, names: readonly string[]): Promise<void> {
    const permissions = await this.permissions.resolve(tx, serviceId, names);
    await this.permissions.add(tx, id, permissions);
  }

  /** The role, held until the transaction ends. @throws AppError `ROLE_NOT_FOUND` */
  async getLocked(tx: Tx, id: string): Promise<RoleRow> {
    const role = await this.roles.lockById(tx, id);
    if (!role) throw roleNotFound();
    return role;
  }

  private async get(tx: Tx, id: string): Promise<RoleRow> {
    const role = await this.roles.findById(tx, id);
    if (!role) throw roleNotFound();
    return role;
  }

  /**
   * Services may check the names of roles: an actor who moves a name from a role that holds more than they do to another role
   * would grant it.
   */
  private async assertMayRename(
    tx: Tx,
    acting: Acting,
    role: RoleRow,
    name: string,
  ): Promise<void> {
    await this.assertNameFree(tx, role, name);
    const service = serviceOf(role);
    await this.rights.assertMayGrant(
      tx,
      acting,
      service,
      role.permissions.map((permission) => permission.name),
    );
    await this.rights.assertMayReduce(tx, acting, role);
    await this.assertMayName(tx, acting, service, name);
  }

  /** `admin` names the role that may do everything in a service: only an actor who may grant all of that may use the name. */
  private async assertMayName(
    tx: Tx,
    acting: Acting,
    service: { id: string; name: string },
    name: string,
  ): Promise<void> {
    if (canonicalName(name) !== ADMIN_ROLE) return;
    await this.rights.assertMayGrantAnything(tx, acting, service, adminNameDenied);
  }

  /** A role that no longer requires two factors grants to sessions with one factor; one that begins to takes from them. */
  private async assertMayRequireMfa(
    tx: Tx,
    acting: Acting,
    role: RoleRow,
    { requiresMfa = role.requiresMfa }: RoleFields,
  ): Promise<void> {
    if (requiresMfa === role.requiresMfa) return;
    if (requiresMfa) await this.rights.assertMayReduce(tx, acting, role);
    else await this.rights.assertMayAssign(tx, acting, role);
  }

  private async assertNameFree(tx: Tx, role: RoleRow, name: string): Promise<void> {
    const other = await this.roles.findByName(tx, role.serviceId, name);
    if (other && other.id !== role.id) throw roleNameTaken();
  }
}
