import { Injectable } from '@nestjs/common';
import { columnsOf, row, rows, type Tx } from '#libs/database';
import { FactorResetEntity } from './factor-reset.entity.js';

export type NewFactorReset = Readonly<FactorResetEntity>;

const ENDED_PROPERTIES = ['userId', 'requestedBy', 'requestedIn', 'createdAt'] as const;

/** A reset that was ended: done, objected to or withdrawn. */
export type EndedReset = Readonly<Pick<FactorResetEntity, (typeof ENDED_PROPERTIES)[number]>>;

/** The orders of an administrator in one of the sessions, or since a moment. */
export interface OrderedBy {
  readonly userId: string;
  readonly sessionIds: readonly string[];
  readonly since: Date | null;
}

const ENDED = columnsOf(FactorResetEntity, ENDED_PROPERTIES, 'r');
/** How a session ends whose user has begun others or is away. */
const ORDINARY_ENDS =
  "('signed_out', 'session_limit', 'signed_in_again', 'browser_limit', 'expired')";
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
    const { userId, tokenHash, requestedBy, requestedIn, createdAt, dueAt } = reset;
    const sql = `INSERT INTO factor_resets (user_id, token_hash, requested_by, requested_in, created_at, due_at)
      VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (user_id) DO NOTHING RETURNING user_id`;
    const values = [userId, tokenHash, requestedBy, requestedIn, createdAt, dueAt];
    return (await row(tx, sql, values)) !== null;
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

  /**
   * Whether the administrator is active, with the password of the order, and the session of the order was not ended otherwise than
   * by its user's sign-out, by another sign-in or by time.
   */
  async isRequesterSame(tx: Tx, { requestedBy, requestedIn, createdAt }: EndedReset) {
    const sql = `SELECT u.id FROM users u WHERE u.id = $1 AND u.is_active
      AND (u.password_changed_at IS NULL OR u.password_changed_at <= $3)
      AND NOT EXISTS (SELECT FROM sessions s WHERE s.id = $2 AND s.ended_reason NOT IN ${ORDINARY_ENDS})`;
    return (await row(tx, sql, [requestedBy, requestedIn, createdAt])) !== null;
  }

  /** Ends what the administrator has ordered so; answers the accounts. */
  async withdraw(tx: Tx, { userId, sessionIds, since }: OrderedBy): Promise<string[]> {
    const sql = `DELETE FROM factor_resets r WHERE r.requested_by = $1
      AND (r.requested_in IS NULL OR r.requested_in = ANY ($2::uuid[]) OR r.created_at >= $3::timestamptz)
      RETURNING r.user_id AS id`;
    return (await rows<{ id: string }>(tx, sql, [userId, sessionIds, since])).map(({ id }) => id);
  }

  /** Ends an ordered reset, due or not, because the factors are removed otherwise. */
  async drop(tx: Tx, userId: string): Promise<void> {
    await rows(tx, 'DELETE FROM factor_resets WHERE user_id = $1', [userId]);
  }
}
