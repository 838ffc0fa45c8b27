import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  migrateDown,
  migrateDump,
  migrateUp,
  migrateVerify,
  type MigrationEvent,
} from '#libs/migrator';
import { SystemClock } from '#libs/kernel';
import { ownRelease } from '#libs/release';
import { applyMigrations, MigrationsCheck, readMigrationStatus } from '#libs/schema';
import {
  createTestDatabase,
  eventually,
  type TestDatabase,
  type TestServerKind,
} from '#libs/testing';
import { DatabaseProbe } from './support/database-probe.js';

const DIR = join(import.meta.dirname, '../../migrations');

/** The connection of a server of this release. */
const checkOver = (probe: DatabaseProbe): MigrationsCheck =>
  new MigrationsCheck({
    dir: DIR,
    release: ownRelease(),
    query: (sql) => probe.query(sql),
    clock: new SystemClock(),
  });

const kinds: TestServerKind[] = process.env['TEST_DATABASE_URL']
  ? ['embedded', 'real']
  : ['embedded'];

describe.each(kinds)("Gatehouse's own migrations, on %s PostgreSQL", (on) => {
  const databases: TestDatabase[] = [];

  async function newDatabase(): Promise<string> {
    const database = await createTestDatabase({ empty: true, on });
    databases.push(database);
    return database.url;
  }

  afterEach(async () => {
    for (const database of databases.splice(0)) await database.drop();
  });

  it('each of our migrations can be reverted and applied again to the same schema', async () => {
    const [main, shadow] = [await newDatabase(), await newDatabase()];
    const { differences, problems } = await migrateVerify({ connection: main, dir: DIR, shadow });
    expect({ differences, problems }).toEqual({ differences: [], problems: [] });
  });

  it('our migrations leave nothing but their own table when all are reverted', async () => {
    const connection = await newDatabase();
    await migrateUp({ connection, dir: DIR });
    await migrateDown({ connection, dir: DIR });
    const probe = await DatabaseProbe.open(connection);
    expect(await probe.tables()).toEqual(['migrations']);
    await probe.close();
  });

  it('our migrations make the schema of migrations/schema.sql', async () => {
    const connection = await newDatabase();
    await migrateUp({ connection, dir: DIR });
    // `npm run migrate -- dump` writes the file again.
    expect(await migrateDump({ connection, dir: DIR })).toBe(
      readFileSync(join(DIR, 'schema.sql'), 'utf8'),
    );
  });

  it('an instance is not ready until our migrations are applied, and names the pending ones', async () => {
    const directUrl = await newDatabase();
    const options = { directUrl, dir: DIR };
    const probe = await DatabaseProbe.open(directUrl);
    const check = checkOver(probe);
    const { status, details } = await check.check();
    const { pending } = await readMigrationStatus(options);
    expect(status).toBe('down');
    expect(pending).not.toEqual([]);
    expect(details).toMatchObject({ pending, reason: 'there is no table migrations' });
    await probe.query('CREATE TABLE migrations (id int, name text)');
    await eventually(async () =>
      expect(await check.check()).toMatchObject({ status: 'down', details: { pending } }),
    );
    await probe.query('DROP TABLE migrations');
    await applyMigrations(options);
    await eventually(async () => expect(await check.check()).toEqual({ status: 'up' }));
    await probe.close();
  });
});

describe('a database that a newer release has migrated', () => {
  it('an older release serves a database that a newer release has migrated, while both run', async () => {
    const database = await createTestDatabase();
    const probe = await DatabaseProbe.open(database.url);
    await probe.query("INSERT INTO migrations (name) VALUES ('20990101000000-of-tomorrow')");
    const messages: string[] = [];
    const options = {
      directUrl: database.url,
      dir: DIR,
      report: (event: MigrationEvent) =>
        void messages.push(event.kind === 'warning' ? event.message : event.kind),
    };
    await expect(applyMigrations(options)).resolves.toMatchObject({ applied: [] });
    expect(messages).toEqual([expect.stringMatching(/newer release/)]);
    expect(await checkOver(probe).check()).toEqual({
      status: 'up',
      details: { newer: ['20990101000000'] },
    });
    await probe.query("UPDATE migrations SET name = '20250101000000-lost' WHERE name LIKE '2099%'");
    await expect(applyMigrations(options)).rejects.toThrow(/is missing/);
    expect((await checkOver(probe).check()).status).toBe('down');
    await probe.close();
    await database.drop();
  });
});

describe('a database of a build from before the first release', () => {
  it('a database of a build before the first release is refused unchanged, with the steps to take instead of repairs', async () => {
    const database = await createTestDatabase({ empty: true });
    const probe = await DatabaseProbe.open(database.url);
    await probe.query(`
      CREATE TABLE migrations (id serial PRIMARY KEY, name text, applied_at timestamptz);
      INSERT INTO migrations (name) VALUES ('20261123100000-create-installation-table'),
                                           ('20261123101000-create-change-log')`);
    const options = { directUrl: database.url, dir: DIR };
    for (const work of [applyMigrations(options), readMigrationStatus(options)]) {
      await expect(work).rejects.toMatchObject({
        message: expect.stringMatching(
          /from before the first release.*are gone.*nothing was changed/,
        ) as string,
        hint: expect.stringMatching(/empty database.*DATA_DIR.*gatehouse users export/) as string,
        exitCode: 5,
      });
    }
    expect(await probe.tables()).toEqual(['migrations']);
    await probe.close();
    await database.drop();
  });
});

describe('a database of the original service', () => {
  const ORIGINAL = `
    CREATE TABLE users (id serial PRIMARY KEY, public_id varchar(50) UNIQUE, email varchar(120),
                        password varchar(255), google_id varchar(100));
    CREATE TABLE services (id serial PRIMARY KEY, public_id varchar(50), name varchar(100));
    CREATE TABLE app_tokens (id serial PRIMARY KEY, token varchar(64));
    INSERT INTO users (public_id, email) VALUES ('0b0f1c1e', 'ada@example.org')`;

  const MIGRATIONS = `
    CREATE TABLE migrations (id serial PRIMARY KEY, name varchar(255), applied_at timestamp);
    INSERT INTO migrations (name) VALUES ('20240309000001-create-users-table.sql')`;

  it.each([
    ['with', `${ORIGINAL};${MIGRATIONS}`],
    ['without', ORIGINAL],
  ])(
    'a database of the original service is refused unchanged, %s its own table of migrations',
    async (_, sql) => {
      const database = await createTestDatabase({ empty: true });
      const probe = await DatabaseProbe.open(database.url);
      await probe.query(sql);
      const before = await probe.tables();
      const options = { directUrl: database.url, dir: DIR };
      for (const work of [applyMigrations(options), readMigrationStatus(options)]) {
        await expect(work).rejects.toMatchObject({
          message: expect.stringMatching(/original Flask service.*nothing was changed/) as string,
          hint: expect.stringContaining('gatehouse import flask') as string,
          exitCode: 5,
        });
      }
      expect(await probe.tables()).toEqual(before);
      expect(await probe.query('SELECT email FROM users')).toEqual([{ email: 'ada@example.org' }]);
      await probe.close();
      await database.drop();
    },
  );

  it('another application’s table of users is not taken for the original service', async () => {
    const database = await createTestDatabase({ empty: true });
    const probe = await DatabaseProbe.open(database.url);
    await probe.query('CREATE TABLE users (id serial PRIMARY KEY, email text)');
    const { pending } = await readMigrationStatus({ directUrl: database.url, dir: DIR });
    expect(pending).not.toEqual([]);
    await probe.close();
    await database.drop();
  });
});
