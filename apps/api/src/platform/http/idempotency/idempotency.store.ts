import { Injectable } from '@nestjs/common';
import { columnsOf, row, rows, type Tx } from '#libs/database';
import { IdempotencyKeyEntity } from './idempotency-key.entity.js';

/** A key as one caller uses it. */
export interface KeyUse {
  readonly id: Buffer;
  readonly bodyHash: Buffer;
  /** Names this attempt. */
  readonly claim: string;
}

/** What is known of a key that somebody else holds or has used; the answer is `null` while it is being made. */
export type KeptAnswer = Readonly<Pick<IdempotencyKeyEntity, 'bodyHash' | 'answer'>>;

const KEPT = columnsOf(IdempotencyKeyEntity, ['bodyHash', 'answer']);

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
