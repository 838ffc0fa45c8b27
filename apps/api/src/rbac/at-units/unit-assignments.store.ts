import { Injectable } from '@nestjs/common';
import { columnsOf, row, rows, type Tx } from '#libs/database';
import { FIRST_ID } from '#libs/paging';
import type { RoleEntity } from '../role.entity.js';
import { UnitRoleEntity } from './unit-role.entity.js';

const PROPERTIES = [
  'id',
  'unitId',
  'rootId',
  'serviceId',
  'roleId',
  'userId',
  'createdAt',
] as const;

/** A role that a user or, without `userId`, the unit itself holds at a unit. */
export type UnitAssignmentRow = Readonly<Pick<UnitRoleEntity, (typeof PROPERTIES)[number]>> & {
  readonly roleName: string;
  readonly serviceName: string;
  readonly unitName: string;
};

export type NewUnitAssignment = Pick<
  UnitAssignmentRow,
  'id' | 'unitId' | 'rootId' | 'serviceId' | 'roleId' | 'userId'
>;

/** A role that is held at a unit, by whomever. */
export type RoleAtUnitRow = Pick<UnitAssignmentRow, 'unitId' | 'serviceId' | 'roleId'> & {
  readonly serviceName: string;
  readonly requiresMfa: RoleEntity['requiresMfa'];
  readonly isOfUnit: boolean;
  readonly permissions: readonly string[];
};

interface Page {
  readonly after: string | null;
  readonly limit: number;
}

const SELECT = `SELECT ${columnsOf(UnitRoleEntity, PROPERTIES, 'ur')}, r.name AS "roleName",
    s.name AS "serviceName", o.name AS "unitName"
  FROM unit_roles ur JOIN roles r ON r.id = ur.role_id JOIN services s ON s.id = ur.service_id
  JOIN organizations o ON o.id = ur.unit_id`;

/** The rows of `unit_roles` as they are given, taken and listed. */
@Injectable()
export class UnitAssignmentsStore {
  findById(tx: Tx, unitId: string, id: string): Promise<UnitAssignmentRow | null> {
    return row(tx, `${SELECT} WHERE ur.id = $1 AND ur.unit_id = $2`, [id, unitId]);
  }

  findOfUser(
    tx: Tx,
    key: { readonly userId: string; readonly unitId: string; readonly roleId: string },
  ): Promise<UnitAssignmentRow | null> {
    const sql = `${SELECT} WHERE ur.user_id = $1 AND ur.unit_id = $2 AND ur.role_id = $3`;
    return row(tx, sql, [key.userId, key.unitId, key.roleId]);
  }

  /** `false` when it is held already. */
  async insert(tx: Tx, assignment: NewUnitAssignment): Promise<boolean> {
    const sql = `INSERT INTO unit_roles (id, unit_id, root_id, service_id, role_id, user_id)
      VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING id`;
    const { id, unitId, rootId, serviceId, roleId, userId } = assignment;
    return (await row(tx, sql, [id, unitId, rootId, serviceId, roleId, userId])) !== null;
  }

  /** `false` when it is not held any more. */
  async delete(tx: Tx, id: string): Promise<boolean> {
    return (await row(tx, 'DELETE FROM unit_roles WHERE id = $1 RETURNING id', [id])) !== null;
  }

  /** What is held at the unit, by users and by the unit. */
  listAt(tx: Tx, unitId: string, page: Page): Promise<UnitAssignmentRow[]> {
    const sql = `${SELECT} WHERE ur.unit_id = $1 AND ur.id > coalesce($2::uuid, '${FIRST_ID}')
      ORDER BY ur.unit_id, ur.root_id, ur.id LIMIT $3`;
    return rows(tx, sql, [unitId, page.after, page.limit]);
  }

  /** What the user holds at units as themselves, in a service. */
  listOfUser(tx: Tx, userId: string, serviceId: string, page: Page): Promise<UnitAssignmentRow[]> {
    const sql = `${SELECT} WHERE ur.user_id = $1 AND ur.service_id = $2 AND ur.id > coalesce($3::uuid, '${FIRST_ID}')
      ORDER BY ur.id LIMIT $4`;
    return rows(tx, sql, [userId, serviceId, page.after, page.limit]);
  }

  /** How many roles the user holds at units as themselves; counts no further than the limit. */
  async countOfUser(tx: Tx, userId: string, limit: number): Promise<number> {
    const sql = `SELECT count(*)::int AS count FROM (SELECT 1 FROM unit_roles WHERE user_id = $1 LIMIT $2) held`;
    return (await row<{ count: number }>(tx, sql, [userId, limit]))?.count ?? 0;
  }

  /** The roles that are held at the units, each once for a unit and kind of holder. */
  listRolesAt(tx: Tx, unitIds: readonly string[]): Promise<RoleAtUnitRow[]> {
    const sql = `SELECT held.*, s.name AS "serviceName", r.requires_mfa AS "requiresMfa",
        ARRAY(SELECT p.name FROM role_permissions rp JOIN permissions p ON p.id = rp.permission_id
               WHERE rp.role_id = r.id ORDER BY p.name) AS permissions
      FROM (SELECT DISTINCT ur.unit_id AS "unitId", ur.service_id AS "serviceId", ur.role_id AS "roleId",
              ur.user_id IS NULL AS "isOfUnit" FROM unit_roles ur WHERE ur.unit_id = ANY($1::uuid[])) held
      JOIN roles r ON r.id = held."roleId" JOIN services s ON s.id = held."serviceId"
      ORDER BY held."unitId", held."roleId", held."isOfUnit"`;
    return rows(tx, sql, [unitIds]);
  }
}
