import type pg from 'pg';
import { PostgresClient } from '#libs/migrator';

const NAME = 'gatehouse keeper';

/**
 * An idle connection that each process using the embedded database holds, so that the last one to leave can be
 * determined. It also notices at once if the database is gone.
 */
export class PresenceConnection {
  private constructor(private readonly client: pg.Client) {}

  static async open(url: string, onLost: () => void): Promise<PresenceConnection> {
    const client = new PostgresClient({
      connectionString: url,
      application_name: NAME,
      connectionTimeoutMillis: 10_000,
      keepAlive: true,
    });
    client.once('end', onLost);
    client.on('error', () => undefined);
    try {
      await client.connect();
    } catch (error) {
      client.removeListener('end', onLost);
      throw error;
    }
    const presence = new PresenceConnection(client);
    presence.stopWatching = () => client.removeListener('end', onLost);
    return presence;
  }

  private stopWatching: () => void = () => undefined;

  async ensureDatabase(name: string): Promise<void> {
    const { rowCount } = await this.client.query('SELECT FROM pg_database WHERE datname = $1', [
      name,
    ]);
    if (rowCount === 0) await this.client.query(`CREATE DATABASE ${name} TEMPLATE template0`);
  }

  async countOthers(): Promise<number> {
    const { rows } = await this.client.query<{ others: number }>(
      `SELECT count(*)::int AS others FROM pg_stat_activity
        WHERE application_name = $1 AND pid <> pg_backend_pid()`,
      [NAME],
    );
    return rows[0]?.others ?? 0;
  }

  async close(): Promise<void> {
    this.stopWatching();
    await this.client.end();
  }
}
