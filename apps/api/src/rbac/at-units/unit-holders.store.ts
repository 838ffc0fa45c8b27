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

const HOLDERS = `SELECT ur.user_id, ur.unit_id FROM unit_roles ur WHERE ur.role_id = $1 AND ur.user_id IS NOT NULL
    UNION
    SELECT m.user_id, below.holding_id FROM below JOIN organization_members m ON m.unit_id = below.id`;

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
    const sql = `WITH RECURSIVE ${BELOW}, holder AS (${HOLDERS})
      SELECT DISTINCT p.name FROM holder
        JOIN user_service_roles a ON a.user_id = holder.user_id AND a.service_id = $2
        JOIN role_permissions rp ON rp.role_id = a.role_id JOIN permissions p ON p.id = rp.permission_id
       WHERE holder.user_id <> $3 ORDER BY p.name`;
    const found = await rows<{ name: string }>(tx, sql, [role.id, role.serviceId, exceptUserId]);
    return found.map(({ name }) => name);
  }

  /** Whether a unit, or a user other than the one named, holds a role of the service at a unit. */
  async isHeldByOthers(tx: Tx, serviceId: string, exceptUserId: string): Promise<boolean> {
    const sql = `SELECT 1 FROM unit_roles WHERE service_id = $1 AND user_id IS DISTINCT FROM $2 LIMIT 1`;
    return (await row(tx, sql, [serviceId, exceptUserId])) !== null;
  }
}
