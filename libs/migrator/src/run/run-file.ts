import { setTimeout as sleep } from 'node:timers/promises';
import { holdsLock } from '../database/lock.js';
import { applySettings } from '../database/settings.js';
import { failed } from '../errors.js';
import type { Script } from '../files/script.js';
import type { Session } from './session.js';
import { StatementError, statementError, type DatabaseError } from './statement-error.js';

/** Writes or removes the row of the file; inside the same transaction. */
export type Record = (durationMs: number) => Promise<void>;

/** Lock timeout, deadlock, serialization: another session was in the way, and may be gone soon. */
const PASSING = new Set(['55P03', '40P01', '40001']);
const MAX_ATTEMPTS = 5;
const FIRST_PAUSE_MS = 100;

/**
 * Runs one file together with its record: both are there afterwards, or neither.
 * Returns how long it took.
 */
export async function runFile(
  session: Session,
  name: string,
  script: Script,
  record: Record,
): Promise<number> {
  try {
    session.signal?.throwIfAborted();
    return script.directives.noTransaction
      ? await runBare(session, script, record)
      : await runWithRetries(session, name, script, record);
  } catch (error) {
    throw session.signal?.aborted ? failed('Interrupted', { cause: error }) : error;
  } finally {
    // A file may have changed the session; a broken connection shows at the next use.
    await applySettings(session.client).catch(() => undefined);
  }
}

async function runWithRetries(
  session: Session,
  name: string,
  script: Script,
  record: Record,
): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await runInTransaction(session, script, record);
    } catch (error) {
      const sqlstate = error instanceof StatementError ? (error.failed.sqlstate ?? '') : '';
      if (!PASSING.has(sqlstate) || attempt === MAX_ATTEMPTS) throw error;
      session.report({ kind: 'retrying', name, reason: (error as Error).message });
      await sleep(FIRST_PAUSE_MS * 2 ** (attempt - 1), undefined, { signal: session.signal });
    }
  }
}

async function runInTransaction(session: Session, script: Script, record: Record): Promise<number> {
  const { client } = session;
  await client.query('BEGIN');
  try {
    await assertLockHeld(session);
    await client.query(`SET LOCAL lock_timeout = ${session.lockTimeoutMs}`);
    const start = performance.now();
    await runStatements(session, script);
    const durationMs = Math.round(performance.now() - start);
    await client.query('RESET ROLE');
    await record(durationMs);
    await client.query('COMMIT').catch((error: unknown) => {
      throw lastStatementError(script, error as DatabaseError);
    });
    return durationMs;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** Deferred constraints fail at COMMIT, which stands in no file: the last statement is named. */
function lastStatementError(script: Script, error: DatabaseError): Error {
  const last = script.statements.at(-1);
  return last ? statementError(script, last, error) : failed(error.message, { cause: error });
}

/** A waiting CREATE INDEX CONCURRENTLY blocks nobody, and when cut short leaves an invalid index: no timeout unless asked for. */
async function runBare(session: Session, script: Script, record: Record): Promise<number> {
  const { client } = session;
  await assertLockHeld(session);
  const lockTimeoutMs = session.hasOwnLockTimeout ? session.lockTimeoutMs : 0;
  await client.query(`SET lock_timeout = ${lockTimeoutMs}`);
  const start = performance.now();
  await runStatements(session, script);
  const durationMs = Math.round(performance.now() - start);
  await record(durationMs);
  return durationMs;
}

async function runStatements(session: Session, script: Script): Promise<void> {
  for (const statement of script.statements) {
    session.signal?.throwIfAborted();
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
