import { Injectable } from '@nestjs/common';
import { columnsOf, rows, type Tx } from '#libs/database';
import { AppTokenUsageEntity } from './app-token.entity.js';

/** Uses of one token since they were last written. */
export interface Uses {
  readonly tokenId: string;
  /** `YYYY-MM-DD`, UTC. */
  readonly day: string;
  readonly count: number;
  readonly lastUsed: Date;
}

export type UsageRow = Readonly<Pick<AppTokenUsageEntity, 'tokenId' | 'day' | 'useCount'>>;

const COUNTED = columnsOf(AppTokenUsageEntity, ['tokenId', 'useCount'], 'u');

/** Uses of all tokens of a service on one day. */
export interface ServiceUses {
  readonly day: string;
  readonly serviceId: string;
  readonly count: string;
}

/** All SQL of the counters of use. */
@Injectable()
export class TokenUsageStore {
  /**
   * Adds the uses, and answers their sums by service and day; tokens that were deleted meanwhile are left out. Rows are
   * locked in one order, so that two instances never deadlock.
   */
  async add(tx: Tx, uses: readonly Uses[]): Promise<ServiceUses[]> {
    const sorted = [...uses].sort((a, b) => (a.tokenId + a.day < b.tokenId + b.day ? -1 : 1));
    const values = [
      sorted.map(({ tokenId }) => tokenId),
      sorted.map(({ day }) => day),
      sorted.map(({ count }) => count),
      sorted.map(({ lastUsed }) => lastUsed),
    ];
    const given = `unnest($1::uuid[], $2::date[], $3::bigint[], $4::timestamptz[]) AS u (token_id, day, use_count, last_used)`;
    const lock = `SELECT t.id FROM app_tokens t WHERE t.id = ANY($1::uuid[]) ORDER BY t.id FOR NO KEY UPDATE`;
    await rows(tx, lock, [values[0]]);
    const total = `UPDATE app_tokens t SET use_count = t.use_count + u.use_count, last_used = greatest(t.last_used, u.last_used)
      FROM (SELECT token_id, sum(use_count) AS use_count, max(last_used) AS last_used FROM ${given} GROUP BY token_id) u
      WHERE t.id = u.token_id`;
    await rows(tx, total, values);
    const daily = `INSERT INTO app_token_usage (token_id, day, use_count)
      SELECT u.token_id, u.day, u.use_count FROM ${given} JOIN app_tokens t ON t.id = u.token_id
      ON CONFLICT (token_id, day) DO UPDATE SET use_count = app_token_usage.use_count + excluded.use_count`;
    await rows(tx, daily, values);
    const byService = `SELECT to_char(u.day, 'YYYY-MM-DD') AS day, t.service_id AS "serviceId", sum(u.use_count)::bigint AS count
      FROM ${given} JOIN app_tokens t ON t.id = u.token_id GROUP BY 1, 2`;
    return rows(tx, byService, values);
  }

  /** Per token and day since `from`. */
  list(tx: Tx, tokenIds: readonly string[], from: string): Promise<UsageRow[]> {
    const sql = `SELECT ${COUNTED}, to_char(u.day, 'YYYY-MM-DD') AS day
      FROM app_token_usage u
      WHERE u.token_id = ANY($1::uuid[]) AND u.day >= $2::date ORDER BY u.token_id, u.day`;
    return rows(tx, sql, [tokenIds, from]);
  }
}
