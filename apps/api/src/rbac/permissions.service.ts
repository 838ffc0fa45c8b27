import { Injectable } from '@nestjs/common';
import { AUTH_SERVICE, BUILT_IN_PERMISSIONS } from '#libs/access';
import { Database, type Tx } from '#libs/database';
import { newId } from '#libs/kernel';
import { inBatches } from '#libs/paging';
import { Audit } from '#api/audit';
import { UnitOfWork, type Unit } from '#api/platform/changes';
import { Services } from '#api/services';
import { ActorRights, done, type Acting } from './actor-rights.service.js';
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

interface Key {
  readonly serviceId: string;
  readonly id: string;
}

/** A service's own permissions. */
@Injectable()
export class Permissions {
  constructor(
    private readonly work: UnitOfWork,
    private readonly database: Database,
    private readonly store: PermissionsStore,
    private readonly roles: RolesStore,
    private readonly services: Services,
    private readonly rights: ActorRights,
    private readonly audit: Audit,
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

  /** As `declare`, by an administrator of the service. Answers the id. */
  create(
    acting: Acting,
    serviceId: string,
    fields: { name: string; description: string | null },
  ): Promise<string> {
    return this.work.run(async (unit) => {
      const { id, name } = await this.declare(unit.tx, serviceId, fields);
      await this.record(unit, acting, 'permission.created', { serviceId, id }, { name });
      return id;
    });
  }

  /** @throws AppError `PERMISSION_NOT_FOUND`, `PERMISSION_PROTECTED`, `GRANT_DENIED`, `VALIDATION_FAILED` or `PERMISSION_NAME_TAKEN` */
  change(acting: Acting, key: Key, fields: PermissionFields): Promise<void> {
    return this.work.run(async (unit) => {
      const before = await this.getLocked(unit.tx, key);
      const { name = before.name } = fields;
      if (name !== before.name) await this.assertMayRename(unit.tx, acting, before, name);
      await this.store.update(unit.tx, key.id, fields);
      const details = { before: before.name, after: name };
      await this.record(unit, acting, 'permission.updated', key, details);
    });
  }

  /** Takes it from every role too. @throws AppError `PERMISSION_NOT_FOUND`, `PERMISSION_PROTECTED` or `GRANT_DENIED` */
  remove(acting: Acting, key: Key): Promise<void> {
    return this.work.run(async (unit) => {
      const { tx } = unit;
      const { id, name } = await this.getLocked(tx, key);
      await this.assertNotBuiltIn(tx, { serviceId: key.serviceId, name });
      if (await this.store.isChosenByRole(tx, id)) {
        const service = await this.services.get(tx, key.serviceId);
        await this.rights.assertMayTake(tx, acting, service, [name]);
      }
      await this.store.delete(tx, key.id);
      await this.record(unit, acting, 'permission.deleted', key, { name });
    });
  }

  /**
   * Roles that hold everything of the service hold the new one too.
   * @throws AppError `SERVICE_NOT_FOUND`, `VALIDATION_FAILED` for a reserved name, or `PERMISSION_NAME_TAKEN`
   */
  async declare(
    tx: Tx,
    serviceId: string,
    fields: { name: string; description: string | null },
  ): Promise<PermissionRow> {
    await this.services.getLocked(tx, serviceId);
    if (isReservedName(fields.name)) throw permissionNameReserved();
    const id = newId();
    if (!(await this.store.insert(tx, { id, serviceId, ...fields }))) throw permissionNameTaken();
    await this.roles.addToRolesHoldingAll(tx, serviceId, id);
    return { id, serviceId, ...fields };
  }

  /** Changes what a permission is said to be for, and nothing of its holders. @throws AppError `PERMISSION_NOT_FOUND` */
  async describe(tx: Tx, key: Key, description: string): Promise<void> {
    await this.getLocked(tx, key);
    await this.store.update(tx, key.id, { description });
  }

  /**
   * Roles that hold the old name would hold the new one. Only roles with a chosen set count: one that holds all of its service
   * gets every new permission anyway.
   */
  private async assertMayRename(
    tx: Tx,
    acting: Acting,
    permission: PermissionRow,
    name: string,
  ): Promise<void> {
    const { id, serviceId } = permission;
    await this.assertNotBuiltIn(tx, permission);
    if (isReservedName(name)) throw permissionNameReserved();
    if (await this.store.isTaken(tx, serviceId, name, id)) throw permissionNameTaken();
    if (!(await this.store.isChosenByRole(tx, id))) return;
    const service = await this.services.get(tx, serviceId);
    await this.rights.assertMayGrantAnything(tx, acting, service, () => grantDenied([name]));
  }

  private async getLocked(tx: Tx, key: Key): Promise<PermissionRow> {
    const permission = await this.store.lockById(tx, key.id);
    if (permission?.serviceId !== key.serviceId) throw permissionNotFound();
    return permission;
  }

  private async assertNotBuiltIn(
    tx: Tx,
    permission: Pick<PermissionRow, 'name' | 'serviceId'>,
  ): Promise<void> {
    const service = await this.services.get(tx, permission.serviceId);
    const isBuiltIn = (BUILT_IN_PERMISSIONS as readonly string[]).includes(permission.name);
    if (service.name === AUTH_SERVICE && isBuiltIn) throw permissionProtected();
  }
  private async record(
    unit: Unit,
    acting: Acting,
    type: string,
    { serviceId, id }: Key,
    details: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const target = { kind: 'permission', id };
    const recorded = { service_id: serviceId, ...details };
    await this.audit.record(unit.tx, done(acting, type, target, recorded));
    unit.changed({ kind: 'service_changed', serviceId });
  }
}
