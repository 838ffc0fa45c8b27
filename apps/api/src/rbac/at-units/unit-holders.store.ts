import { Injectable } from '@nestjs/common';
import { row, rows, type Tx } from '#libs/database';
import { DEEPEST } from '#api/units';
import type { RoleEntity } from '../role.entity.js';

/** A user who holds a role, and the unit at which they do. */
export interface HolderRow {
  readonly userId: string;
  readonly unitId: string;
}

/** The units of these roles and those below them, each with the unit that holds the role. */
const BELOW = `below AS (
    SELECT ur.role_id, ur.unit_id AS holding_id, ur.unit_id AS id, 0 AS distance
      FROM unit_roles ur WHERE ur.user_id IS NULL AND ur.role_id = $1
    UNION ALL
    SELECT below.role_id, below.holding_id, u.id, below.distance + 1
      FROM below JOIN organizations u ON u.parent_id = below.id WHERE below.distance < ${DEEPEST}
  )`;

/** `OFFSET 0` looks the members up by unit: the planner does not know how few units are below, and would read all members. */
const HOLDERS = `SELECT ur.user_id, ur.unit_id FROM unit_roles ur WHERE ur.role_id = $1 AND ur.user_id IS NOT NULL
    UNION
    SELECT member.user_id, below.holding_id FROM below CROSS JOIN LATERAL
      (SELECT m.user_id FROM organization_members m WHERE m.unit_id = below.id OFFSET 0) member`;

/** Who holds roles at units: as themselves, and as members of units that hold a role or are below such. */
@Injectable()
export class UnitHoldersStore {
  /** The users who hold the role at a unit, bounded. */
  listHolders(tx: Tx, roleId: string, limit: number): Promise<HolderRow[]> {
    const sql = `WITH RECURSIVE ${BELOW}, holder AS (${HOLDERS})
      SELECT user_id AS "userId", unit_id AS "unitId" FROM holder ORDER BY user_id, unit_id LIMIT $2`;
    return rows(tx, sql, [roleId, limit]);
  }

  /** The permissions that other users who hold the role at a unit hold through roles of its service without one; sorted. */
  async listPermissionsOfHolders(
    tx: Tx,
    role: Pick<RoleEntity, 'id' | 'serviceId'>,
    exceptUserId: string,
  ): Promise<string[]> {
    const sql = `WITH RECURSIVE ${BELOW}, holder AS (${HOLDERS}), held AS (
        SELECT DISTINCT a.role_id FROM holder CROSS JOIN LATERAL
          (SELECT a.role_id FROM user_service_roles a WHERE a.user_id = holder.user_id AND a.service_id = $2 OFFSET 0) a
         WHERE holder.user_id <> $3
      )
      SELECT DISTINCT p.name FROM held CROSS JOIN LATERAL
        (SELECT p.name FROM role_permissions rp JOIN permissions p ON p.id = rp.permission_id
          WHERE rp.role_id = held.role_id OFFSET 0) p
       ORDER BY p.name`;
    const found = await rows<{ name: string }>(tx, sql, [role.id, role.serviceId, exceptUserId]);
    return found.map(({ name }) => name);
  }

  /** Whether a unit, or a user other than the one named, holds a role of the service at a unit. */
  async isHeldByOthers(tx: Tx, serviceId: string, exceptUserId: string): Promise<boolean> {
    const sql = `SELECT 1 FROM unit_roles WHERE service_id = $1 AND user_id IS DISTINCT FROM $2 LIMIT 1`;
    return (await row(tx, sql, [serviceId, exceptUserId])) !== null;
  }
}
