import { Injectable } from '@nestjs/common';
import type { Numbered, Seal, SealedEvent, SignedHead } from './audit-seals.js';
import { columnsOf, row, rows, type Tx } from '#libs/database';
import { AuditAnchorEntity, AuditHeadEntity, AuditSealEntity } from './audit-chain.entity.js';

export interface WaitingEvent extends Pick<SealedEvent, 'eventId' | 'content'> {
  readonly isSealed: boolean;
}

export type Anchor = Numbered<AuditAnchorEntity>;

/** Longer queues are not counted to their end. */
const MOST_COUNTED = 100_000;
/** Among all instances one seals at a time. */
const SEALER_LOCK = 4_702_016_051;

/** Every column as text: the same on every version of PostgreSQL and in every time zone. */
const CONTENT = `CASE WHEN e.id IS NULL THEN NULL ELSE array[
  e.id::text, to_char(e.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), e.type, e.outcome,
  e.actor_kind, e.actor_id::text, e.actor_session_id::text, e.actor_token_id::text, e.target_kind,
  e.target_id, e.code, e.ip, e.user_agent, e.request_id, e.details::text] END`;

export const withNumber = <T extends { number: string }>(found: T): Numbered<T> => ({
  ...found,
  number: Number(found.number),
});

type HeadRow = Omit<AuditHeadEntity, 'id'>;
type SealRow = AuditSealEntity & Pick<SealedEvent, 'content'>;

const DAY = 'day::text AS day';
const HEAD = columnsOf(AuditHeadEntity, ['number', 'hash', 'mac', 'keyId']);
const ANCHOR = columnsOf(AuditAnchorEntity, ['number', 'hash']);
const SEAL = columnsOf(
  AuditSealEntity,
  ['number', 'eventId', 'eventHash', 'sealedAt', 'hash', 'keyId'],
  's',
);

/** The SQL of the chain that seals the trail. */
@Injectable()
export class AuditChainStore {
  async isQueueEmpty(tx: Tx): Promise<boolean> {
    return (await row(tx, 'SELECT 1 FROM audit_queue LIMIT 1')) === null;
  }

  /** Counts the waiting events, up to a hundred thousand. */
  async getBacklog(tx: Tx): Promise<number> {
    const sql = `SELECT count(*) AS n FROM (SELECT FROM audit_queue LIMIT ${MOST_COUNTED}) q`;
    const found = await row<{ n: string }>(tx, sql);
    return Number(found?.n ?? 0);
  }

  /** Locks the chain until the end of the transaction; `false` when another instance holds the lock. */
  async lock(tx: Tx): Promise<boolean> {
    const sql = 'SELECT pg_try_advisory_xact_lock($1) AS got';
    return (await row<{ got: boolean }>(tx, sql, [SEALER_LOCK]))?.got === true;
  }

  async findHead(tx: Tx): Promise<SignedHead | null> {
    const found = await row<HeadRow>(tx, `SELECT ${HEAD}, ${DAY} FROM audit_head`);
    return found && withNumber(found);
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

  /** Lists seals in order, with the present content of their events. */
  async listSeals(
    tx: Tx,
    range: { after: number; upTo: number },
    limit: number,
  ): Promise<SealedEvent[]> {
    const found = await rows<SealRow>(
      tx,
      `SELECT ${SEAL}, ${CONTENT} AS content
         FROM audit_seals s LEFT JOIN audit_events e ON e.id = s.event_id
        WHERE s.number > $1 AND s.number <= $2 ORDER BY s.number LIMIT $3`,
      [range.after, range.upTo, limit],
    );
    return found.map((each) => withNumber(each));
  }

  async listAnchors(tx: Tx): Promise<Anchor[]> {
    const sql = `SELECT ${ANCHOR}, ${DAY} FROM audit_anchors ORDER BY day`;
    return (await rows<AuditAnchorEntity>(tx, sql)).map((each) => withNumber(each));
  }

  /** The lowest and the highest number of all seals; 0 when there are none. */
  async getNumbers(tx: Tx): Promise<{ readonly first: number; readonly last: number }> {
    const found = await row<{ first: string | null; last: string | null }>(
      tx,
      'SELECT min(number) AS first, max(number) AS last FROM audit_seals',
    );
    return { first: Number(found?.first ?? 0), last: Number(found?.last ?? 0) };
  }

  /** Lists events that neither have a seal nor wait for one: they were written without the queue. */
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
