import { setTimeout as sleep } from 'node:timers/promises';
import { describePlace, explainConnection } from '#libs/migrator';
import { DatabaseStartError } from './database-start-error.js';
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
  /** Where the address stands; default DATABASE_URL. */
  readonly variable?: string;
}

/**
 * Resolves once the database answers. One that is not up yet is waited for; one that refuses is not.
 * @throws DatabaseStartError; its message has no password
 */
export async function awaitDatabase(url: string, options: AwaitOptions): Promise<void> {
  const place = describePlace(url);
  const { variable } = options;
  const started = performance.now();
  let saidAt = -Infinity;
  for (;;) {
    try {
      return await probe(url, place);
    } catch (error) {
      const elapsedMs = performance.now() - started;
      const { words, isPassing } = explainConnection(error, variable);
      if (!isPassing) throw asStartError(error, url, variable);
      if (options.waitMs > 0 && elapsedMs - saidAt >= NOTICE_EVERY_MS) {
        options.onNotice?.(`Waiting for the database ${place}: ${words}.`);
        saidAt = elapsedMs;
      }
      if (elapsedMs >= options.waitMs) throw asStartError(error, url, variable);
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

/** In words for the operator. */
export function asStartError(error: unknown, url: string, variable?: string): DatabaseStartError {
  if (error instanceof DatabaseStartError) return error;
  const { words } = explainConnection(error, variable);
  return new DatabaseStartError(`The database ${describePlace(url)} cannot be used: ${words}.`, {
    cause: error,
  });
}
