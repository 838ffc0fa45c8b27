import {
  createTestDatabase,
  eventually,
  type TestDatabase,
  type TestServerKind,
} from '#libs/testing';
import { DatabaseProbe } from '../migrations/support/database-probe.js';
import { MigrationFolder } from '../migrations/support/migration-folder.js';
import { MigratorProgram, type ProgramResult } from '../migrations/support/migrator-program.js';

const INSTANCES = 4;
const ROUNDS = 5;
const V = (day: number): string => `202601${String(day).padStart(2, '0')}000000`;

const kinds: TestServerKind[] = process.env['TEST_DATABASE_URL']
  ? ['embedded', 'real']
  : ['embedded'];

describe.each(kinds)('instances that start at once, on %s PostgreSQL', (on) => {
  const program = new MigratorProgram();
  let database: TestDatabase;
  let probe: DatabaseProbe;
  let folder: MigrationFolder;

  beforeEach(async () => {
    database = await createTestDatabase({ empty: true, on });
    probe = await DatabaseProbe.open(database.url);
    folder = new MigrationFolder();
    // Not idempotent on purpose: a file that ran twice would fail, or count twice.
    folder.add(`${V(1)}-runs`, 'CREATE TABLE runs (file text);', 'DROP TABLE runs;');
    for (let day = 2; day <= 6; day += 1) {
      folder.add(
        `${V(day)}-t${day}`,
        `CREATE TABLE t${day} (id int); INSERT INTO runs VALUES ('t${day}'); SELECT pg_sleep(0.02);`,
        `DROP TABLE t${day};`,
      );
    }
    // This statement waits for every other transaction: the waiting runs must hold none.
    folder.add(
      `${V(7)}-index`,
      '-- gatehouse:no-transaction\nCREATE INDEX CONCURRENTLY runs_file ON runs (file);',
      '-- gatehouse:no-transaction\nDROP INDEX CONCURRENTLY runs_file;',
    );
  });

  afterEach(async () => {
    folder.remove();
    await probe.close();
    await database.drop();
  });

  afterAll(() => program.remove());

  const startAll = (...args: string[]): Promise<ProgramResult[]> =>
    Promise.all(
      Array.from({ length: INSTANCES }, () =>
        program.run([...args, '--json'], {
          DATABASE_URL: database.url,
          MIGRATIONS_DIR: folder.dir,
        }),
      ),
    );

  const namesIn = (results: readonly ProgramResult[], member: 'applied' | 'reverted'): string[] =>
    results.flatMap(({ stdout }) =>
      (JSON.parse(stdout) as Record<typeof member, { name: string }[]>)[member].map(
        ({ name }) => name,
      ),
    );

  it('instances that start at once migrate an empty database once, and revert it once, in each round', async () => {
    for (let round = 1; round <= ROUNDS; round += 1) {
      const ups = await startAll('up');
      expect(ups.map(({ code, stderr }) => [code, stderr.includes('error')])).toEqual(
        ups.map(() => [0, false]),
      );
      const applied = namesIn(ups, 'applied');
      expect(applied).toEqual([...new Set(applied)]);
      expect(await probe.applied()).toEqual(applied);
      expect(applied).toHaveLength(7);
      expect(await probe.query('SELECT file FROM runs ORDER BY file')).toHaveLength(5);
      const downs = await startAll('down');
      expect(downs.map(({ code }) => code)).toEqual(downs.map(() => 0));
      expect(namesIn(downs, 'reverted')).toHaveLength(7);
      expect(await probe.tables()).toEqual(['migrations']);
    }
  }, 120_000);

  it('an instance continues where another was killed while it migrated', async () => {
    folder.add(`${V(8)}-slow`, 'SELECT pg_sleep(1.5); CREATE TABLE last ();', 'DROP TABLE last;');
    const env = { DATABASE_URL: database.url, MIGRATIONS_DIR: folder.dir };
    const first = program.start(['up'], env);
    await eventually(
      async () => (await probe.sessionsOf('gatehouse-migrate', 'pg_sleep(1.5)')) === 1,
    );
    const others = startAll('up');
    first.child.kill('SIGKILL');
    expect((await others).map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    expect(namesIn(await others, 'applied')).toEqual([`${V(8)}-slow`]);
    expect((await probe.applied()).at(-1)).toBe(`${V(8)}-slow`);
  }, 60_000);
});
