import type pg from 'pg';
import type { Config } from '#libs/config';
import { databaseConfig } from '#libs/database';
import type { Clock } from '#libs/kernel';
import { explainConnection, PostgresClient } from '#libs/migrator';
import { checkKeys } from './check-keys.js';
import { checkMigrations } from './check-migrations.js';
import { ok, problem, warning, wordsOf, type Finding } from './finding.js';

const TIMEOUT_MS = 5_000;
const MIN_VERSION = 140_000;
const TOLERANCE_SECONDS = 5;
const CURE = 'and whether PostgreSQL runs there and lets this user in.';

export interface Facts {
  readonly version: string;
  readonly version_number: number;
  readonly extensions: string;
  readonly max_connections: number;
  readonly reserved: number;
  /** -1: without a limit. */
  readonly role_limit: number;
  readonly database_limit: number;
  readonly now: Date;
}

/** PostgreSQL 16 has reserved_connections, too. */
const FACTS = `SELECT current_setting('server_version') AS version,
  current_setting('server_version_num')::int AS version_number,
  current_setting('max_connections')::int AS max_connections,
  current_setting('superuser_reserved_connections')::int
    + coalesce(current_setting('reserved_connections', true), '0')::int AS reserved,
  (SELECT rolconnlimit FROM pg_roles WHERE rolname = current_user) AS role_limit,
  (SELECT datconnlimit FROM pg_database WHERE datname = current_database()) AS database_limit,
  clock_timestamp() AS now,
  (SELECT string_agg(extname, ', ' ORDER BY extname) FROM pg_extension) AS extensions`;

export interface DatabaseQuestion {
  readonly config: Config;
  /** The database that the pool connects to. */
  readonly url: string;
  /** The database itself, without a pooler. */
  readonly directUrl: string;
  readonly clock: Clock;
  readonly secretKey: string | null;
  /** The ids of the keys that the server publishes; `null` when they are not known. */
  readonly kids: readonly string[] | null;
}

/** Checks the database and its contents. The checks are independent of each other. */
export async function checkDatabase(question: DatabaseQuestion): Promise<Finding[]> {
  const { config, url, directUrl, clock } = question;
  const pooled = url === directUrl ? [] : await tryAddress(url);
  const client = clientOf(directUrl);
  try {
    await client.connect();
  } catch (error) {
    await client.end().catch(() => undefined);
    const name = url === directUrl ? 'DATABASE_URL' : 'DATABASE_DIRECT_URL';
    const finding = `It cannot be used: ${explainConnection(error, name).words}`;
    return [...pooled, problem('database', finding, `Look at ${name}, ${CURE}`)];
  }
  try {
    const parts = [
      await guarded('database', async () => {
        const facts = (await client.query<Facts>(FACTS)).rows[0] as Facts;
        return judgeFacts(facts, config.get(databaseConfig).poolMax, clock.nowMs());
      }),
      await guarded('migrations', async () => [await checkMigrations(config, directUrl)]),
      await guarded('signing keys', () => checkKeys(client, question)),
    ];
    return [...pooled, ...parts.flat()];
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** A query that fails is one finding. */
async function guarded(check: string, ask: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await ask();
  } catch (error) {
    const cure = 'Look at what the database says, and at the rights of its user.';
    return [problem(check, `The query failed: ${wordsOf(error)}`, cure)];
  }
}

function clientOf(url: string): pg.Client {
  const client = new PostgresClient({
    connectionString: url,
    connectionTimeoutMillis: TIMEOUT_MS,
    query_timeout: TIMEOUT_MS,
  });
  client.on('error', () => undefined);
  return client;
}

/** Checks the server's own connection when another address is set for migrations. */
async function tryAddress(url: string): Promise<Finding[]> {
  const client = clientOf(url);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return [];
  } catch (error) {
    const finding = `DATABASE_URL cannot be used: ${explainConnection(error).words}`;
    return [problem('database', finding, `Look at it, at the pooler there, ${CURE}`)];
  } finally {
    await client.end().catch(() => undefined);
  }
}

export const judgeFacts = (facts: Facts, poolMax: number, nowMs: number): Finding[] => [
  versionFinding(facts),
  poolFinding(facts, poolMax),
  clockFinding(facts.now, nowMs),
];

function versionFinding({ version, version_number, extensions }: Facts): Finding {
  const text = `PostgreSQL ${version}; extensions: ${extensions}`;
  return version_number >= MIN_VERSION
    ? ok('database', text)
    : problem('database', text, 'Upgrade PostgreSQL to 14 or newer.');
}

/** The least of the limits of the server, the user and the database. */
function poolFinding(facts: Facts, poolMax: number): Finding {
  const { max_connections, reserved, role_limit, database_limit } = facts;
  const limits = [max_connections - reserved, role_limit, database_limit];
  const places = Math.min(...limits.filter((limit) => limit >= 0));
  const text = `DATABASE_POOL_MAX ${poolMax} of ${places} connections that the server allows`;
  if (poolMax > places) {
    const cure = `Set DATABASE_POOL_MAX below ${places}, or raise max_connections or the limit of the user or database.`;
    return problem('pool', text, cure);
  }
  const instances = Math.floor(places / poolMax);
  return instances < 2
    ? warning('pool', text, 'A second instance would get no connections: lower DATABASE_POOL_MAX.')
    : ok('pool', `${text}: room for ${instances} instances`);
}

function clockFinding(there: Date, hereMs: number): Finding {
  const seconds = Math.round(Math.abs(there.getTime() - hereMs) / 1000);
  return seconds <= TOLERANCE_SECONDS
    ? ok('clock', 'This machine and the database agree')
    : problem(
        'clock',
        `This machine and the database differ by ${seconds} s`,
        'Let both follow the same time servers (NTP).',
      );
}
