import { Injectable } from '@nestjs/common';
import { row, rows, type Tx } from '#libs/database';

type Table = 'organization_members' | 'organization_owners' | 'unit_roles';

/** The recorded rows `r` of a table in the merge `m` of the id `$1`; `is_shared` of those that the kept account had, too. */
const recorded = (table: Table) =>
  `account_merges m CROSS JOIN LATERAL jsonb_array_elements(coalesce(m.units->'${table}', '[]')) e
    CROSS JOIN LATERAL jsonb_populate_record(NULL::${table}, e) r`;

const MOVED = "NOT coalesce((e->>'is_shared')::boolean, false)";

/** The SQL that gives back what a merge moved in organizations. */
@Injectable()
export class UnmergingUnitsStore {
  /** Locks the organizations of the record until the transaction ends. */
  async lockRecorded(tx: Tx, id: string): Promise<void> {
    const sql = `SELECT o.id FROM organizations o
      WHERE o.id IN (SELECT r.root_id FROM ${recorded('organization_members')} WHERE m.id = $1)
      ORDER BY o.id FOR NO KEY UPDATE`;
    await rows(tx, sql, [id]);
  }

  async countRecorded(tx: Tx, id: string): Promise<{ units: number; roles: number }> {
    const length = (table: Table) => `jsonb_array_length(coalesce(units->'${table}', '[]'))::int`;
    const sql = `SELECT ${length('organization_members')} AS units, ${length('unit_roles')} AS roles
      FROM account_merges WHERE id = $1`;
    return (await row(tx, sql, [id])) ?? { units: 0, roles: 0 };
  }

  /** The ended account is a member again of the units of which the holder still is one. Answers their organizations. */
  async restoreMembers(tx: Tx, id: string): Promise<string[]> {
    const sql = `INSERT INTO organization_members (unit_id, user_id, root_id, created_at)
      SELECT h.unit_id, m.ended_user_id, h.root_id, r.created_at FROM ${recorded('organization_members')}
        JOIN organization_members h ON h.unit_id = r.unit_id AND h.user_id = m.holder_id
       WHERE m.id = $1 ON CONFLICT DO NOTHING RETURNING root_id AS root`;
    return (await rows<{ root: string }>(tx, sql, [id])).map(({ root }) => root);
  }

  /** The ended account owns again what the holder still owns. */
  async restoreOwners(tx: Tx, id: string): Promise<void> {
    const sql = `INSERT INTO organization_owners (organization_id, user_id, created_at)
      SELECT h.organization_id, m.ended_user_id, r.created_at FROM ${recorded('organization_owners')}
        JOIN organization_owners h ON h.organization_id = r.organization_id AND h.user_id = m.holder_id
        JOIN organization_members own ON own.unit_id = h.organization_id AND own.user_id = m.ended_user_id
       WHERE m.id = $1 ON CONFLICT DO NOTHING`;
    await rows(tx, sql, [id]);
  }

  /**
   * The roles that the holder still holds, where the ended account is a member again. A moved role has the id of its row: it
   * moves back. One that both accounts had stays with the holder, too. Answers the services of all.
   */
  async restoreRoles(tx: Tx, id: string): Promise<string[]> {
    const isBack = `EXISTS (SELECT FROM organization_members own
      WHERE own.user_id = m.ended_user_id AND own.root_id = r.root_id)`;
    const moved = `UPDATE unit_roles h SET user_id = m.ended_user_id FROM ${recorded('unit_roles')}
      WHERE m.id = $1 AND h.id = r.id AND h.user_id = m.holder_id AND ${isBack} RETURNING h.service_id AS service`;
    const shared = `INSERT INTO unit_roles (id, unit_id, root_id, service_id, role_id, user_id, created_at)
      SELECT r.id, h.unit_id, h.root_id, h.service_id, h.role_id, m.ended_user_id, r.created_at
        FROM ${recorded('unit_roles')}
        JOIN unit_roles h ON h.user_id = m.holder_id AND h.unit_id = r.unit_id AND h.role_id = r.role_id
       WHERE m.id = $1 AND ${isBack} ON CONFLICT DO NOTHING RETURNING service_id AS service`;
    const back: { service: string }[] = [];
    for (const sql of [moved, shared])
      back.push(...(await rows<{ service: string }>(tx, sql, [id])));
    return back.map(({ service }) => service);
  }

  /**
   * Takes from the holder what the merge alone had given it and the ended account has again: ownerships, memberships, and all
   * roles in organizations of which the holder is no member any more. Who has become an owner since stays a member.
   */
  async takeFromHolder(tx: Tx, id: string): Promise<void> {
    const owners = `DELETE FROM organization_owners w USING ${recorded('organization_owners')}
      WHERE m.id = $1 AND ${MOVED} AND w.user_id = m.holder_id AND w.organization_id = r.organization_id
        AND EXISTS (SELECT FROM organization_owners own
          WHERE own.organization_id = w.organization_id AND own.user_id = m.ended_user_id)`;
    const members = `DELETE FROM organization_members h USING ${recorded('organization_members')}
      WHERE m.id = $1 AND ${MOVED} AND h.user_id = m.holder_id AND h.unit_id = r.unit_id
        AND NOT EXISTS (SELECT FROM organization_owners w
          WHERE w.organization_id = h.unit_id AND w.user_id = m.holder_id)`;
    const roles = `DELETE FROM unit_roles h USING ${recorded('organization_members')}
      WHERE m.id = $1 AND h.user_id = m.holder_id AND h.root_id = r.root_id
        AND NOT EXISTS (SELECT FROM organization_members own
          WHERE own.root_id = h.root_id AND own.user_id = m.holder_id)`;
    for (const sql of [owners, members, roles]) await rows(tx, sql, [id]);
  }
}
