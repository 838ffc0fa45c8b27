import { Injectable } from '@nestjs/common';
import { columnsOf, row, rows, type Tx } from '#libs/database';
import { canonicalName, newId } from '#libs/kernel';
import { RoleEntity, type PermissionEntity, type UserServiceRoleEntity } from '#api/rbac';
import type { ServiceEntity } from '#api/services';

export type KnownRole = Readonly<Pick<RoleEntity, 'id'>> & {
  readonly permissionIds: readonly string[];
};

export type NewService = Readonly<
  Pick<ServiceEntity, 'name' | 'description' | 'isActive' | 'createdAt'>
> & { readonly wantedId: string | null };

export type NewPermission = Readonly<
  Pick<PermissionEntity, 'id' | 'serviceId' | 'name' | 'description'>
>;

export type NewRole = Readonly<
  Pick<RoleEntity, 'id' | 'serviceId' | 'name' | 'description' | 'isDefault'>
>;

export type NewAssignment = Readonly<UserServiceRoleEntity>;

const ROLE = columnsOf(RoleEntity, ['id'], 'r');

/** Writes the services, permissions, roles and assignments of an import. */
@Injectable()
export class FlaskGrantsStore {
  async findService(tx: Tx, name: string): Promise<string | null> {
    const sql = 'SELECT id FROM services WHERE name_canonical = $1';
    return (await row<{ id: string }>(tx, sql, [canonicalName(name)]))?.id ?? null;
  }

  /** Inserts a service; answers its id: the wanted one, unless another service has it. */
  async insertService(tx: Tx, service: NewService): Promise<string> {
    const { wantedId, name, description, isActive, createdAt } = service;
    const sql = `INSERT INTO services (id, name, name_canonical, description, is_active, created_at)
      SELECT CASE WHEN $7::uuid IS NULL OR EXISTS (SELECT FROM services WHERE id = $7) THEN $1::uuid
        ELSE $7 END, $2, $3, $4, $5, $6 RETURNING id`;
    const values = [newId(), name, canonicalName(name), description, isActive, createdAt, wantedId];
    return (await row<{ id: string }>(tx, sql, values))?.id ?? '';
  }

  async findPermission(tx: Tx, serviceId: string, name: string): Promise<string | null> {
    const sql = 'SELECT id FROM permissions WHERE service_id = $1 AND name = $2';
    return (await row<{ id: string }>(tx, sql, [serviceId, name]))?.id ?? null;
  }

  /**
   * Adds the permission also to the roles that hold every permission of the service. The original distinguishes names by
   * case: a second name of one canonical form is kept, and its id makes the form unique.
   */
  async insertPermission(tx: Tx, permission: NewPermission): Promise<void> {
    const { id, serviceId, name, description } = permission;
    const sql = `INSERT INTO permissions (id, service_id, name, description, name_canonical)
      SELECT $1::uuid, $2::uuid, $3, $4, CASE WHEN EXISTS (
        SELECT FROM permissions WHERE service_id = $2 AND name_canonical = $5::text)
        THEN $5::text || ' ' || $1::uuid ELSE $5::text END`;
    await rows(tx, sql, [id, serviceId, name, description, canonicalName(name)]);
    const hold = `INSERT INTO role_permissions (role_id, permission_id)
      SELECT id, $2 FROM roles WHERE service_id = $1 AND holds_all`;
    await rows(tx, hold, [serviceId, id]);
  }

  findRole(tx: Tx, serviceId: string, name: string): Promise<KnownRole | null> {
    const sql = `SELECT ${ROLE},
        ARRAY(SELECT permission_id FROM role_permissions p WHERE p.role_id = r.id) AS "permissionIds"
      FROM roles r WHERE r.service_id = $1 AND r.name_canonical = $2`;
    return row(tx, sql, [serviceId, canonicalName(name)]);
  }

  async insertRole(tx: Tx, role: NewRole, permissionIds: readonly string[]): Promise<void> {
    const { id, serviceId, name, description, isDefault } = role;
    const sql = `INSERT INTO roles (id, service_id, name, name_canonical, description, is_default)
      VALUES ($1, $2, $3, $4, $5, $6)`;
    await rows(tx, sql, [id, serviceId, name, canonicalName(name), description, isDefault]);
    const hold = `INSERT INTO role_permissions (role_id, permission_id) SELECT $1, unnest($2::uuid[])`;
    await rows(tx, hold, [id, permissionIds]);
  }

  /** Inserts the assignments that do not exist yet; answers their ids. */
  async assign(tx: Tx, given: readonly NewAssignment[]): Promise<Set<string>> {
    const sql = `INSERT INTO user_service_roles (id, user_id, service_id, role_id, created_at)
      SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::timestamptz[])
      ON CONFLICT (user_id, service_id, role_id) DO NOTHING RETURNING id`;
    const made = await rows<{ id: string }>(tx, sql, [
      given.map(({ id }) => id),
      given.map(({ userId }) => userId),
      given.map(({ serviceId }) => serviceId),
      given.map(({ roleId }) => roleId),
      given.map(({ createdAt }) => createdAt),
    ]);
    return new Set(made.map(({ id }) => id));
  }
}
