import type pg from 'pg';

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
