import type pg from 'pg';
import { applySettings, connect } from '../database/connect.js';
import { locateHistory } from '../database/history.js';
import { lockKeyOf, withLock } from '../database/lock.js';
import { InterruptedError, MigratorError } from '../errors.js';
import type { Report } from '../events.js';
import { assertReadable } from '../release/release.js';
import {
  DEFAULT_LOCK_TIMEOUT_MS,
  DEFAULT_WAIT_MS,
  type MigratorOptions,
  type RunOptions,
} from '../options.js';
import type { PostgresClient } from '../connection/postgres-client.js';

/** The connection and shared state of a run. */
export interface Session {
  readonly client: pg.Client;
  readonly options: MigratorOptions;
  /** Quoted, with its schema. */
  readonly table: string;
  readonly lockKey: number;
  readonly lockTimeoutMs: number;
  /** Whether the caller chose the lock timeout. */
  readonly hasOwnLockTimeout: boolean;
  readonly report: Report;
  readonly signal: AbortSignal | undefined;
}

/** Opens the connection and closes it in every case. */
export async function withSession<T>(
  options: MigratorOptions & Partial<RunOptions>,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  assertReadable(options.release);
  const { signal } = options;
  const client = await connect(
    options.connection,
    options.applicationName ?? 'gatehouse-migrate',
    signal,
  ).catch((error: unknown) => {
    throw orInterrupted(error, signal);
  });
  const stopListening = cancelOnAbort(client, options);
  try {
    await applySettings(client);
    const { table } = await locateHistory(client, options.table ?? 'migrations');
    return await work({
      client,
      options,
      table,
      lockKey: lockKeyOf(table),
      lockTimeoutMs: options.lockTimeoutMs ?? DEFAULT_LOCK_TIMEOUT_MS,
      hasOwnLockTimeout: options.lockTimeoutMs !== undefined,
      report: options.report ?? (() => undefined),
      signal,
    });
  } catch (error) {
    throw orInterrupted(error, signal);
  } finally {
    stopListening();
    await client.end().catch(() => undefined);
  }
}

/** An error after an abort is reported as an interruption; errors of the migrator itself are more precise. */
export function orInterrupted(error: unknown, signal: AbortSignal | undefined): unknown {
  if (!signal?.aborted || error instanceof MigratorError) return error;
  return new InterruptedError('Interrupted', { hint: 'Nothing was changed.', cause: error });
}

/** Runs `work` exclusively among runs on the same table. */
export function exclusively<T>(
  session: Session,
  options: RunOptions,
  work: () => Promise<T>,
): Promise<T> {
  const { client, lockKey, report, signal } = session;
  const waitMs = options.waitMs ?? DEFAULT_WAIT_MS;
  return withLock(client, lockKey, { waitMs, report, signal }, work);
}

/** How long the server may take to end a statement before the connection is closed, which also ends it. */
const GRACE_MS = 500;

/**
 * Cancels the running statement in the server on abort; otherwise it would continue. Returns a function that removes
 * the listener.
 */
function cancelOnAbort(
  client: PostgresClient,
  options: MigratorOptions & Partial<RunOptions>,
): () => void {
  const { signal } = options;
  if (!signal) return () => undefined;
  // pg knows the server process only after the connection is made.
  const pid = (client as unknown as { processID: number | null }).processID;
  let grace: NodeJS.Timeout | undefined;
  const cancel = (): void => {
    grace = setTimeout(() => client.giveUp(), GRACE_MS);
    void cancelStatement(options, pid);
  };
  signal.addEventListener('abort', cancel, { once: true });
  return () => {
    clearTimeout(grace);
    signal.removeEventListener('abort', cancel);
  };
}

async function cancelStatement(options: MigratorOptions, pid: number | null): Promise<void> {
  try {
    const second = await connect(
      options.connection,
      'gatehouse-migrate cancel',
      AbortSignal.timeout(2 * GRACE_MS),
    );
    await second.query('SELECT pg_cancel_backend($1)', [pid]).finally(() => second.end());
  } catch {
    // The run reports the interruption itself; without the cancellation it only ends later.
  }
}
