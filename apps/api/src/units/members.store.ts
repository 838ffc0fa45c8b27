import { Injectable } from '@nestjs/common';
import { row, rows, type Tx } from '#libs/database';
import { BELOW } from './unit.js';

/** All SQL of the tables `organization_members` and `organization_owners`. */
@Injectable()
export class MembersStore {
  /** Whether the user is a member of any unit of the organization. */
  async isMember(tx: Tx, rootId: string, userId: string): Promise<boolean> {
    const sql = 'SELECT 1 FROM organization_members WHERE user_id = $2 AND root_id = $1 LIMIT 1';
    return (await row(tx, sql, [rootId, userId])) !== null;
  }

  async isOwner(tx: Tx, rootId: string, userId: string): Promise<boolean> {
    const sql = 'SELECT 1 FROM organization_owners WHERE organization_id = $1 AND user_id = $2';
    return (await row(tx, sql, [rootId, userId])) !== null;
  }

  /** `false` when the user is a member already. */
  async insert(
    tx: Tx,
    member: { readonly unitId: string; readonly rootId: string; readonly userId: string },
  ): Promise<boolean> {
    const sql = `INSERT INTO organization_members (unit_id, root_id, user_id) VALUES ($1, $2, $3)
      ON CONFLICT DO NOTHING RETURNING unit_id`;
    return (await row(tx, sql, [member.unitId, member.rootId, member.userId])) !== null;
  }

  /** Whether the user is a member of that many units; it counts no further. */
  async hasAsMany(tx: Tx, userId: string, units: number): Promise<boolean> {
    const sql = `SELECT count(*)::int AS count
      FROM (SELECT FROM organization_members WHERE user_id = $1 LIMIT $2) counted`;
    return ((await row<{ count: number }>(tx, sql, [userId, units]))?.count ?? 0) >= units;
  }

  /** The units of the organization that the user is a member of; locked until the transaction ends. */
  async lockUnitsOf(tx: Tx, rootId: string, userId: string): Promise<string[]> {
    const sql = `SELECT unit_id AS "unitId" FROM organization_members
      WHERE user_id = $2 AND root_id = $1 ORDER BY unit_id FOR UPDATE`;
    const found = await rows<{ unitId: string }>(tx, sql, [rootId, userId]);
    return found.map(({ unitId }) => unitId);
  }

  /** Those of the user's units that are the unit or below it. */
  async listUnitsBelow(tx: Tx, unitId: string, userId: string): Promise<string[]> {
    const sql = `WITH RECURSIVE ${BELOW}
      SELECT m.unit_id AS "unitId" FROM organization_members m
       WHERE m.user_id = $2 AND m.unit_id IN (SELECT id FROM below)`;
    const found = await rows<{ unitId: string }>(tx, sql, [unitId, userId]);
    return found.map((each) => each.unitId);
  }

  /** Ends ownership, too, with the membership of the root. */
  delete(tx: Tx, userId: string, unitIds: readonly string[]): Promise<unknown> {
    const sql = 'DELETE FROM organization_members WHERE user_id = $1 AND unit_id = ANY($2::uuid[])';
    return rows(tx, sql, [userId, unitIds]);
  }

  /** Locks the memberships of the unit and of those below it until the transaction ends. */
  async lockBelow(tx: Tx, unitId: string): Promise<{ members: number; userIds: string[] }> {
    const sql = `WITH RECURSIVE ${BELOW}, locked AS (
        SELECT m.user_id FROM organization_members m
         WHERE m.unit_id IN (SELECT id FROM below) ORDER BY m.unit_id, m.user_id FOR UPDATE
      )
      SELECT count(*)::int AS members, coalesce(array_agg(DISTINCT user_id), '{}') AS "userIds" FROM locked`;
    const found = await row<{ members: number; userIds: string[] }>(tx, sql, [unitId]);
    return found ?? { members: 0, userIds: [] };
  }

  /**
   * Locks the user's memberships of the organization until the transaction ends, so that they do not leave meanwhile; `false` when
   * there are none.
   */
  async holdMemberships(tx: Tx, rootId: string, userId: string): Promise<boolean> {
    const sql =
      'SELECT 1 FROM organization_members WHERE user_id = $2 AND root_id = $1 ORDER BY unit_id FOR SHARE';
    return (await rows(tx, sql, [rootId, userId])).length > 0;
  }
}
