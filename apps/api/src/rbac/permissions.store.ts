import { Injectable } from '@nestjs/common';
import { AUTH_SERVICE } from '#libs/access';
import { columnsOf, row, rows, type Tx } from '#libs/database';
import { canonicalName, isId } from '#libs/kernel';
import { after } from '#libs/paging';
import { PermissionEntity } from './permission.entity.js';

const PROPERTIES = ['id', 'serviceId', 'name', 'description'] as const;

export type PermissionRow = Readonly<Pick<PermissionEntity, (typeof PROPERTIES)[number]>>;

const COLUMNS = columnsOf(PermissionEntity, PROPERTIES, 'p');

const AUTH_ID = `(SELECT id FROM services WHERE name_canonical = '${AUTH_SERVICE}')`;

/** What roles of the service may hold: its own permissions and the built-in ones that reach one service. */
const GRANTABLE = `(p.service_id = $1 OR (p.name ~ '^(role|token):' AND p.service_id = ${AUTH_ID}))`;

/** By ids or names, each found by an index. */
const NAMED = `(p.id = ANY($2::uuid[]) OR (p.service_id = $1 AND p.name = ANY($3::text[]))
  OR (p.service_id = ${AUTH_ID} AND p.name = ANY($3::text[])))`;

/** All SQL of the table `permissions`. */
@Injectable()
export class PermissionsStore {
  findById(tx: Tx, id: string): Promise<PermissionRow | null> {
    return row(tx, `SELECT ${COLUMNS} FROM permissions p WHERE p.id = $1`, [id]);
  }

  lockById(tx: Tx, id: string): Promise<PermissionRow | null> {
    return row(tx, `SELECT ${COLUMNS} FROM permissions p WHERE p.id = $1 FOR UPDATE`, [id]);
  }

  /** In order of creation; of one service, or of all when `serviceId` is `null`. */
  list(
    tx: Tx,
    serviceId: string | null,
    page: { after: string | null; limit: number },
  ): Promise<PermissionRow[]> {
    if (serviceId === null) {
      const all = `SELECT ${COLUMNS} FROM permissions p
        WHERE ($1::uuid IS NULL OR p.id > $1) ORDER BY p.id LIMIT $2`;
      return rows(tx, all, [page.after, page.limit]);
    }
    const sql = `SELECT ${COLUMNS} FROM permissions p
      WHERE ${after('p.service_id', 'p.id')} ORDER BY p.service_id, p.id LIMIT $3`;
    return rows(tx, sql, [serviceId, page.after, page.limit]);
  }

  /** What a role of the service may hold, out of ids or names. */
  listGrantable(
    tx: Tx,
    serviceId: string,
    idsOrNames: readonly string[],
  ): Promise<PermissionRow[]> {
    const sql = `SELECT ${COLUMNS} FROM permissions p
      WHERE ${GRANTABLE} AND ${NAMED}`;
    return rows(tx, sql, [serviceId, idsOrNames.filter(isId), idsOrNames]);
  }

  /** As `listGrantable`; they cannot be renamed or deleted until the transaction ends. */
  lockGrantable(
    tx: Tx,
    serviceId: string,
    idsOrNames: readonly string[],
  ): Promise<PermissionRow[]> {
    const sql = `SELECT ${COLUMNS} FROM permissions p
      WHERE ${GRANTABLE} AND ${NAMED} ORDER BY p.id FOR KEY SHARE OF p`;
    return rows(tx, sql, [serviceId, idsOrNames.filter(isId), idsOrNames]);
  }

  /** Whether a role with a chosen set holds it: one that does not hold all of its service. */
  async isChosenByRole(tx: Tx, id: string): Promise<boolean> {
    const sql = `SELECT 1 FROM role_permissions rp JOIN roles r ON r.id = rp.role_id
      WHERE rp.permission_id = $1 AND NOT r.holds_all LIMIT 1`;
    return (await row(tx, sql, [id])) !== null;
  }

  /** `false` when the name is taken. */
  async insert(tx: Tx, permission: PermissionRow): Promise<boolean> {
    const sql = `INSERT INTO permissions (id, service_id, name, description, name_canonical) VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT DO NOTHING RETURNING id`;
    const { id, serviceId, name, description } = permission;
    return (await row(tx, sql, [id, serviceId, name, description, canonicalName(name)])) !== null;
  }

  /** Changes only the fields given. A taken name violates the unique key of `name` or that of `name_canonical`. */
  async update(
    tx: Tx,
    id: string,
    fields: Partial<Pick<PermissionRow, 'name' | 'description'>>,
  ): Promise<void> {
    const sql = `UPDATE permissions SET name = coalesce($2, name), name_canonical = coalesce($5, name_canonical),
      description = CASE WHEN $3 THEN $4 ELSE description END WHERE id = $1`;
    const { name, description } = fields;
    const canonical = name === undefined ? null : canonicalName(name);
    await rows(tx, sql, [
      id,
      name ?? null,
      description !== undefined,
      description ?? null,
      canonical,
    ]);
  }

  async isTaken(tx: Tx, serviceId: string, name: string, exceptId: string): Promise<boolean> {
    const sql = `SELECT 1 FROM permissions WHERE service_id = $1
      AND (name = $2 OR name_canonical = $4) AND id <> $3`;
    return (await row(tx, sql, [serviceId, name, exceptId, canonicalName(name)])) !== null;
  }

  async delete(tx: Tx, id: string): Promise<void> {
    await rows(tx, 'DELETE FROM permissions WHERE id = $1', [id]);
  }
}
