import { Injectable } from '@nestjs/common';
import { columnsOf, row, rows, type Tx } from '#libs/database';
import { IdempotencyKeyEntity } from './idempotency-key.entity.js';

/** The use of a key by one caller. */
export interface KeyUse {
  readonly id: Buffer;
  readonly bodyHash: Buffer;
  /** Identifies this attempt. */
  readonly claim: string;
}

/** The state of a key that another request has claimed or used; `answer` is `null` while that request runs. */
export type KeptAnswer = Readonly<Pick<IdempotencyKeyEntity, 'bodyHash' | 'answer'>>;

const KEPT = columnsOf(IdempotencyKeyEntity, ['bodyHash', 'answer']);

const KEEP = "interval '24 hours'";
/** Longer than any request runs: an older claim belongs to a process that has stopped. */
const CLAIM = "interval '60 seconds'";

/** All SQL of idempotency keys. Times are those of the database, because several instances must agree. */
@Injectable()
export class IdempotencyStore {
  /** Claims a key for one attempt at a time; a key with an answer cannot be claimed until it expires. */
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

  find(tx: Tx, id: Buffer): Promise<KeptAnswer | null> {
    const sql = `SELECT ${KEPT} FROM idempotency_keys WHERE id = $1 AND expires_at > now()`;
    return row<KeptAnswer>(tx, sql, [id]);
  }

  /** `false` when another attempt holds the key now. */
  async keep(tx: Tx, { id, claim }: KeyUse, answer: Buffer): Promise<boolean> {
    const sql = `
      UPDATE idempotency_keys SET answer = $3 WHERE id = $1 AND claim = $2
      RETURNING claim`;
    return (await row(tx, sql, [id, claim, answer])) !== null;
  }

  /** Frees the key after a failed act. */
  async release(tx: Tx, { id, claim }: KeyUse): Promise<void> {
    const sql = 'DELETE FROM idempotency_keys WHERE id = $1 AND claim = $2 AND answer IS NULL';
    await rows(tx, sql, [id, claim]);
  }

  /** Deletes expired keys, at most `limit`, and returns how many. */
  async purge(tx: Tx, limit: number): Promise<number> {
    const sql = `
      DELETE FROM idempotency_keys
       WHERE id = ANY (ARRAY(SELECT id FROM idempotency_keys WHERE expires_at <= now()
                     ORDER BY expires_at LIMIT $1 FOR UPDATE SKIP LOCKED))
      RETURNING 1`;
    return (await rows(tx, sql, [limit])).length;
  }
}
