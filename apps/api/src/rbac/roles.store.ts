import { Injectable } from '@nestjs/common';
import { canonicalName } from '#libs/kernel';
import { columnsOf, row, rows, type Tx } from '#libs/database';
import { after } from '#libs/paging';
import type { PermissionEntity } from './permission.entity.js';
import { RoleEntity } from './role.entity.js';

const PROPERTIES = [
  'id',
  'serviceId',
  'name',
  'description',
  'isDefault',
  'holdsAll',
  'requiresMfa',
] as const;

export type NewRole = Readonly<Pick<RoleEntity, (typeof PROPERTIES)[number]>>;

export type RoleRow = NewRole & {
  readonly serviceName: string;
  readonly permissions: readonly Readonly<Pick<PermissionEntity, 'id' | 'name' | 'description'>>[];
};

/** The service that the role belongs to. */
export const serviceOf = ({ serviceId: id, serviceName: name }: RoleRow) => ({ id, name });

const SELECT = `SELECT ${columnsOf(RoleEntity, PROPERTIES, 'r')},
    (SELECT s.name FROM services s WHERE s.id = r.service_id) AS "serviceName",
    coalesce((SELECT json_agg(json_build_object('id', p.id, 'name', p.name, 'description', p.description) ORDER BY p.name)
      FROM role_permissions rp JOIN permissions p ON p.id = rp.permission_id WHERE rp.role_id = r.id), '[]') AS permissions
  FROM roles r`;

/** All SQL of the tables `roles` and `role_permissions`. */
@Injectable()
export class RolesStore {
  findById(tx: Tx, id: string): Promise<RoleRow | null> {
    return row(tx, `${SELECT} WHERE r.id = $1`, [id]);
  }

  findByName(tx: Tx, serviceId: string, name: string): Promise<RoleRow | null> {
    const sql = `${SELECT} WHERE r.service_id = $1 AND r.name_canonical = $2`;
    return row(tx, sql, [serviceId, canonicalName(name)]);
  }

  /** Locks the role until the transaction ends: it cannot be assigned, changed or deleted meanwhile. */
  async lockById(tx: Tx, id: string): Promise<RoleRow | null> {
    const held = await row(tx, 'SELECT id FROM roles WHERE id = $1 FOR UPDATE', [id]);
    return held === null ? null : this.findById(tx, id);
  }

  list(
    tx: Tx,
    serviceId: string,
    page: { after: string | null; limit: number },
  ): Promise<RoleRow[]> {
    const sql = `${SELECT}
      WHERE ${after('r.service_id', 'r.id')} ORDER BY r.service_id, r.id LIMIT $3`;
    return rows(tx, sql, [serviceId, page.after, page.limit]);
  }

  /** `false` when the name is taken. */
  async insert(tx: Tx, role: NewRole): Promise<boolean> {
    const sql = `INSERT INTO roles (id, service_id, name, name_canonical, description, is_default, holds_all, requires_mfa)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT ON CONSTRAINT roles_service_id_name_canonical_key DO NOTHING RETURNING id`;
    const { id, serviceId, name, description, isDefault, holdsAll, requiresMfa } = role;
    const flags = [isDefault, holdsAll, requiresMfa];
    const values = [id, serviceId, name, canonicalName(name), description, ...flags];
    return (await row(tx, sql, values)) !== null;
  }

  /** Changes only the fields given. A taken name violates `roles_service_id_name_canonical_key`. */
  async update(
    tx: Tx,
    id: string,
    fields: Partial<Pick<RoleRow, 'name' | 'description' | 'requiresMfa'>>,
  ): Promise<void> {
    const sql = `UPDATE roles SET name = coalesce($2, name), name_canonical = coalesce($3, name_canonical),
        description = CASE WHEN $4 THEN $5 ELSE description END,
        requires_mfa = coalesce($6, requires_mfa), updated_at = now() WHERE id = $1`;
    const { name, description, requiresMfa } = fields;
    const canonical = name === undefined ? null : canonicalName(name);
    await rows(tx, sql, [
      id,
      name ?? null,
      canonical,
      description !== undefined,
      description ?? null,
      requiresMfa ?? null,
    ]);
  }

  /** Makes the set exactly this one. */
  async replacePermissions(tx: Tx, id: string, permissionIds: readonly string[]): Promise<void> {
    const remove =
      'DELETE FROM role_permissions WHERE role_id = $1 AND permission_id <> ALL($2::uuid[])';
    await rows(tx, remove, [id, permissionIds]);
    await this.addPermissions(tx, id, permissionIds);
  }

  async addPermissions(tx: Tx, id: string, permissionIds: readonly string[]): Promise<void> {
    const sql = `INSERT INTO role_permissions (role_id, permission_id)
      SELECT $1, unnest($2::uuid[]) ON CONFLICT DO NOTHING`;
    await rows(tx, sql, [id, permissionIds]);
  }

  /** A role with a chosen set does not get later permissions. */
  async clearHoldsAll(tx: Tx, id: string): Promise<void> {
    await rows(tx, 'UPDATE roles SET holds_all = false WHERE id = $1', [id]);
  }

  /** Gives a new permission to the roles that hold everything of its service. */
  async addToRolesHoldingAll(tx: Tx, serviceId: string, permissionId: string): Promise<void> {
    const sql = `INSERT INTO role_permissions (role_id, permission_id)
      SELECT id, $2 FROM roles WHERE service_id = $1 AND holds_all ON CONFLICT DO NOTHING`;
    await rows(tx, sql, [serviceId, permissionId]);
  }

  async delete(tx: Tx, id: string): Promise<void> {
    await rows(tx, 'DELETE FROM roles WHERE id = $1', [id]);
  }
}
