import type pg from 'pg';
import { connect } from '../database/connect.js';
import { locateHistory } from '../database/history.js';
import { lockKeyOf, withLock } from '../database/lock.js';
import { applySettings } from '../database/settings.js';
import { InterruptedError, MigratorError } from '../errors.js';
import type { Report } from '../events.js';
import { assertReadable } from '../release/demand.js';
import {
  DEFAULT_LOCK_TIMEOUT_MS,
  DEFAULT_WAIT_MS,
  type MigratorOptions,
  type RunOptions,
} from '../options.js';
import { cancelOnAbort } from './cancel.js';

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
