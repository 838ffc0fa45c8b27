import {
  Database,
  type Entities,
  HeldConnections,
  PoolRenewal,
  connect,
  dataSourceOptions,
} from '#libs/database';
import { type TestDatabaseOptions, createTestDatabase } from './test-database.js';
import type { TestServerKind } from './test-server.js';

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
    database: new Database(dataSource, dataSource, HeldConnections.open(true)),
    close: async () => {
      await dataSource.destroy();
      await own?.drop();
    },
  };
}

/** The database of the cases, available from the first case on. */
export interface DatabaseUnderTest {
  readonly url: string;
  readonly database: Database;
}

/**
 * Includes the embedded one, unless TEST_ON_EMBEDDED is `false`: CI has already run these cases on it in `npm test`.
 */
function kindsUnderTest(): readonly TestServerKind[] {
  if (!process.env['TEST_DATABASE_URL']) return ['embedded'];
  return process.env['TEST_ON_EMBEDDED'] === 'false' ? ['real'] : ['embedded', 'real'];
}

/**
 * Runs the same cases on the embedded PostgreSQL and, if TEST_DATABASE_URL is set, on that server, each with a fresh
 * database of the migrated schema.
 */
export function describeOnDatabases(
  title: string,
  cases: (db: DatabaseUnderTest) => void,
  options: Omit<OpenDatabaseOptions, 'on' | 'url'> = {},
): void {
  describe.each(kindsUnderTest())(`${title}, on %s PostgreSQL`, (kind) => {
    let open: OpenDatabase;

    beforeAll(async () => {
      open = await openDatabase({ ...options, on: kind });
    }, 60_000);
    afterAll(() => open?.close());

    cases({
      get url() {
        return open.url;
      },
      get database() {
        return open.database;
      },
    });
  });
}
