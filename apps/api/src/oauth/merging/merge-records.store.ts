import { Injectable } from '@nestjs/common';
import { row, rows, type Tx } from '#libs/database';
import type { HeldRole } from './merging.store.js';

/** A merge as it was recorded, without what it moved. */
export interface MergeRecord {
  readonly id: string;
  /** The account that holds what was merged now. */
  readonly holderId: string;
  readonly keptUserId: string;
  readonly endedUserId: string;
  readonly mergedAt: Date;
  readonly undoneAt: Date | null;
}

export interface NewMergeRecord {
  readonly id: string;
  readonly keptId: string;
  readonly endedId: string;
  /** The session that asks for it. */
  readonly mergedIn: string;
  readonly now: Date;
}

const COLUMNS = `id, holder_id AS "holderId", kept_user_id AS "keptUserId",
  ended_user_id AS "endedUserId", merged_at AS "mergedAt", undone_at AS "undoneAt"`;

const rowsOf = (table: string) =>
  `(SELECT coalesce(jsonb_agg(to_jsonb(r)), '[]') FROM ${table} r WHERE r.user_id = u.id)`;

/** All SQL of merges that were recorded; what puts their rows back is in `MergingStore`. */
@Injectable()
export class MergeRecordsStore {
  /** With the rows of the account that ends, as they are now: call it before anything moves. */
  async insert(tx: Tx, { id, keptId, endedId, mergedIn, now }: NewMergeRecord): Promise<void> {
    const sql = `INSERT INTO account_merges (id, holder_id, kept_user_id, ended_user_id, ended_email, merged_at,
        merged_in, account, identities, roles, devices)
      SELECT $1, $2, $2, u.id, u.email_canonical, $4, $5, to_jsonb(u),
        ${rowsOf('identities')}, ${rowsOf('user_service_roles')}, ${rowsOf('devices')}
      FROM users u WHERE u.id = $3`;
    await rows(tx, sql, [id, keptId, endedId, now, mergedIn]);
  }

  /** What had come into the one account is in the other now, and goes with that. */
  async moveHeld(tx: Tx, from: string, to: string): Promise<void> {
    const sql = 'UPDATE account_merges SET holder_id = $2 WHERE holder_id = $1';
    await rows(tx, sql, [from, to]);
  }

  /** What had come into this account before it ended is in it again. */
  async takeBackHeld(tx: Tx, userId: string): Promise<void> {
    const sql = `WITH RECURSIVE below AS (
        SELECT id, ended_user_id FROM account_merges WHERE kept_user_id = $1
        UNION SELECT m.id, m.ended_user_id FROM account_merges m JOIN below b ON m.kept_user_id = b.ended_user_id)
      UPDATE account_merges SET holder_id = $1 WHERE id = ANY (ARRAY(SELECT id FROM below))`;
    await rows(tx, sql, [userId]);
  }

  /** Of this id, or of an account of this id, either of the two. */
  listById(tx: Tx, id: string): Promise<MergeRecord[]> {
    const sql = `SELECT ${COLUMNS} FROM account_merges WHERE id = $1
      UNION SELECT ${COLUMNS} FROM account_merges WHERE ended_user_id = $1
      UNION SELECT ${COLUMNS} FROM account_merges WHERE kept_user_id = $1 ORDER BY "mergedAt" DESC`;
    return rows(tx, sql, [id]);
  }

  /** Of the account that had this canonical address until it ended. */
  listByEndedEmail(tx: Tx, canonical: string): Promise<MergeRecord[]> {
    const sql = `SELECT ${COLUMNS} FROM account_merges WHERE ended_email = $1 ORDER BY merged_at DESC`;
    return rows(tx, sql, [canonical]);
  }

  /** Held until the transaction ends. */
  findForUpdate(tx: Tx, id: string): Promise<MergeRecord | null> {
    return row(tx, `SELECT ${COLUMNS} FROM account_merges WHERE id = $1 FOR UPDATE`, [id]);
  }

  /** That it is undone stays until it is purged; what was kept for that goes. */
  async markUndone(tx: Tx, id: string, now: Date): Promise<void> {
    const sql = `UPDATE account_merges SET undone_at = $2, account = '{}', identities = '[]', roles = '[]', devices = '[]'
      WHERE id = $1 RETURNING id`;
    await row(tx, sql, [id, now]);
  }

  /** At most `limit` of before that moment; answers how many. */
  async deleteBefore(tx: Tx, before: Date, limit: number): Promise<number> {
    const sql = `DELETE FROM account_merges WHERE id = ANY (ARRAY(
        SELECT id FROM account_merges WHERE merged_at < $1 ORDER BY merged_at LIMIT $2 FOR UPDATE SKIP LOCKED))
      RETURNING id`;
    return (await rows(tx, sql, [before, limit])).length;
  }

  /** The roles of the account that ended, with whether the other one holds them now. */
  listRoles(tx: Tx, id: string): Promise<(HeldRole & { readonly isHeld: boolean })[]> {
    const sql = `SELECT r.service_id AS "serviceId", r.role_id AS "roleId",
        coalesce((SELECT name FROM services WHERE id = r.service_id), 'a service that is gone') AS "serviceName",
        coalesce((SELECT name FROM roles WHERE id = r.role_id), 'a role that is gone') AS "roleName",
        (SELECT true FROM user_service_roles h WHERE h.user_id = m.holder_id
          AND h.service_id = r.service_id AND h.role_id = r.role_id) IS NOT NULL AS "isHeld"
      FROM account_merges m CROSS JOIN LATERAL jsonb_populate_recordset(NULL::user_service_roles, m.roles) r
      WHERE m.id = $1 ORDER BY r.service_id, r.role_id`;
    return rows(tx, sql, [id]);
  }
}
