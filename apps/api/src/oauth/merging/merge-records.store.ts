import { Injectable } from '@nestjs/common';
import { columnsOf, row, rows, type Tx } from '#libs/database';
import { AccountMergeEntity } from './account-merge.entity.js';
import type { HeldRole } from './merging.store.js';

const RECORD = ['id', 'holderId', 'keptUserId', 'endedUserId', 'mergedAt', 'undoneAt'] as const;

/** A merge as it was recorded, without what it moved. */
export type MergeRecord = Readonly<Pick<AccountMergeEntity, (typeof RECORD)[number]>>;

type NewMergeRecord = Pick<MergeRecord, 'id' | 'keptUserId' | 'endedUserId' | 'mergedAt'> &
  Readonly<Pick<AccountMergeEntity, 'mergedIn'>>;

const HELD = ['endedUserId', 'endedEmail', 'mergedAt'] as const;

/** An account that was merged into another, as the owner of that may see it. */
export type HeldMerge = Readonly<Pick<AccountMergeEntity, (typeof HELD)[number]>>;

const HELD_COLUMNS = columnsOf(AccountMergeEntity, HELD);
const COLUMNS = columnsOf(AccountMergeEntity, RECORD);

const rowsOf = (table: string) =>
  `(SELECT coalesce(jsonb_agg(to_jsonb(r)), '[]') FROM ${table} r WHERE r.user_id = u.id)`;

const rowsOfKind = (table: string) =>
  `(SELECT coalesce(jsonb_agg(to_jsonb(r)), '[]') FROM ${table} r JOIN factors f ON f.id = r.factor_id
    WHERE f.user_id = u.id)`;

/** With whether the account of `$2` has the same: by the same values of the columns. */
const rowsAtUnits = (table: string, columns: readonly string[]) =>
  `(SELECT coalesce(jsonb_agg(to_jsonb(r) || jsonb_build_object('is_shared', EXISTS (
      SELECT FROM ${table} k WHERE k.user_id = $2 AND ${columns.map((name) => `k.${name} = r.${name}`).join(' AND ')}))), '[]')
    FROM ${table} r WHERE r.user_id = u.id)`;

/** All SQL of the records of merges; `MergingStore` restores the rows that they store. */
@Injectable()
export class MergeRecordsStore {
  /** Stores the rows of the account that ends, as they are now: call it before anything moves. */
  async insert(tx: Tx, record: NewMergeRecord): Promise<void> {
    const sql = `INSERT INTO account_merges (id, holder_id, kept_user_id, ended_user_id, ended_email, merged_at,
        merged_in, account, identities, roles, devices, factors, units)
      SELECT $1, $2, $2, u.id, u.email_canonical, $4, $5, to_jsonb(u),
        ${rowsOf('identities')}, ${rowsOf('user_service_roles')}, ${rowsOf('devices')},
        jsonb_build_object('factors', ${rowsOf('factors')}, 'totp_secrets', ${rowsOfKind('totp_secrets')},
          'passkeys', ${rowsOfKind('passkeys')}, 'recovery_codes', ${rowsOfKind('recovery_codes')}),
        jsonb_build_object('organization_members', ${rowsAtUnits('organization_members', ['unit_id'])},
          'organization_owners', ${rowsAtUnits('organization_owners', ['organization_id'])},
          'unit_roles', ${rowsAtUnits('unit_roles', ['unit_id', 'role_id'])})
      FROM users u WHERE u.id = $3`;
    const { id, keptUserId, endedUserId, mergedAt, mergedIn } = record;
    await rows(tx, sql, [id, keptUserId, endedUserId, mergedAt, mergedIn]);
  }

  /** What was merged into the one account is held by the other from now on. */
  async moveHeld(tx: Tx, from: string, to: string): Promise<void> {
    const sql = 'UPDATE account_merges SET holder_id = $2 WHERE holder_id = $1';
    await rows(tx, sql, [from, to]);
  }

  /** What was merged into this account before it ended is held by it again. */
  async takeBackHeld(tx: Tx, userId: string): Promise<void> {
    const sql = `WITH RECURSIVE below AS (
        SELECT id, ended_user_id FROM account_merges WHERE kept_user_id = $1
        UNION SELECT m.id, m.ended_user_id FROM account_merges m JOIN below b ON m.kept_user_id = b.ended_user_id)
      UPDATE account_merges SET holder_id = $1 WHERE id = ANY (ARRAY(SELECT id FROM below))`;
    await rows(tx, sql, [userId]);
  }

  /** The record of this id, or the records of an account of this id, kept or ended. */
  listById(tx: Tx, id: string): Promise<MergeRecord[]> {
    const sql = `SELECT ${COLUMNS} FROM account_merges WHERE id = $1
      UNION SELECT ${COLUMNS} FROM account_merges WHERE ended_user_id = $1
      UNION SELECT ${COLUMNS} FROM account_merges WHERE kept_user_id = $1 ORDER BY "mergedAt" DESC`;
    return rows(tx, sql, [id]);
  }

  /** The records of ended accounts that had this canonical address. */
  listByEndedEmail(tx: Tx, canonical: string): Promise<MergeRecord[]> {
    const sql = `SELECT ${COLUMNS} FROM account_merges WHERE ended_email = $1 ORDER BY merged_at DESC`;
    return rows(tx, sql, [canonical]);
  }

  /** The merges into the account that were not undone: an account that is separate again is another's. */
  listHeld(tx: Tx, userId: string, limit: number): Promise<HeldMerge[]> {
    const sql = `SELECT ${HELD_COLUMNS} FROM account_merges
      WHERE holder_id = $1 AND undone_at IS NULL ORDER BY merged_at DESC LIMIT $2`;
    return rows(tx, sql, [userId, limit]);
  }

  /** Locked until the transaction ends. */
  findForUpdate(tx: Tx, id: string): Promise<MergeRecord | null> {
    return row(tx, `SELECT ${COLUMNS} FROM account_merges WHERE id = $1 FOR UPDATE`, [id]);
  }

  /** Keeps the record until it is purged, and deletes the rows that it stored for the undoing. */
  async markUndone(tx: Tx, id: string, now: Date): Promise<void> {
    const sql = `UPDATE account_merges SET undone_at = $2, account = '{}', identities = '[]', roles = '[]', devices = '[]',
        factors = '{}', units = '{}'
      WHERE id = $1 RETURNING id`;
    await row(tx, sql, [id, now]);
  }

  /** Deletes at most `limit` records of before that moment; answers how many. */
  async deleteBefore(tx: Tx, before: Date, limit: number): Promise<number> {
    const sql = `DELETE FROM account_merges WHERE id = ANY (ARRAY(
        SELECT id FROM account_merges WHERE merged_at < $1 ORDER BY merged_at LIMIT $2 FOR UPDATE SKIP LOCKED))
      RETURNING id`;
    return (await rows(tx, sql, [before, limit])).length;
  }

  /** The roles of the ended account, with whether the holder holds them now. */
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
