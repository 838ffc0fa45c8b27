import type { Database } from '#libs/database';
import { openDatabase, type OpenDatabase, type OpenDatabaseOptions } from './open-database.js';
import type { TestServerKind } from './test-server.js';

/** Filled before the first case runs. */
export interface DatabaseUnderTest {
  readonly url: string;
  readonly database: Database;
}

/** The embedded one too, unless TEST_ON_EMBEDDED is `false`: CI has made these cases on it in `npm test` already. */
function kindsUnderTest(): readonly TestServerKind[] {
  if (!process.env['TEST_DATABASE_URL']) return ['embedded'];
  return process.env['TEST_ON_EMBEDDED'] === 'false' ? ['real'] : ['embedded', 'real'];
}

/**
 * Runs the same cases on the embedded PostgreSQL and, when TEST_DATABASE_URL is set, on the real one;
 * each with a fresh database of the migrated schema.
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
