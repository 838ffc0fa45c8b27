import pg, { type ClientConfig } from 'pg';
import { failed, type MigratorError } from '../errors.js';

const CONNECT_TIMEOUT_MS = 10_000;

function settingsOf(connection: string | ClientConfig): ClientConfig {
  return typeof connection === 'string' ? { connectionString: connection } : connection;
}

/** Which database it is, without the password. */
export function describeDatabase(client: pg.Client): string {
  const place = client.host.startsWith('/') ? client.host : `${client.host}:${client.port}`;
  return `${client.database ?? ''} at ${place} as ${client.user ?? ''}`;
}

function makeClient(connection: string | ClientConfig, applicationName: string): pg.Client {
  try {
    return new pg.Client({
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      application_name: applicationName,
      keepAlive: true,
      ...settingsOf(connection),
    });
  } catch {
    // The cause may quote the address, and with it the password.
    throw failed('The address of the database cannot be read', {
      hint: 'It looks like postgres://user:password@host:5432/database.',
    });
  }
}

/** Ends a connection at once, without a word to the server. */
export function cutOff(client: pg.Client): void {
  (
    client as unknown as { connection: { stream: { destroy(): void } } }
  ).connection.stream.destroy();
}

const HINTS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Is PostgreSQL running there?',
  ENOTFOUND: 'Is the name of the host right?',
  '28P01': 'Is the password right?',
  '28000': 'May this user connect from here?',
  '3D000': 'Create the database first.',
};

function cannotConnect(
  client: pg.Client,
  { code, message }: { readonly code?: string; readonly message?: string },
): MigratorError {
  const hint = HINTS[code ?? ''];
  return failed(
    `Cannot connect to ${describeDatabase(client)}: ${message || (code ?? 'unknown reason')}`,
    { ...(hint && { hint }), details: { ...(code && { sqlstate: code }) } },
  );
}

/**
 * Opens the one connection of a run.
 * @throws MigratorError (FAILED); its message names host, database and user, never the password
 */
export async function connect(
  connection: string | ClientConfig,
  applicationName: string,
  signal?: AbortSignal,
): Promise<pg.Client> {
  signal?.throwIfAborted();
  const client = makeClient(connection, applicationName);
  // A connection that breaks between two statements must not end the process; the next statement fails.
  client.on('error', () => undefined);
  const giveUp = (): void => cutOff(client);
  signal?.addEventListener('abort', giveUp, { once: true });
  try {
    await client.connect();
    return client;
  } catch (error) {
    signal?.throwIfAborted();
    throw cannotConnect(client, error as { code?: string; message?: string });
  } finally {
    signal?.removeEventListener('abort', giveUp);
  }
}
