import { setTimeout as sleep } from 'node:timers/promises';
import { holdsLock } from '../database/lock.js';
import { applySettings, discardLeftovers } from '../database/connect.js';
import { failed, InterruptedError } from '../errors.js';
import type { Direction } from '../events.js';
import type { Script } from '../files/script.js';
import { assertValidIndex } from './assert-valid-index.js';
import type { Session } from './session.js';
import { StatementError, statementError, type DatabaseError } from './statement-error.js';

/** Inserts or deletes the row of the file in the same transaction. */
export type Record = (durationMs: number) => Promise<void>;

/** Lock timeout, deadlock and serialization failure: caused by another session, so a retry may succeed. */
const PASSING = new Set(['55P03', '40P01', '40001']);
const MAX_ATTEMPTS = 5;
const FIRST_PAUSE_MS = 100;

/** Identifies the file in events. */
export interface Run {
  readonly name: string;
  readonly direction: Direction;
}

/** Runs one file and writes its record, both or neither. Returns the duration in milliseconds. */
export async function runFile(
  session: Session,
  run: Run,
  script: Script,
  record: Record,
): Promise<number> {
  try {
    session.signal?.throwIfAborted();
    return script.directives.noTransaction
      ? await runBare(session, run, script, record)
      : await runWithRetries(session, run, script, record);
  } catch (error) {
    throw session.signal?.aborted ? interrupted(error, script) : error;
  } finally {
    // A file may have changed the session; a broken connection is detected at the next use.
    if (!session.signal?.aborted) await restore(session);
  }
}

async function restore({ client }: Session): Promise<void> {
  await applySettings(client).catch(() => undefined);
  await discardLeftovers(client).catch(() => undefined);
}

/** Without a transaction nothing is rolled back. */
function interrupted(error: unknown, { path, directives }: Script): Error {
  if (error instanceof InterruptedError) return error;
  const hint = `${path} runs outside of a transaction: look at what it has left, then run \`migrate up\` again or \`migrate repair VERSION --applied\`.`;
  return new InterruptedError('Interrupted', {
    cause: error,
    ...(directives.noTransaction && { hint }),
  });
}

async function runWithRetries(
  session: Session,
  run: Run,
  script: Script,
  record: Record,
): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await runInTransaction(session, run, script, record);
    } catch (error) {
      const sqlstate = error instanceof StatementError ? (error.failed.sqlstate ?? '') : '';
      if (!PASSING.has(sqlstate) || attempt === MAX_ATTEMPTS) throw error;
      session.report({ kind: 'retrying', name: run.name, reason: (error as Error).message });
      await sleep(FIRST_PAUSE_MS * 2 ** (attempt - 1), undefined, { signal: session.signal });
    }
  }
}

async function runInTransaction(
  session: Session,
  run: Run,
  script: Script,
  record: Record,
): Promise<number> {
  const { client } = session;
  await client.query('BEGIN');
  try {
    await assertLockHeld(session);
    await client.query(`SET LOCAL lock_timeout = ${session.lockTimeoutMs}`);
    const start = performance.now();
    await runStatements(session, run, script);
    const durationMs = Math.round(performance.now() - start);
    session.signal?.throwIfAborted();
    await client.query('RESET SESSION AUTHORIZATION; RESET ROLE');
    await record(durationMs);
    await commit(session, script);
    return durationMs;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** In an aborted transaction PostgreSQL executes COMMIT as a rollback, without an error. */
async function commit({ client, signal }: Session, script: Script): Promise<void> {
  try {
    const { command } = await client.query('COMMIT');
    if (command === 'COMMIT') return;
  } catch (error) {
    const { code } = error as DatabaseError;
    if (signal?.aborted && code === undefined) {
      throw new InterruptedError(
        `Interrupted while ${script.path} was committed: \`migrate status\` tells whether it is`,
        { cause: error },
      );
    }
    throw lastStatementError(script, error as DatabaseError);
  }
  throw failed(`${script.path} was rolled back by the database instead of committed`);
}

/** Deferred constraints fail at COMMIT, which is in no file, so the last statement is named. */
function lastStatementError(script: Script, error: DatabaseError): Error {
  const last = script.statements.at(-1);
  return last ? statementError(script, last, error) : failed(error.message, { cause: error });
}

/**
 * A waiting CREATE INDEX CONCURRENTLY blocks no other session, and an aborted one leaves an invalid index, so there is
 * no timeout unless the caller sets one.
 */
async function runBare(
  session: Session,
  run: Run,
  script: Script,
  record: Record,
): Promise<number> {
  const { client } = session;
  await assertLockHeld(session);
  const lockTimeoutMs = session.hasOwnLockTimeout ? session.lockTimeoutMs : 0;
  await client.query(`SET lock_timeout = ${lockTimeoutMs}`);
  const start = performance.now();
  await runStatements(session, run, script);
  await assertValidIndex(client, script);
  const durationMs = Math.round(performance.now() - start);
  await client.query('RESET SESSION AUTHORIZATION; RESET ROLE');
  await record(durationMs);
  return durationMs;
}

/** Interval of progress events during a long file. */
const PROGRESS_MS = 1_000;

async function runStatements(session: Session, run: Run, script: Script): Promise<void> {
  const { statements } = script;
  let reportedAtMs = performance.now();
  for (const [done, statement] of statements.entries()) {
    session.signal?.throwIfAborted();
    if (performance.now() - reportedAtMs >= PROGRESS_MS) {
      session.report({ kind: 'progress', ...run, done, total: statements.length });
      reportedAtMs = performance.now();
    }
    try {
      await session.client.query(statement.text);
    } catch (error) {
      throw statementError(script, statement, error as DatabaseError);
    }
  }
}

async function assertLockHeld(session: Session): Promise<void> {
  if (await holdsLock(session.client, session.lockKey)) return;
  throw failed('The migration lock is not held by this connection any more', {
    hint: 'A pooler in transaction mode gives each statement another connection: set DATABASE_DIRECT_URL to the server itself.',
  });
}
