import { Injectable } from '@nestjs/common';
import type { EventContent, Seal, SealedEvent, SignedHead } from './audit-seals.js';
import { row, rows, type Tx } from '#libs/database';

export interface WaitingEvent {
  readonly eventId: string;
  readonly isSealed: boolean;
  /** `null` when the event is gone. */
  readonly content: EventContent | null;
}

export interface Anchor {
  readonly day: string;
  readonly number: number;
  readonly hash: Buffer;
}

/** A longer queue than this is too long, whatever its length. */
const MOST_COUNTED = 100_000;
/** One sealer at a time, of all instances. */
const SEALER_LOCK = 4_702_016_051;

/** Texts alone: they are the same on every version and in every time zone. */
const CONTENT = `CASE WHEN e.id IS NULL THEN NULL ELSE array[
  e.id::text, to_char(e.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), e.type, e.outcome,
  e.actor_kind, e.actor_id::text, e.actor_session_id::text, e.actor_token_id::text, e.target_kind,
  e.target_id, e.code, e.ip, e.user_agent, e.request_id, e.details::text] END`;

export type Numbered<T extends { number: number }> = Omit<T, 'number'> & { number: string };

export const withNumber = <T extends { number: number }>(found: Numbered<T>): T =>
  ({ ...found, number: Number(found.number) }) as unknown as T;

/** All SQL of the chain that seals the trail. */
@Injectable()
export class AuditChainStore {
  async isQueueEmpty(tx: Tx): Promise<boolean> {
    return (await row(tx, 'SELECT 1 FROM audit_queue LIMIT 1')) === null;
  }

  /** How many events wait; beyond a hundred thousand it is not counted how many more. */
  async getBacklog(tx: Tx): Promise<number> {
    const sql = `SELECT count(*) AS n FROM (SELECT FROM audit_queue LIMIT ${MOST_COUNTED}) q`;
    const found = await row<{ n: string }>(tx, sql);
    return Number(found?.n ?? 0);
  }

  /** Until the end of the transaction; `false` when another instance is at it. */
  async lock(tx: Tx): Promise<boolean> {
    const sql = 'SELECT pg_try_advisory_xact_lock($1) AS got';
    return (await row<{ got: boolean }>(tx, sql, [SEALER_LOCK]))?.got === true;
  }

  async findHead(tx: Tx): Promise<SignedHead | null> {
    const found = await row<Numbered<SignedHead>>(
      tx,
      'SELECT number, hash, day::text AS day, mac, key_id AS "keyId" FROM audit_head',
    );
    return found && withNumber<SignedHead>(found);
  }

  async hasSeals(tx: Tx): Promise<boolean> {
    return (await row(tx, 'SELECT 1 FROM audit_seals LIMIT 1')) !== null;
  }

  listWaiting(tx: Tx, limit: number): Promise<WaitingEvent[]> {
    return rows(
      tx,
      `SELECT q.event_id AS "eventId", s.event_id IS NOT NULL AS "isSealed", ${CONTENT} AS content
         FROM audit_queue q
         LEFT JOIN audit_events e ON e.id = q.event_id
         LEFT JOIN audit_seals s ON s.event_id = q.event_id
        ORDER BY q.seq LIMIT $1`,
      [limit],
    );
  }

  async appendSeals(tx: Tx, seals: readonly Seal[]): Promise<void> {
    await rows(
      tx,
      `INSERT INTO audit_seals (number, event_id, event_hash, sealed_at, hash, key_id)
       SELECT * FROM unnest(
         $1::bigint[], $2::uuid[], $3::bytea[], $4::timestamptz[], $5::bytea[], $6::text[])`,
      [
        seals.map(({ number }) => number),
        seals.map(({ eventId }) => eventId),
        seals.map(({ eventHash }) => eventHash),
        seals.map(({ sealedAt }) => sealedAt),
        seals.map(({ hash }) => hash),
        seals.map(({ keyId }) => keyId),
      ],
    );
  }

  async appendAnchor(tx: Tx, { day, number, hash }: Anchor): Promise<void> {
    const sql = 'INSERT INTO audit_anchors (day, number, hash) VALUES ($1, $2, $3)';
    await rows(tx, sql, [day, number, hash]);
  }

  async saveHead(tx: Tx, { number, hash, day, mac, keyId }: SignedHead): Promise<void> {
    await rows(
      tx,
      `INSERT INTO audit_head (number, hash, day, mac, key_id) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (id) DO UPDATE SET number = $1, hash = $2, day = $3, mac = $4, key_id = $5`,
      [number, hash, day, mac, keyId],
    );
  }

  async leaveQueue(tx: Tx, eventIds: readonly string[]): Promise<void> {
    await rows(tx, 'DELETE FROM audit_queue WHERE event_id = ANY($1)', [eventIds]);
  }

  /** In their order, with what their events say now. */
  async listSeals(
    tx: Tx,
    range: { after: number; upTo: number },
    limit: number,
  ): Promise<SealedEvent[]> {
    const found = await rows<Numbered<SealedEvent>>(
      tx,
      `SELECT s.number, s.event_id AS "eventId", s.event_hash AS "eventHash",
              s.sealed_at AS "sealedAt", s.hash, s.key_id AS "keyId", ${CONTENT} AS content
         FROM audit_seals s LEFT JOIN audit_events e ON e.id = s.event_id
        WHERE s.number > $1 AND s.number <= $2 ORDER BY s.number LIMIT $3`,
      [range.after, range.upTo, limit],
    );
    return found.map((each) => withNumber<SealedEvent>(each));
  }

  async listAnchors(tx: Tx): Promise<Anchor[]> {
    const sql = 'SELECT day::text AS day, number, hash FROM audit_anchors ORDER BY day';
    return (await rows<Numbered<Anchor>>(tx, sql)).map((each) => withNumber<Anchor>(each));
  }

  /** The lowest and the highest number that any seal has; 0 without one. */
  async getNumbers(tx: Tx): Promise<{ readonly first: number; readonly last: number }> {
    const found = await row<{ first: string | null; last: string | null }>(
      tx,
      'SELECT min(number) AS first, max(number) AS last FROM audit_seals',
    );
    return { first: Number(found?.first ?? 0), last: Number(found?.last ?? 0) };
  }

  /** Events that neither have a seal nor wait for one: somebody went round the queue. */
  async listUnsealed(tx: Tx, limit: number): Promise<string[]> {
    const found = await rows<{ id: string }>(
      tx,
      `SELECT e.id FROM audit_events e
         LEFT JOIN audit_seals s ON s.event_id = e.id
         LEFT JOIN audit_queue q ON q.event_id = e.id
        WHERE s.event_id IS NULL AND q.event_id IS NULL LIMIT $1`,
      [limit],
    );
    return found.map(({ id }) => id);
  }
}
