import { Injectable } from '@nestjs/common';
import { columnsOf, rows, type Tx } from '#libs/database';
import {
  DailyStatisticEntity,
  MEASURES,
  type ActiveSessionEntity,
  type ActiveUserEntity,
  type Measure,
} from './statistics.entity.js';
import type { DailyCount } from './statistics.js';

/** A user who was active in a session on a day. */
export type ActiveOnDay = Readonly<ActiveSessionEntity & ActiveUserEntity>;

/** From one day to another, both included. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

export type CountOfDay = Readonly<DailyStatisticEntity>;

export type CountOfLabel = Pick<CountOfDay, 'label' | 'outcome' | 'count'>;

const ADD_UP = `ON CONFLICT (measure, day, label, outcome)
  DO UPDATE SET count = daily_statistics.count + excluded.count`;
const DAY = `to_char(day, 'YYYY-MM-DD') AS day`;
const COUNT = columnsOf(DailyStatisticEntity, ['measure', 'label', 'outcome', 'count']);

/** The SQL of statistics. Rows are written in one order, so that two instances never deadlock. */
@Injectable()
export class StatisticsStore {
  async add(tx: Tx, counts: readonly DailyCount[]): Promise<void> {
    await rows(
      tx,
      `INSERT INTO daily_statistics (measure, day, label, outcome, count)
       SELECT measure, day, label, outcome, sum(count)
         FROM unnest($1::text[], $2::date[], $3::text[], $4::text[], $5::bigint[])
              AS c (measure, day, label, outcome, count)
        GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
       ${ADD_UP}`,
      [
        counts.map(({ measure }) => measure),
        counts.map(({ day }) => day),
        counts.map(({ label }) => label),
        counts.map(({ outcome }) => outcome),
        counts.map(({ count }) => count),
      ],
    );
  }

  /** Counts each session and each user once a day, across all instances. */
  async addActivity(tx: Tx, seen: readonly ActiveOnDay[]): Promise<void> {
    await rows(
      tx,
      `WITH seen AS (
         SELECT * FROM unnest($1::date[], $2::uuid[], $3::uuid[]) AS s (day, session_id, user_id)),
       new_sessions AS (
         INSERT INTO active_sessions_by_day (day, session_id)
         SELECT DISTINCT day, session_id FROM seen ORDER BY 1, 2
         ON CONFLICT DO NOTHING RETURNING day),
       new_users AS (
         INSERT INTO active_users_by_day (day, user_id)
         SELECT DISTINCT day, user_id FROM seen ORDER BY 1, 2
         ON CONFLICT DO NOTHING RETURNING day)
       INSERT INTO daily_statistics (measure, day, count)
       SELECT 'active_sessions', day, count(*) FROM new_sessions GROUP BY day
        UNION ALL
       SELECT 'active_users', day, count(*) FROM new_users GROUP BY day
        ORDER BY 1, 2
       ${ADD_UP}`,
      [
        seen.map(({ day }) => day),
        seen.map(({ sessionId }) => sessionId),
        seen.map(({ userId }) => userId),
      ],
    );
  }

  /** Moves a batch of the trigger's rows into the daily counts; answers how many there were. */
  async foldNewAccounts(tx: Tx, limit: number): Promise<number> {
    const [folded] = await rows<{ taken: number }>(
      tx,
      `WITH taken AS (
         DELETE FROM new_accounts_by_day WHERE id = ANY (ARRAY(
           SELECT id FROM new_accounts_by_day ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED))
         RETURNING day, count),
       added AS (
         INSERT INTO daily_statistics (measure, day, count)
         SELECT 'new_accounts', day, sum(count) FROM taken GROUP BY day ORDER BY day
         ${ADD_UP})
       SELECT count(*)::int AS taken FROM taken`,
      [limit],
    );
    return folded?.taken ?? 0;
  }

  /** Lists counts by day, new accounts that are not folded yet included. */
  listTotals(tx: Tx, { from, to }: Period): Promise<CountOfDay[]> {
    return rows(
      tx,
      `SELECT measure, ${DAY}, '' AS label, '' AS outcome, count FROM daily_statistics
        WHERE measure IN ('active_sessions', 'active_users', 'new_accounts')
          AND day BETWEEN $1::date AND $2::date
        UNION ALL
       SELECT 'new_accounts', ${DAY}, '', '', sum(count)::bigint FROM new_accounts_by_day
        WHERE day BETWEEN $1::date AND $2::date GROUP BY day`,
      [from, to],
    );
  }

  /** Lists counts by day, label and outcome. */
  list(tx: Tx, measure: Measure, { from, to }: Period): Promise<CountOfDay[]> {
    return rows(
      tx,
      `SELECT ${COUNT}, ${DAY} FROM daily_statistics
        WHERE measure = $1 AND day BETWEEN $2::date AND $3::date
        ORDER BY daily_statistics.day, label, outcome`,
      [measure, from, to],
    );
  }

  /** Lists sums over the period by label and outcome. */
  listLabels(tx: Tx, measure: Measure, { from, to }: Period): Promise<CountOfLabel[]> {
    return rows(
      tx,
      `SELECT label, outcome, sum(count)::bigint AS count FROM daily_statistics
        WHERE measure = $1 AND day BETWEEN $2::date AND $3::date
        GROUP BY label, outcome ORDER BY label, outcome`,
      [measure, from, to],
    );
  }

  /** Deletes a batch of rows before the day; answers how many. */
  async forgetActiveSessions(tx: Tx, before: string, limit: number): Promise<number> {
    const sql = `DELETE FROM active_sessions_by_day WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM active_sessions_by_day WHERE day < $1::date
         ORDER BY day, session_id LIMIT $2 FOR UPDATE SKIP LOCKED))
      RETURNING day`;
    return (await rows(tx, sql, [before, limit])).length;
  }

  async forgetActiveUsers(tx: Tx, before: string, limit: number): Promise<number> {
    const sql = `DELETE FROM active_users_by_day WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM active_users_by_day WHERE day < $1::date
         ORDER BY day, user_id LIMIT $2 FOR UPDATE SKIP LOCKED))
      RETURNING day`;
    return (await rows(tx, sql, [before, limit])).length;
  }

  async forgetCounts(tx: Tx, before: string, limit: number): Promise<number> {
    const sql = `DELETE FROM daily_statistics WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM daily_statistics
         WHERE measure = ANY($1) AND day < $2::date LIMIT $3 FOR UPDATE SKIP LOCKED))
      RETURNING day`;
    return (await rows(tx, sql, [MEASURES, before, limit])).length;
  }
}
