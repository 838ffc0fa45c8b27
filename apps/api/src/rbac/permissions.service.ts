import { Injectable } from '@nestjs/common';
import { AUTH_SERVICE, BUILT_IN_PERMISSIONS } from '#libs/access';
import { Database, type Tx } from '#libs/database';
import { newId } from '#libs/kernel';
import { inBatches } from '#libs/paging';
import { Services } from '#api/services';
import type { Acting } from './acting.js';
import { ActorRights } from './actor-rights.service.js';
import { isReservedName } from './effective.js';
import { PermissionsStore, type PermissionRow } from './permissions.store.js';
import {
  grantDenied,
  permissionNameReserved,
  permissionNameTaken,
  permissionNotFound,
  permissionProtected,
} from './rbac.errors.js';
import { RolesStore } from './roles.store.js';

export interface PermissionFields {
  readonly name?: string;
  readonly description?: string | null;
}

/** The rules of a service's own permissions; callers open the transaction. */
@Injectable()
export class Permissions {
  constructor(
    private readonly database: Database,
    private readonly store: PermissionsStore,
    private readonly roles: RolesStore,
    private readonly services: Services,
    private readonly rights: ActorRights,
  ) {}

  /** Of one service, or of all. @throws AppError `SERVICE_NOT_FOUND` */
  async list(
    serviceId: string | null,
    page: { after: string | null; limit: number },
  ): Promise<PermissionRow[]> {
    if (serviceId !== null) await this.services.get(this.database.pool, serviceId);
    const { pool } = this.database;
    return inBatches(page, (part) => this.store.list(pool, serviceId, part));
  }

  /**
   * Roles that hold everything of the service hold the new one too.
   * @throws AppError `SERVICE_NOT_FOUND`, `VALIDATION_FAILED` for a reserved name, or `PERMISSION_NAME_TAKEN`
   */
  async create(
    tx: Tx,
    serviceId: string,
    fields: { name: string; description: string | null },
  ): Promise<PermissionRow> {
    await this.services.getLocked(tx, serviceId);
    if (isReservedName(fields.name)) throw permissionNameReserved();
    const id = newId();
    if (!(await this.store.insert(tx, { id, serviceId, ...fields }))) throw permissionNameTaken();
    await this.roles.addToRolesHoldingAll(tx, serviceId, id);
    return { id, service_id: serviceId, ...fields };
  }

  /** @throws AppError `PERMISSION_NOT_FOUND`, `PERMISSION_PROTECTED`, `GRANT_DENIED`, `VALIDATION_FAILED` or `PERMISSION_NAME_TAKEN` */
  async change(
    tx: Tx,
    acting: Acting,
    key: { serviceId: string; id: string },
    fields: PermissionFields,
  ): Promise<{ before: PermissionRow; after: PermissionRow }> {
    const before = await this.getLocked(tx, key);
    if (fields.name !== undefined && fields.name !== before.name) {
      await this.assertNotBuiltIn(tx, before);
      if (isReservedName(fields.name)) throw permissionNameReserved();
      if (await this.store.isTaken(tx, key.serviceId, fields.name, key.id))
        throw permissionNameTaken();
      await this.assertMayRename(tx, acting, before, fields.name);
    }
    await this.store.update(tx, key.id, fields);
    const { name = before.name, description = before.description } = fields;
    return { before, after: { ...before, name, description } };
  }

  /** What a permission is for says nothing about who holds it. @throws AppError `PERMISSION_NOT_FOUND` */
  async describe(
    tx: Tx,
    key: { serviceId: string; id: string },
    description: string,
  ): Promise<void> {
    await this.getLocked(tx, key);
    await this.store.update(tx, key.id, { description });
  }

  /** Takes it from every role too. @throws AppError `PERMISSION_NOT_FOUND`, `PERMISSION_PROTECTED` or `GRANT_DENIED` */
  async remove(
    tx: Tx,
    acting: Acting,
    key: { serviceId: string; id: string },
  ): Promise<PermissionRow> {
    const permission = await this.getLocked(tx, key);
    await this.assertNotBuiltIn(tx, permission);
    if (await this.store.isChosenByRole(tx, permission.id))
      await this.rights.assertMayTake(tx, acting, key.serviceId, [permission.name]);
    await this.store.delete(tx, key.id);
    return permission;
  }

  /**
   * Who holds the old name would hold the new one. A role that holds all of its service would get it when it is made,
   * so only other roles count.
   */
  private async assertMayRename(
    tx: Tx,
    acting: Acting,
    permission: PermissionRow,
    name: string,
  ): Promise<void> {
    if (!(await this.store.isChosenByRole(tx, permission.id))) return;
    const service = await this.services.get(tx, permission.service_id);
    if (!(await this.rights.mayGrantAnything(tx, acting, service))) throw grantDenied([name]);
  }

  private async getLocked(tx: Tx, key: { serviceId: string; id: string }): Promise<PermissionRow> {
    const permission = await this.store.lockById(tx, key.id);
    if (permission?.service_id !== key.serviceId) throw permissionNotFound();
    return permission;
  }

  private async assertNotBuiltIn(tx: Tx, permission: PermissionRow): Promise<void> {
    const service = await this.services.get(tx, permission.service_id);
    const isBuiltIn = (BUILT_IN_PERMISSIONS as readonly string[]).includes(permission.name);
    if (service.name === AUTH_SERVICE && isBuiltIn) throw permissionProtected();
  }
}
