import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { MigratorError } from '../errors.js';
import type { Report, LockHolder } from '../events.js';

/** "GHMG": distinguishes this lock from those of other programs in the database. */
const LOCK_CLASS = 0x47484d47;
const POLL_MS = 100;

export interface LockOptions {
  readonly waitMs: number;
  readonly report: Report;
  readonly signal: AbortSignal | undefined;
}

/** The lock key of a table of applied migrations. */
export function lockKeyOf(qualifiedTable: string): number {
  return createHash('sha256').update(qualifiedTable).digest().readUInt32BE(0) & 0x7fffffff;
}

const HOLDERS = `
  SELECT a.pid, coalesce(a.application_name, '') AS "applicationName",
         to_char(a.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS since
    FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
   WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2
     AND l.classid = $1::int8::oid AND l.objid = $2::int8::oid
     AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())`;

export async function findHolder(client: pg.Client, key: number): Promise<LockHolder | null> {
  const { rows } = await client.query<LockHolder>(HOLDERS, [LOCK_CLASS, key]);
  return rows[0] ?? null;
}

/** Whether the server's session of this connection holds the lock: behind a pooler it may be another one. */
export async function holdsLock(client: pg.Client, key: number): Promise<boolean> {
  const { rows } = await client.query(`${HOLDERS} AND a.pid = pg_backend_pid()`, [LOCK_CLASS, key]);
  return rows.length > 0;
}

export function describeHolder(holder: LockHolder | null): string {
  if (!holder) return 'Another run';
  const name = holder.applicationName ? `"${holder.applicationName}"` : 'Another run';
  return `${name} (pid ${holder.pid}${holder.since ? `, since ${holder.since}` : ''})`;
}

async function tryLock(client: pg.Client, key: number): Promise<boolean> {
  const sql = 'SELECT pg_try_advisory_lock($1, $2) AS locked';
  const { rows } = await client.query<{ locked: boolean }>(sql, [LOCK_CLASS, key]);
  return rows[0]?.locked === true;
}

/**
 * Polls instead of queueing in the server: a queued session holds a snapshot, and CREATE INDEX CONCURRENTLY of the
 * lock holder would wait for it forever.
 */
async function acquire(client: pg.Client, key: number, options: LockOptions): Promise<void> {
  const deadline = performance.now() + options.waitMs;
  let isReported = false;
  while (!(await tryLock(client, key))) {
    options.signal?.throwIfAborted();
    const holder = await findHolder(client, key);
    if (performance.now() >= deadline) throw lockBusy(holder, options.waitMs);
    if (!isReported) options.report({ kind: 'waiting', holder });
    isReported = true;
    await sleep(POLL_MS, undefined, { signal: options.signal });
  }
}

function lockBusy(holder: LockHolder | null, waitMs: number): MigratorError {
  const message = `${describeHolder(holder)} is migrating this database; waited ${waitMs / 1000} s`;
  return new MigratorError('LOCK_BUSY', message, {
    hint: 'Nothing was changed. Try again when it is done, or wait longer with --wait.',
    details: { holder },
  });
}

/**
 * Runs `work` exclusively among runs on the same table.
 * @throws MigratorError (LOCK_BUSY) that names the holder
 */
export async function withLock<T>(
  client: pg.Client,
  key: number,
  options: LockOptions,
  work: () => Promise<T>,
): Promise<T> {
  await acquire(client, key, options);
  try {
    return await work();
  } finally {
    // The lock also ends with the connection, which is closed next.
    await client
      .query('SELECT pg_advisory_unlock($1, $2)', [LOCK_CLASS, key])
      .catch(() => undefined);
  }
}
