import { Injectable } from '@nestjs/common';
import { row, rows, type Tx } from '#libs/database';

/** A key as one caller uses it. */
export interface KeyUse {
  readonly id: Buffer;
  readonly bodyHash: Buffer;
  /** Names this attempt. */
  readonly claim: string;
}

/** What is known of a key that somebody else holds or has used. */
export interface KeptAnswer {
  readonly bodyHash: Buffer;
  /** `null` while it is being made. */
  readonly answer: Buffer | null;
}

const KEEP = "interval '24 hours'";
/** Longer than any request lasts: a claim older than this belongs to a process that is gone. */
const CLAIM = "interval '60 seconds'";

/** All SQL about keys. Times are the database's: several instances must agree. */
@Injectable()
export class IdempotencyStore {
  /** At most one caller at a time gets the key; one that has an answer is nobody's until it expires. */
  async claim(tx: Tx, { id, bodyHash, claim }: KeyUse): Promise<boolean> {
    const sql = `
      INSERT INTO idempotency_keys AS kept (id, body_hash, claim, claimed_until, expires_at)
      VALUES ($1, $2, $3, now() + ${CLAIM}, now() + ${KEEP})
      ON CONFLICT (id) DO UPDATE
         SET body_hash = excluded.body_hash, claim = excluded.claim, answer = NULL,
             claimed_until = excluded.claimed_until, expires_at = excluded.expires_at,
             created_at = now()
       WHERE kept.expires_at <= now() OR (kept.answer IS NULL AND kept.claimed_until <= now())
      RETURNING claim`;
    return (await row(tx, sql, [id, bodyHash, claim])) !== null;
  }

  async find(tx: Tx, id: Buffer): Promise<KeptAnswer | null> {
    const sql =
      'SELECT body_hash, answer FROM idempotency_keys WHERE id = $1 AND expires_at > now()';
    const found = await row<{ body_hash: Buffer; answer: Buffer | null }>(tx, sql, [id]);
    return found && { bodyHash: found.body_hash, answer: found.answer };
  }

  /** `false` when another attempt holds the key now. */
  async keep(tx: Tx, { id, claim }: KeyUse, answer: Buffer): Promise<boolean> {
    const sql = `
      UPDATE idempotency_keys SET answer = $3 WHERE id = $1 AND claim = $2
      RETURNING claim`;
    return (await row(tx, sql, [id, claim, answer])) !== null;
  }

  /** Nothing was made: the key may be used again. */
  async release(tx: Tx, { id, claim }: KeyUse): Promise<void> {
    const sql = 'DELETE FROM idempotency_keys WHERE id = $1 AND claim = $2 AND answer IS NULL';
    await rows(tx, sql, [id, claim]);
  }

  /** How many expired ones were removed, at most `limit`. */
  async purge(tx: Tx, limit: number): Promise<number> {
    const sql = `
      DELETE FROM idempotency_keys
       WHERE id = ANY (ARRAY(SELECT id FROM idempotency_keys WHERE expires_at <= now()
                     ORDER BY expires_at LIMIT $1 FOR UPDATE SKIP LOCKED))
      RETURNING 1`;
    return (await rows(tx, sql, [limit])).length;
  }
}
