import { connect, Database, dataSourceOptions, PoolRenewal, type Entities } from '#libs/database';
import { createTestDatabase, type TestDatabaseOptions } from './test-database.js';

export interface OpenDatabase {
  readonly url: string;
  readonly database: Database;
  /** Closes it, and drops the database if it was created here. */
  close(): Promise<void>;
}

export interface OpenDatabaseOptions extends TestDatabaseOptions {
  readonly entities?: Entities;
  /** The address of an existing database, possibly through a proxy. */
  readonly url?: string;
  readonly pooler?: 'none' | 'transaction';
  readonly poolMax?: number;
  readonly statementTimeoutMs?: number;
  readonly lockTimeoutMs?: number;
  readonly acquireTimeoutMs?: number;
}

const USUAL = {
  pooler: 'none',
  poolMax: 5,
  poolReserved: 0,
  lockTimeoutMs: 2_000,
  // Long enough for a slow machine; tests of deadlines set their own.
  statementTimeoutMs: 60_000,
  acquireTimeoutMs: 60_000,
} as const;

/** Opens a `Database` without the application. */
export async function openDatabase(options: OpenDatabaseOptions = {}): Promise<OpenDatabase> {
  const own = options.url === undefined ? await createTestDatabase(options) : undefined;
  const url = options.url ?? own?.url ?? '';
  const config = { ...USUAL, ...options };
  const renewal = new PoolRenewal();
  const input = { url, entities: options.entities ?? [], config, renewal };
  const dataSource = await connect(dataSourceOptions(input), url, renewal);
  return {
    url,
    database: new Database(dataSource),
    close: async () => {
      await dataSource.destroy();
      await own?.drop();
    },
  };
}
