import type { Database } from '#libs/database';
import { openDatabase, type OpenDatabase, type OpenDatabaseOptions } from './open-database.js';
import type { TestServerKind } from './test-server.js';

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
