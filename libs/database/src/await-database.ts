import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseStartError } from './database-start-error.js';
import { isUnavailable } from './database-errors.js';
import { EndingClient } from './ending-client.js';

const CONNECT_TIMEOUT_MS = 5_000;
const PAUSE_MS = 500;
const NOTICE_EVERY_MS = 5_000;
/** xid8, `gen_random_uuid()` without an extension. */
const OLDEST_VERSION = 13;

export interface AwaitOptions {
  /** For how long an unreachable database is tried again. */
  readonly waitMs: number;
  readonly onNotice?: (text: string) => void;
}

/**
 * Resolves once the database answers. One that is not up yet is waited for; one that refuses is not.
 * @throws DatabaseStartError; its message has no password
 */
export async function awaitDatabase(url: string, options: AwaitOptions): Promise<void> {
  const place = describe(url);
  const started = performance.now();
  let saidAt = -Infinity;
  for (;;) {
    try {
      return await probe(url, place);
    } catch (error) {
      const elapsedMs = performance.now() - started;
      if (!isUnavailable(error)) throw asStartError(error, url);
      if (options.waitMs > 0 && elapsedMs - saidAt >= NOTICE_EVERY_MS) {
        options.onNotice?.(`Waiting for the database ${place}: ${wordsOf(error)}.`);
        saidAt = elapsedMs;
      }
      if (elapsedMs >= options.waitMs) throw asStartError(error, url);
      await sleep(PAUSE_MS);
    }
  }
}

async function probe(url: string, place: string): Promise<void> {
  const client = new EndingClient({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: CONNECT_TIMEOUT_MS,
    application_name: 'gatehouse start',
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ version: string; standby: boolean }>(
      `SELECT current_setting('server_version_num') AS version, pg_is_in_recovery() AS standby`,
    );
    if (rows[0]?.standby) throw standby();
    const version = Math.floor(Number(rows[0]?.version) / 10_000);
    if (version < OLDEST_VERSION) {
      throw new DatabaseStartError(
        `The database ${place} is PostgreSQL ${version}; at least ${OLDEST_VERSION} is needed.`,
      );
    }
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Waited for: a switch-over makes it the primary, or the address leads to another server soon. */
const standby = () => Object.assign(new Error('The database is a standby'), { code: '25006' });

/** Host, port and name; never the login. */
function describe(url: string): string {
  const { hostname, port, pathname } = new URL(url);
  return `${decodeURIComponent(pathname.slice(1)) || '(default)'} at ${hostname || 'localhost'}:${port || 5432}`;
}

const HINTS: Readonly<Record<string, string>> = {
  '28P01': 'it refuses the user name or the password in DATABASE_URL',
  '28000': 'it does not let this user connect from here (pg_hba.conf)',
  '3D000': 'it has no database of this name; create it first',
  '53300': 'it has no free connection',
  ECONNREFUSED: 'nothing answers there',
  ENOTFOUND: 'its host name is unknown',
  EAI_AGAIN: 'its host name cannot be looked up',
  ETIMEDOUT: 'it does not answer',
  '25006': 'it is a standby, which takes no writes; give the address of the primary',
};

function wordsOf(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  if (/unsupported startup parameter/.test(message ?? '')) {
    return 'a pooler stands before it; set DATABASE_POOLER=transaction';
  }
  return HINTS[code ?? ''] ?? message ?? 'unknown reason';
}

/** In words for whoever starts the server. */
export function asStartError(error: unknown, url: string): DatabaseStartError {
  if (error instanceof DatabaseStartError) return error;
  const place = describe(url);
  return new DatabaseStartError(`The database ${place} cannot be used: ${wordsOf(error)}.`, {
    cause: error,
  });
}
