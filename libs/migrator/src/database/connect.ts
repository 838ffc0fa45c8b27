import type pg from 'pg';
import type { ClientConfig } from 'pg';
import { ConnectionStringError } from '../connection/connection-errors.js';
import { describeConnection } from '../connection/connection-plan.js';
import { explainConnection } from '../connection/explain-connection.js';
import { PostgresClient } from '../connection/postgres-client.js';
import { type MigratorError, failed } from '../errors.js';

const CONNECT_TIMEOUT_MS = 10_000;

function settingsOf(connection: string | ClientConfig): ClientConfig {
  return typeof connection === 'string' ? { connectionString: connection } : connection;
}

/** Describes the database without the password. */
function describeDatabase(connection: string | ClientConfig, client: PostgresClient): string {
  const { connectionString } = settingsOf(connection);
  if (connectionString !== undefined) return describeConnection(connectionString);
  const place = client.host.startsWith('/') ? client.host : `${client.host}:${client.port}`;
  return `${client.database ?? ''} at ${place} as ${client.user ?? ''}`;
}

function makeClient(connection: string | ClientConfig, applicationName: string): PostgresClient {
  try {
    return new PostgresClient({
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      application_name: applicationName,
      keepAlive: true,
      ...settingsOf(connection),
    });
  } catch (error) {
    // The driver's message may quote the address, and with it the password.
    const why = error instanceof ConnectionStringError ? `: it ${error.message}` : '';
    throw failed(`The address of the database cannot be read${why}`, {
      hint: 'It looks like postgres://user:password@host:5432/database.',
    });
  }
}

function cannotConnect(
  connection: string | ClientConfig,
  client: PostgresClient,
  error: unknown,
): MigratorError {
  const { code } = error as { code?: string };
  const { words, isPassing } = explainConnection(error);
  return failed(`The database ${describeDatabase(connection, client)} cannot be used: ${words}`, {
    hint: isPassing
      ? 'Try again when that has passed.'
      : 'Change that first: another try will not help.',
    details: { ...(code && { sqlstate: code }) },
  });
}

/**
 * Opens the one connection of a run.
 * @throws MigratorError (FAILED); its message names host, database and user, never the password
 */
export async function connect(
  connection: string | ClientConfig,
  applicationName: string,
  signal?: AbortSignal,
): Promise<PostgresClient> {
  signal?.throwIfAborted();
  const client = makeClient(connection, applicationName);
  // A connection that breaks between two statements must not end the process; the next statement fails instead.
  client.on('error', () => undefined);
  const giveUp = (): void => client.giveUp();
  signal?.addEventListener('abort', giveUp, { once: true });
  try {
    await client.connect();
    return client;
  } catch (error) {
    signal?.throwIfAborted();
    throw cannotConnect(connection, client, error);
  } finally {
    signal?.removeEventListener('abort', giveUp);
  }
}

/**
 * Session settings that files may rely on, independent of role and database settings. Applied again after each file,
 * because a file may change them.
 */
export async function applySettings(client: pg.Client): Promise<void> {
  await client.query(`
    RESET SESSION AUTHORIZATION;
    RESET ROLE;
    RESET ALL;
    SET standard_conforming_strings = on;
    SET statement_timeout = 0;
    SET idle_in_transaction_session_timeout = 0;
    SET client_min_messages = warning;
  `);
  await endWithClient(client);
}

/**
 * Discards session state of a file: temporary tables, prepared statements, cursors. Without this, the success of a
 * file would depend on whether the previous one ran in the same run.
 */
export async function discardLeftovers(client: pg.Client): Promise<void> {
  await client.query('CLOSE ALL; UNLISTEN *; DEALLOCATE ALL; DISCARD SEQUENCES; DISCARD TEMP');
}

/**
 * A killed run must not continue in the server and keep the lock (PostgreSQL 14 and later, if the operating system
 * supports it).
 */
async function endWithClient(client: pg.Client): Promise<void> {
  await client.query("SET client_connection_check_interval = '1s'").catch(() => undefined);
}
