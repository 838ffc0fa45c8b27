import { Injectable } from '@nestjs/common';
import { columnsOf, row, rows, type Tx } from '#libs/database';
import { FactorResetEntity } from './factor-reset.entity.js';

export type NewFactorReset = Readonly<FactorResetEntity>;

/** A reset that was ended: done, or objected to. */
export type EndedReset = Readonly<Pick<FactorResetEntity, 'userId' | 'requestedBy'>>;

const ENDED = columnsOf(FactorResetEntity, ['userId', 'requestedBy'], 'r');
const DUE = columnsOf(FactorResetEntity, ['dueAt']);

interface Shown {
  readonly tokenHash: Buffer;
  readonly now: Date;
}

/** All SQL of the table `factor_resets`. */
@Injectable()
export class FactorResetsStore {
  /** `false` when one is ordered already: it stays. */
  async insert(tx: Tx, reset: NewFactorReset): Promise<boolean> {
    const { userId, tokenHash, requestedBy, createdAt, dueAt } = reset;
    const sql = `INSERT INTO factor_resets (user_id, token_hash, requested_by, created_at, due_at)
      VALUES ($1, $2, $3, $4, $5) ON CONFLICT (user_id) DO NOTHING RETURNING user_id`;
    return (await row(tx, sql, [userId, tokenHash, requestedBy, createdAt, dueAt])) !== null;
  }

  findDueAt(tx: Tx, userId: string): Promise<Pick<FactorResetEntity, 'dueAt'> | null> {
    return row(tx, `SELECT ${DUE} FROM factor_resets WHERE user_id = $1`, [userId]);
  }

  /** The language of the account whose reset `object` would end by the token now. */
  find(tx: Tx, { tokenHash, now }: Shown): Promise<{ readonly locale: string | null } | null> {
    const sql = `SELECT u.locale FROM factor_resets r JOIN users u ON u.id = r.user_id
      WHERE r.token_hash = $1 AND r.due_at > $2`;
    return row(tx, sql, [tokenHash, now]);
  }

  /** Ends the reset before it is due. The account is locked first, as when the reset is done. */
  object(tx: Tx, { tokenHash, now }: Shown): Promise<EndedReset | null> {
    const sql = `WITH owner AS (
        SELECT u.id FROM users u
        WHERE u.id = (SELECT r.user_id FROM factor_resets r WHERE r.token_hash = $1) FOR NO KEY UPDATE
      )
      DELETE FROM factor_resets r USING owner
      WHERE r.user_id = owner.id AND r.token_hash = $1 AND r.due_at > $2 RETURNING ${ENDED}`;
    return row(tx, sql, [tokenHash, now]);
  }

  /** The accounts whose reset is due, the longest ago first. */
  async listDue(tx: Tx, now: Date, limit: number): Promise<string[]> {
    const sql = `SELECT user_id AS id FROM factor_resets WHERE due_at <= $1 ORDER BY due_at LIMIT $2`;
    return (await rows<{ id: string }>(tx, sql, [now, limit])).map(({ id }) => id);
  }

  /** Ends the reset that is due: of many instances one gets it. The caller has locked the account. */
  takeDue(tx: Tx, userId: string, now: Date): Promise<EndedReset | null> {
    const sql = `DELETE FROM factor_resets r WHERE r.user_id = $1 AND r.due_at <= $2 RETURNING ${ENDED}`;
    return row(tx, sql, [userId, now]);
  }

  /** Ends an ordered reset, due or not, because the factors are removed otherwise. */
  async drop(tx: Tx, userId: string): Promise<void> {
    await rows(tx, 'DELETE FROM factor_resets WHERE user_id = $1', [userId]);
  }
}
