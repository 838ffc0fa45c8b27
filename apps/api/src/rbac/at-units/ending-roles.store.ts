import { Injectable } from '@nestjs/common';
import { row, rows, type Tx } from '#libs/database';
import { BELOW, DEEPEST } from '#api/units';
import type { EndedRole } from './ended-role.js';

const ENDED = `user_id AS "userId", unit_id AS "unitId", role_id AS "roleId", service_id AS "serviceId"`;

/** The SQL by which roles at units end with memberships and with units. */
@Injectable()
export class EndingRolesStore {
  /** Those of the user at the unit and below it, except where they are a member of that place or of one above it. */
  deleteBelow(
    tx: Tx,
    { userId, rootId, unitId }: { userId: string; rootId: string; unitId: string },
  ): Promise<EndedRole[]> {
    const sql = `WITH RECURSIVE path AS (
        SELECT ur.id, u.id AS unit_id, u.parent_id, 0 AS distance
          FROM unit_roles ur JOIN organizations u ON u.id = ur.unit_id
         WHERE ur.user_id = $1 AND ur.root_id = $2
        UNION ALL
        SELECT path.id, u.id, u.parent_id, path.distance + 1
          FROM path JOIN organizations u ON u.id = path.parent_id WHERE path.distance < ${DEEPEST}
      ), ended AS (
        SELECT path.id FROM path
          LEFT JOIN organization_members m ON m.unit_id = path.unit_id AND m.user_id = $1
         GROUP BY path.id HAVING bool_or(path.unit_id = $3) AND count(m.user_id) = 0
      )
      DELETE FROM unit_roles WHERE id IN (SELECT id FROM ended) RETURNING ${ENDED}`;
    return rows(tx, sql, [userId, rootId, unitId]);
  }

  /** Those of these users in the organization, of which they are no members any more. */
  deleteOutside(tx: Tx, rootId: string, userIds: readonly string[]): Promise<EndedRole[]> {
    const sql = `DELETE FROM unit_roles ur
      WHERE ur.root_id = $1 AND ur.user_id = ANY($2::uuid[])
        AND NOT EXISTS (SELECT FROM organization_members m WHERE m.user_id = ur.user_id AND m.root_id = ur.root_id)
      RETURNING ${ENDED}`;
    return rows(tx, sql, [rootId, userIds]);
  }

  /** How many roles are held at the unit and below it, by users and by units. */
  async countBelow(tx: Tx, unitId: string): Promise<number> {
    const sql = `WITH RECURSIVE ${BELOW}
      SELECT count(*)::int AS count FROM unit_roles ur WHERE ur.unit_id IN (SELECT id FROM below)`;
    return (await row<{ count: number }>(tx, sql, [unitId]))?.count ?? 0;
  }

  /** Those that users hold as themselves at the unit and below it. */
  deleteOfUsersBelow(tx: Tx, unitId: string): Promise<EndedRole[]> {
    const sql = `WITH RECURSIVE ${BELOW}
      DELETE FROM unit_roles WHERE user_id IS NOT NULL AND unit_id IN (SELECT id FROM below) RETURNING ${ENDED}`;
    return rows(tx, sql, [unitId]);
  }
}
