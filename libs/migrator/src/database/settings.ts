import type pg from 'pg';

/**
 * What the files may rely on, whatever the role or the database sets. Run again after each file, for a
 * file may change settings of the session.
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
 * What a file leaves in the session and another run would not find: temporary tables, prepared statements, cursors.
 * Without it a file would work or not by whether the one before it ran in the same run.
 */
export async function discardLeftovers(client: pg.Client): Promise<void> {
  await client.query('CLOSE ALL; UNLISTEN *; DEALLOCATE ALL; DISCARD SEQUENCES; DISCARD TEMP');
}

/** A run that is killed must not go on in the server and keep the lock (PostgreSQL 14 and later, where the system can tell). */
async function endWithClient(client: pg.Client): Promise<void> {
  await client.query("SET client_connection_check_interval = '1s'").catch(() => undefined);
}
