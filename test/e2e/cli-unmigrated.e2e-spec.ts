import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, openDatabase, runGatehouse, type TestDatabase } from '#libs/testing';
import { withFixture } from '../support/with-fixture.js';

const SECRET_KEY = 'for-tests-only-0123456789abcdefghijklmnop';
const A_MINUTE = 60_000;
const HINT = 'apply what is pending: gatehouse migrate up';

describe('gatehouse over a database without its tables', () => {
  let empty: TestDatabase;

  withFixture(async (opened) => {
    empty = opened.add(await createTestDatabase({ empty: true }));
  });

  const gatehouse = (args: readonly string[], env: Record<string, string> = {}) =>
    runGatehouse(args, { env: { DATABASE_URL: empty.url, SECRET_KEY, ...env } });

  it.each([['users list'], ['admin create --email a@example.test']])(
    '`gatehouse %s` is refused in one line with its cure over a database without its tables',
    async (line) => {
      const { code, stdout, stderr } = await gatehouse(line.split(' '));
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toBe(`error: the database has no tables of Gatehouse yet\nhint: ${HINT}\n`);
    },
    A_MINUTE,
  );

  it(
    'The refusal over an unmigrated database names the pending migrations, as JSON too',
    async () => {
      const migrations = mkdtempSync(join(tmpdir(), 'gatehouse-pending-'));
      const database = await createTestDatabase();
      try {
        cpSync('migrations', migrations, { recursive: true });
        for (const side of ['up', 'down']) {
          writeFileSync(join(migrations, side, '29990101000000-later.sql'), 'SELECT 1;\n');
        }
        const env = { DATABASE_URL: database.url, MIGRATIONS_DIR: migrations };
        const { code, stdout, stderr } = await gatehouse(['keys', 'list', '--json'], env);
        const message = '1 migration is pending, first 29990101000000-later';
        expect([code, stderr]).toEqual([1, `error: ${message}\nhint: ${HINT}\n`]);
        expect(JSON.parse(stdout)).toMatchObject({ success: false, message, hint: HINT });
      } finally {
        await database.drop();
        rmSync(migrations, { recursive: true });
      }
    },
    A_MINUTE,
  );

  it(
    'gatehouse accepts a database that a newer release has migrated',
    async () => {
      const { url, database, close } = await openDatabase();
      try {
        await database.pool.query(`INSERT INTO migrations (name) VALUES ('29990101000000-newer')`);
        const { code, stderr } = await gatehouse(['users', 'list'], { DATABASE_URL: url });
        expect([code, stderr]).toEqual([0, '']);
      } finally {
        await close();
      }
    },
    A_MINUTE,
  );
});
