import pg from 'pg';

/** Queries a database outside of the migrator. */
export class DatabaseProbe {
  private constructor(private readonly client: pg.Client) {}

  static async open(url: string): Promise<DatabaseProbe> {
    const client = new pg.Client({ connectionString: url, application_name: 'probe' });
    client.on('error', () => undefined);
    await client.connect();
    return new DatabaseProbe(client);
  }

  async query<T extends object>(sql: string, parameters: readonly unknown[] = []): Promise<T[]> {
    return (await this.client.query<T>(sql, [...parameters])).rows;
  }

  /** Names of the tables in `public`, sorted. */
  async tables(): Promise<string[]> {
    const rows = await this.query<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`,
    );
    return rows.map(({ name }) => name);
  }

  /** Names in the table `migrations`, in the order of their ids. */
  async applied(): Promise<string[]> {
    const rows = await this.query<{ name: string }>('SELECT name FROM migrations ORDER BY id');
    return rows.map(({ name }) => name);
  }

  /** How many sessions of a program there are. */
  async sessionsOf(applicationName: string, state = ''): Promise<number> {
    const rows = await this.query(
      `SELECT 1 FROM pg_stat_activity WHERE datname = current_database()
          AND application_name LIKE $1 || '%' AND query LIKE '%' || $2 || '%'`,
      [applicationName, state],
    );
    return rows.length;
  }

  async close(): Promise<void> {
    await this.client.end();
  }
}
