import { Injectable } from '@nestjs/common';
import { columnsOf, row, rows, type Tx } from '#libs/database';
import { OneTimeTokenEntity } from './one-time-token.entity.js';

export type OneTimeTokenRow = Readonly<Omit<OneTimeTokenEntity, 'usedAt'>>;
export type TokenOwner = Pick<OneTimeTokenRow, 'userId'>;

type TokenUse = Pick<OneTimeTokenRow, 'purpose' | 'tokenHash'> & { readonly now: Date };

const OWNER = columnsOf(OneTimeTokenEntity, ['userId'], 't');
const LIVE = `t.token_hash = $1 AND t.purpose = $2 AND t.used_at IS NULL AND t.expires_at > $3`;

/** All SQL of the table `one_time_tokens`. */
@Injectable()
export class OneTimeTokensStore {
  /** Replaces the older token of this purpose, if there is one. */
  async replace(tx: Tx, token: OneTimeTokenRow): Promise<void> {
    await rows(
      tx,
      `INSERT INTO one_time_tokens
         (id, user_id, purpose, token_hash, email_canonical, expires_at, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (user_id, purpose) DO UPDATE SET id = excluded.id,
         token_hash = excluded.token_hash, email_canonical = excluded.email_canonical,
         expires_at = excluded.expires_at, created_at = excluded.created_at, used_at = NULL`,
      [
        token.id,
        token.userId,
        token.purpose,
        token.tokenHash,
        token.emailCanonical,
        token.expiresAt,
        token.createdAt,
      ],
    );
  }

  /**
   * Uses the token up, if it is valid and the account still has the address that it was mailed to. The account is locked
   * first, so that a concurrent change of its address is seen.
   */
  consume(tx: Tx, { purpose, tokenHash, now }: TokenUse): Promise<TokenOwner | null> {
    return row(
      tx,
      `WITH owner AS (
         SELECT u.id, u.email_canonical FROM users u
         WHERE u.id = (SELECT t.user_id FROM one_time_tokens t WHERE t.token_hash = $1)
         FOR NO KEY UPDATE
       )
       UPDATE one_time_tokens t SET used_at = $3 FROM owner
       WHERE ${LIVE} AND t.user_id = owner.id AND t.email_canonical = owner.email_canonical
       RETURNING ${OWNER}`,
      [tokenHash, purpose, now],
    );
  }

  /** The owner of a token that `consume` would accept now. */
  find(tx: Tx, { purpose, tokenHash, now }: TokenUse): Promise<TokenOwner | null> {
    return row(
      tx,
      `SELECT ${OWNER} FROM one_time_tokens t JOIN users u ON u.id = t.user_id
       WHERE ${LIVE} AND t.email_canonical = u.email_canonical`,
      [tokenHash, purpose, now],
    );
  }

  /** Whether the account's token of this purpose is unused and does not expire before `until`. */
  async isLiveUntil(
    tx: Tx,
    { userId, purpose, until }: TokenOwner & Pick<TokenUse, 'purpose'> & { readonly until: Date },
  ): Promise<boolean> {
    const live = await row(
      tx,
      `SELECT 1 FROM one_time_tokens
        WHERE user_id = $1 AND purpose = $2 AND used_at IS NULL AND expires_at >= $3`,
      [userId, purpose, until],
    );
    return live !== null;
  }

  /** Deletes the account's tokens of these purposes; all when `purposes` is `null`. */
  async deleteOf(tx: Tx, userId: string, purposes: readonly string[] | null): Promise<void> {
    await rows(
      tx,
      `DELETE FROM one_time_tokens
       WHERE user_id = $1 AND ($2::text[] IS NULL OR purpose = ANY ($2::text[]))`,
      [userId, purposes],
    );
  }

  /** Deletes at most `limit` that expired before `before`; answers how many. */
  async deleteExpired(tx: Tx, before: Date, limit: number): Promise<number> {
    const deleted = await rows(
      tx,
      `DELETE FROM one_time_tokens WHERE id = ANY (ARRAY(
         SELECT id FROM one_time_tokens WHERE expires_at < $1
         ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED
       )) RETURNING id`,
      [before, limit],
    );
    return deleted.length;
  }
}
