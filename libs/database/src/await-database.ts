import { setTimeout as sleep } from 'node:timers/promises';
import { describePlace, explainConnection } from '#libs/migrator';
import { DatabaseStartError } from './database-start-error.js';
import { EndingClient } from './ending-client.js';

const CONNECT_TIMEOUT_MS = 5_000;
const PAUSE_MS = 500;
const NOTICE_EVERY_MS = 5_000;
/** The first version with xid8 and with `gen_random_uuid()` without an extension. */
const OLDEST_VERSION = 13;

export interface AwaitOptions {
  /** How long an unreachable database is retried. */
  readonly waitMs: number;
  readonly onNotice?: (text: string) => void;
  /** The setting with the address, for messages; default DATABASE_URL. */
  readonly variable?: string;
}

/**
 * Resolves when the database answers. Waits for a database that is not up yet, but not for one that refuses.
 * @throws DatabaseStartError; its message contains no password
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

/** Retried: a switch-over may make it the primary, or the address may soon lead to another server. */
const standby = () => Object.assign(new Error('The database is a standby'), { code: '25006' });

/** Converts an error to one with a message for the operator. */
export function asStartError(error: unknown, url: string, variable?: string): DatabaseStartError {
  if (error instanceof DatabaseStartError) return error;
  const { words } = explainConnection(error, variable);
  return new DatabaseStartError(`The database ${describePlace(url)} cannot be used: ${words}.`, {
    cause: error,
  });
}
