import { Injectable } from '@nestjs/common';
import { columnsOf, row, rows, type Tx } from '#libs/database';
import type { MadeFactor, RecentFactor } from './factor.js';
import { FactorEntity, type FactorType } from './factor.entity.js';

const OFFERED = ['id', 'type', 'name'] as const;
const OFFERED_COLUMNS = columnsOf(FactorEntity, OFFERED);

const LISTED = [...OFFERED, 'createdAt', 'confirmedAt', 'lastUsedAt', 'madeFrom'] as const;
const LISTED_COLUMNS = columnsOf(FactorEntity, LISTED);

type Offered = Pick<FactorEntity, (typeof OFFERED)[number]>;

/** A factor as its owner sees it. */
export type ListedFactor = Readonly<Pick<FactorEntity, (typeof LISTED)[number]>>;

/** A factor to insert. */
export type NewFactor = Readonly<Omit<FactorEntity, 'lastUsedAt'>>;

const MADE_COLUMNS = columnsOf(FactorEntity, [
  ...OFFERED,
  'createdAt',
  'madeIn',
  'madeFrom',
  'confirmedAt',
]);

/** Factors that were made in one of the sessions, or since a moment. */
export interface Making {
  readonly sessionIds: readonly string[];
  readonly since: Date | null;
  /** Those that began to count before are left out. */
  readonly countingSince: Date;
}

interface Own {
  readonly id: string;
  readonly userId: string;
}

/** The SQL that all kinds of factors share. */
@Injectable()
export class FactorsStore {
  async insert(tx: Tx, factor: NewFactor): Promise<void> {
    const { id, userId, type, name, createdAt, confirmedAt, madeIn, madeFrom } = factor;
    await rows(
      tx,
      `INSERT INTO factors (id, user_id, type, name, created_at, confirmed_at, made_in, made_from)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [id, userId, type, name, createdAt, confirmedAt, madeIn, madeFrom],
    );
  }

  /** The factors of an account that count, the oldest first. */
  listConfirmed(tx: Tx, userId: string): Promise<Offered[]> {
    const sql = `SELECT ${OFFERED_COLUMNS} FROM factors
      WHERE user_id = $1 AND confirmed_at IS NOT NULL ORDER BY created_at, id`;
    return rows(tx, sql, [userId]);
  }

  /** As `listConfirmed`, with what the owner is shown. */
  listOwn(tx: Tx, userId: string): Promise<ListedFactor[]> {
    const sql = `SELECT ${LISTED_COLUMNS} FROM factors
      WHERE user_id = $1 AND confirmed_at IS NOT NULL ORDER BY created_at, id`;
    return rows(tx, sql, [userId]);
  }

  async hasSecond(tx: Tx, userId: string): Promise<boolean> {
    const sql = `SELECT id FROM factors
      WHERE user_id = $1 AND confirmed_at IS NOT NULL AND type <> 'recovery_codes' LIMIT 1`;
    return (await row(tx, sql, [userId])) !== null;
  }

  async hasRecoveryCodes(tx: Tx, userId: string): Promise<boolean> {
    const sql = "SELECT id FROM factors WHERE user_id = $1 AND type = 'recovery_codes' LIMIT 1";
    return (await row(tx, sql, [userId])) !== null;
  }

  /** How many of the kind count. */
  async count(tx: Tx, userId: string, type: FactorType): Promise<number> {
    const sql = `SELECT count(*)::int AS count FROM factors
      WHERE user_id = $1 AND type = $2 AND confirmed_at IS NOT NULL`;
    return (await row<{ count: number }>(tx, sql, [userId, type]))?.count ?? 0;
  }

  /** How many second factors count. */
  async countSecond(tx: Tx, userId: string): Promise<number> {
    const sql = `SELECT count(*)::int AS count FROM factors
      WHERE user_id = $1 AND type <> 'recovery_codes' AND confirmed_at IS NOT NULL`;
    return (await row<{ count: number }>(tx, sql, [userId]))?.count ?? 0;
  }

  /** `null` when it is not the account's, or its enrolment is not finished. */
  rename(tx: Tx, { id, userId }: Own, name: string): Promise<ListedFactor | null> {
    const sql = `UPDATE factors SET name = $3 WHERE id = $1 AND user_id = $2 AND confirmed_at IS NOT NULL
      RETURNING ${LISTED_COLUMNS}`;
    return row(tx, sql, [id, userId, name]);
  }

  /** `null` as for `rename`. */
  remove(tx: Tx, { id, userId }: Own): Promise<Offered | null> {
    const sql = `DELETE FROM factors WHERE id = $1 AND user_id = $2 AND confirmed_at IS NOT NULL
      RETURNING ${OFFERED_COLUMNS}`;
    return row(tx, sql, [id, userId]);
  }

  /** All factors of the account, also unfinished enrolments; answers those that counted. */
  async removeAll(tx: Tx, userId: string): Promise<Offered[]> {
    const sql = `DELETE FROM factors WHERE user_id = $1 RETURNING ${columnsOf(FactorEntity, [...OFFERED, 'confirmedAt'])}`;
    const removed = await rows<Offered & Pick<FactorEntity, 'confirmedAt'>>(tx, sql, [userId]);
    return removed.filter(({ confirmedAt }) => confirmedAt !== null);
  }

  /** Those of until then, also unfinished enrolments; all for `null`. Answers those that counted. */
  async removeUntil(tx: Tx, userId: string, until: Date | null): Promise<Offered[]> {
    const sql = `DELETE FROM factors
      WHERE user_id = $1 AND coalesce(confirmed_at, created_at) <= coalesce($2::timestamptz, 'infinity')
      RETURNING ${columnsOf(FactorEntity, [...OFFERED, 'confirmedAt'])}`;
    const parameters = [userId, until];
    const removed = await rows<Offered & Pick<FactorEntity, 'confirmedAt'>>(tx, sql, parameters);
    return removed.filter(({ confirmedAt }) => confirmedAt !== null);
  }

  /** Those that were made so, also unfinished enrolments; answers those that counted. */
  async removeMade(tx: Tx, userId: string, making: Making): Promise<MadeFactor[]> {
    const { sessionIds, since, countingSince } = making;
    const sql = `DELETE FROM factors
       WHERE user_id = $1 AND (made_in = ANY ($2::uuid[]) OR created_at >= $3::timestamptz)
         AND coalesce(confirmed_at, 'infinity') >= $4::timestamptz
      RETURNING ${MADE_COLUMNS}`;
    const parameters = [userId, sessionIds, since, countingSince];
    const removed = await rows<MadeFactor & Pick<FactorEntity, 'confirmedAt'>>(tx, sql, parameters);
    return removed.filter(({ confirmedAt }) => confirmedAt !== null);
  }

  /** Those that began to count since, the oldest first. */
  listMade(tx: Tx, userId: string, since: Date): Promise<RecentFactor[]> {
    const sql = `SELECT ${MADE_COLUMNS} FROM factors
      WHERE user_id = $1 AND confirmed_at >= $2 ORDER BY confirmed_at, id`;
    return rows(tx, sql, [userId, since]);
  }

  async removeRecoveryCodes(tx: Tx, userId: string): Promise<boolean> {
    const sql = "DELETE FROM factors WHERE user_id = $1 AND type = 'recovery_codes' RETURNING id";
    return (await row(tx, sql, [userId])) !== null;
  }

  /** Ends the enrolments of the kind that are not finished. */
  async removeUnfinished(tx: Tx, userId: string, type: FactorType): Promise<void> {
    const sql = 'DELETE FROM factors WHERE user_id = $1 AND type = $2 AND confirmed_at IS NULL';
    await rows(tx, sql, [userId, type]);
  }

  /** Ends one enrolment that is not finished. */
  async endEnrolment(tx: Tx, id: string): Promise<void> {
    await rows(tx, 'DELETE FROM factors WHERE id = $1 AND confirmed_at IS NULL', [id]);
  }

  /** Deletes a batch of enrolments that were begun before and not finished; answers how many. */
  async deleteUnfinished(tx: Tx, before: Date, limit: number): Promise<number> {
    const sql = `DELETE FROM factors WHERE id = ANY (ARRAY(
        SELECT id FROM factors WHERE confirmed_at IS NULL AND created_at < $1 ORDER BY created_at LIMIT $2
        FOR UPDATE SKIP LOCKED))
      RETURNING id`;
    return (await rows(tx, sql, [before, limit])).length;
  }
}
