import {
  migrateDown,
  migrateRedo,
  migrateRepair,
  migrateUp,
  migrateVerify,
  migrationStatus,
  type MigrationEvent,
  type MigratorError,
} from '#libs/migrator';
import { createTestDatabase, eventually, type TestDatabase } from '#libs/testing';
import { DatabaseProbe } from './support/database-probe.js';
import { MigrationFolder } from './support/migration-folder.js';

const V1 = '20260101000000';
const V2 = '20260102000000';
const V3 = '20260103000000';

describe('the migrator on a database', () => {
  let database: TestDatabase;
  let probe: DatabaseProbe;
  let folder: MigrationFolder;

  beforeEach(async () => {
    database = await createTestDatabase({ empty: true });
    probe = await DatabaseProbe.open(database.url);
    folder = new MigrationFolder();
  });

  afterEach(async () => {
    folder.remove();
    await probe.close();
    await database.drop();
  });

  const options = () => ({ connection: database.url, dir: folder.dir });

  const failureOf = (work: Promise<unknown>): Promise<MigratorError> =>
    work.then(
      () => Promise.reject(new Error('It did not fail')),
      (error: unknown) => error as MigratorError,
    );

  const addThree = (): MigrationFolder =>
    folder.addTable(V1, 'a').addTable(V2, 'b').addTable(V3, 'c');

  it('up applies in order, records each file, and finds nothing to do the second time', async () => {
    addThree();
    const { applied } = await migrateUp(options());
    expect(applied.map(({ version }) => version)).toEqual([V1, V2, V3]);
    expect(await probe.applied()).toEqual([`${V1}-a`, `${V2}-b`, `${V3}-c`]);
    expect(await probe.tables()).toEqual(['a', 'b', 'c', 'migrations']);
    expect((await migrateUp(options())).applied).toEqual([]);
  });

  it('the table of migrations has the original columns first, ours after them, and all filled', async () => {
    folder.add(`${V1}-a`, '-- gatehouse:least-release 0.1.0\nCREATE TABLE a ();', 'DROP TABLE a;');
    await migrateUp(options());
    const columns = await probe.query<{ name: string }>(
      `SELECT attname AS name FROM pg_attribute
        WHERE attrelid = 'migrations'::regclass AND attnum > 0 ORDER BY attnum`,
    );
    expect(columns.map(({ name }) => name)).toEqual([
      'id',
      'name',
      'applied_at',
      'checksum',
      'duration_ms',
      'applied_by',
      'down_checksum',
      'least_release',
    ]);
    const [row] = await probe.query<Record<string, unknown>>('SELECT * FROM migrations');
    expect(Object.values(row ?? {})).not.toContain(null);
  });

  it('up and down go as many steps as asked', async () => {
    addThree();
    expect((await migrateUp({ ...options(), steps: 2 })).pending).toEqual([`${V3}-c`]);
    const down = await migrateDown({ ...options(), steps: 1 });
    expect(down.reverted.map(({ version }) => version)).toEqual([V2]);
    expect(await probe.tables()).toEqual(['a', 'migrations']);
  });

  it('up and down go to a version, and down back to nothing', async () => {
    addThree();
    await migrateUp({ ...options(), to: V2 });
    expect(await probe.applied()).toEqual([`${V1}-a`, `${V2}-b`]);
    await migrateDown({ ...options(), to: V1 });
    expect(await probe.applied()).toEqual([`${V1}-a`]);
    await migrateDown(options());
    expect(await probe.tables()).toEqual(['migrations']);
  });

  it('up names a failing statement by file, line and PostgreSQL’s message, and keeps the files before it', async () => {
    folder.addTable(V1, 'a');
    folder.add(
      `${V2}-b`,
      'CREATE TABLE b (id int);\n\nINSERT INTO\n  nowhere VALUES (1);\n',
      'SELECT 1;',
    );
    const error = await failureOf(migrateUp(options()));
    expect(error.message).toBe(
      `${folder.path('up', `${V2}-b`)}:4:3: relation "nowhere" does not exist [SQLSTATE 42P01]`,
    );
    expect(error.exitCode).toBe(1);
    expect(error.kept).toEqual([`${V1}-a`]);
    expect(error.details).toMatchObject({ line: 4, column: 3, sqlstate: '42P01' });
    expect(await probe.tables()).toEqual(['a', 'migrations']);
    expect(await probe.applied()).toEqual([`${V1}-a`]);
  });

  it('up names the file also when a deferred constraint fails at its commit', async () => {
    folder.add(
      `${V1}-a`,
      `CREATE TABLE a (id int PRIMARY KEY, parent int REFERENCES a DEFERRABLE INITIALLY DEFERRED);
       INSERT INTO a VALUES (1, 2);`,
      'SELECT 1;',
    );
    const error = await failureOf(migrateUp(options()));
    expect(error.message).toMatch(/-a\.sql:2:\d+: .*foreign key.*23503/);
    expect(await probe.tables()).toEqual(['migrations']);
  });

  it('up refuses a changed file by its name before it changes anything', async () => {
    addThree();
    await migrateUp({ ...options(), steps: 1 });
    for (const side of ['up', 'down'] as const) {
      folder.flip(side, `${V1}-a`);
      for (const work of [migrateUp(options()), migrateDown(options()), migrateRedo(options())]) {
        const error = await failureOf(work);
        expect(error.exitCode).toBe(5);
        expect(error.message).toMatch(new RegExp(`${folder.path(side, `${V1}-a`)} was changed`));
      }
      folder.flip(side, `${V1}-a`);
    }
    expect(await probe.tables()).toEqual(['a', 'migrations']);
    const { problems } = await migrationStatus(options());
    expect(problems).toEqual([]);
  });

  it('up and down refuse a missing file by its name', async () => {
    addThree();
    await migrateUp({ ...options(), steps: 2 });
    folder.delete('up', `${V1}-a`);
    folder.delete('down', `${V1}-a`);
    for (const work of [migrateUp(options()), migrateDown(options())]) {
      const error = await failureOf(work);
      expect(error.exitCode).toBe(5);
      expect(error.message).toMatch(/-a\.sql was applied and is missing/);
    }
    expect(await probe.tables()).toEqual(['a', 'b', 'migrations']);
  });

  it('up applies nothing while a file has no pair', async () => {
    folder.addTable(V1, 'a').add(`${V2}-b`, 'CREATE TABLE b ()');
    const error = await failureOf(migrateUp(options()));
    expect(error.exitCode).toBe(5);
    expect(error.message).toMatch(/-b\.sql has no pair/);
    expect(await probe.tables()).toEqual([]);
  });

  it('down reverts up to the first file without its pair, and stops before it', async () => {
    addThree();
    await migrateUp(options());
    folder.delete('down', `${V2}-b`);
    const error = await failureOf(migrateDown(options()));
    expect(error.exitCode).toBe(5);
    expect(error.message).toMatch(/-b\.sql has no pair: stopped before it/);
    expect(error.kept).toEqual([`${V3}-c`]);
    expect(await probe.applied()).toEqual([`${V1}-a`, `${V2}-b`]);
  });

  it('down reverts files that are newer than one with a missing pair', async () => {
    addThree();
    await migrateUp(options());
    folder.delete('down', `${V1}-a`);
    await migrateDown({ ...options(), steps: 1 });
    expect(await probe.applied()).toEqual([`${V1}-a`, `${V2}-b`]);
  });

  it('up and down run a file without a transaction when its first line says so', async () => {
    folder.addTable(V1, 'a');
    folder.add(
      `${V2}-i`,
      '-- gatehouse:no-transaction\nCREATE INDEX CONCURRENTLY i ON a (id);',
      '-- gatehouse:no-transaction\nDROP INDEX CONCURRENTLY i;',
    );
    await migrateUp(options());
    expect(await probe.query("SELECT 1 FROM pg_indexes WHERE indexname = 'i'")).toHaveLength(1);
    await migrateDown({ ...options(), steps: 1 });
    expect(await probe.query("SELECT 1 FROM pg_indexes WHERE indexname = 'i'")).toHaveLength(0);
  });

  it('up says how to run a statement that cannot run in a transaction', async () => {
    folder.addTable(V1, 'a');
    folder.add(`${V2}-i`, 'CREATE INDEX CONCURRENTLY i ON a (id);', 'DROP INDEX i;');
    const error = await failureOf(migrateUp(options()));
    expect(error.hint).toMatch(/gatehouse:no-transaction/);
  });

  it('up applies a file older than the newest applied one with a warning, and refuses it with strict', async () => {
    folder.addTable(V2, 'b');
    await migrateUp(options());
    folder.addTable(V1, 'a');
    const error = await failureOf(migrateUp({ ...options(), strict: true }));
    expect(error.exitCode).toBe(5);
    expect(await probe.tables()).toEqual(['b', 'migrations']);
    const { warnings } = await migrateUp(options());
    expect(warnings).toEqual([
      `${folder.path('up', `${V1}-a`)} is older than the newest applied migration (${V2}-b)`,
    ]);
    // The newest row is reverted first, not the highest version.
    await migrateDown({ ...options(), steps: 1 });
    expect(await probe.applied()).toEqual([`${V2}-b`]);
  });

  it('up warns of dangerous statements on existing tables, and of none on a new database', async () => {
    folder.addTable(V1, 'a').add(`${V2}-i`, 'CREATE INDEX i ON a (id);', 'DROP INDEX i;');
    expect((await migrateUp(options())).warnings).toEqual([]);
    await migrateDown({ ...options(), steps: 1 });
    expect((await migrateUp(options())).warnings).toEqual([
      expect.stringMatching(/-i\.sql:1:1: CREATE INDEX without CONCURRENTLY/),
    ]);
  });

  it('the session’s settings are reset after each file', async () => {
    folder.add(
      `${V1}-a`,
      "SET search_path TO pg_catalog; SET standard_conforming_strings = off; SET lock_timeout = '1ms';",
      'SELECT 1;',
    );
    folder.add(`${V2}-b`, `CREATE TABLE b (t text DEFAULT '\\');`, 'DROP TABLE b;');
    await migrateUp(options());
    expect(await probe.tables()).toEqual(['b', 'migrations']);
  });

  it('the migrator works in its own schema, beside others in the same database', async () => {
    await probe.query('CREATE SCHEMA billing');
    folder.add(`${V1}-a`, 'CREATE TABLE billing.a (id int);', 'DROP TABLE billing.a;');
    const other = new MigrationFolder().addTable(V2, 'z');
    await migrateUp({ ...options(), table: 'billing.migrations' });
    await migrateUp({ connection: database.url, dir: other.dir });
    expect(await probe.applied()).toEqual([`${V2}-z`]);
    const { pending } = await migrationStatus({ ...options(), table: 'billing.migrations' });
    expect(pending).toEqual([]);
    other.remove();
  });

  it('up continues from the table of the original runner', async () => {
    await probe.query(
      `CREATE TABLE migrations (id serial PRIMARY KEY, name varchar(255) NOT NULL,
                                applied_at timestamp DEFAULT CURRENT_TIMESTAMP)`,
    );
    await probe.query(`INSERT INTO migrations (name) VALUES ('${V1}-a.sql')`);
    await probe.query('CREATE TABLE a (id int)');
    folder.addTable(V1, 'a').addTable(V2, 'b');
    expect((await migrationStatus(options())).pending).toEqual([`${V2}-b`]);
    await migrateUp(options());
    await migrateDown(options());
    expect(await probe.tables()).toEqual(['migrations']);
  });

  it('repair accepts a changed file, forgets a missing one and records a pending one', async () => {
    addThree();
    await migrateUp({ ...options(), steps: 2 });
    folder.add(`${V1}-a`, 'CREATE TABLE a (id int, more int);');
    folder.delete('up', `${V2}-b`);
    folder.delete('down', `${V2}-b`);
    await migrateRepair({ ...options(), version: V1 });
    await migrateRepair({ ...options(), version: V2 });
    const refused = await failureOf(migrateRepair({ ...options(), version: V3 }));
    expect(refused.exitCode).toBe(2);
    await migrateRepair({ ...options(), version: V3, applied: true });
    expect(await migrationStatus(options())).toMatchObject({ pending: [], problems: [] });
    expect(await probe.tables()).toEqual(['a', 'b', 'migrations']);
  });

  it('status recognises a renamed file', async () => {
    folder.addTable(V1, 'a');
    await migrateUp(options());
    folder.add(`${V1}-renamed`, 'CREATE TABLE a (id int);', 'DROP TABLE a;');
    folder.delete('up', `${V1}-a`);
    folder.delete('down', `${V1}-a`);
    const error = await failureOf(migrateUp(options()));
    expect(error.message).toMatch(/was it renamed to .*-renamed\.sql\?/);
    await migrateRepair({ ...options(), version: V1 });
    await migrateRepair({ ...options(), version: V1, applied: true });
    expect(await probe.applied()).toEqual([`${V1}-renamed`]);
  });

  it('redo reverts the newest file and applies it again', async () => {
    addThree();
    await migrateUp(options());
    await probe.query('INSERT INTO c VALUES (1)');
    const { reverted, applied } = await migrateRedo(options());
    expect([reverted, applied].map((steps) => steps.map(({ version }) => version))).toEqual([
      [V3],
      [V3],
    ]);
    expect(await probe.query('SELECT * FROM c')).toEqual([]);
  });

  /** A run whose second file sleeps until it is aborted. */
  async function startSlowRun(): Promise<{
    end: Promise<MigratorError>;
    abort: () => Promise<MigratorError>;
  }> {
    folder
      .addTable(V1, 'a')
      .add(`${V2}-slow`, 'CREATE TABLE b (); SELECT pg_sleep(30);', 'SELECT 1;');
    const controller = new AbortController();
    const applicationName = 'the slow one';
    const end = failureOf(migrateUp({ ...options(), applicationName, signal: controller.signal }));
    await eventually(async () => (await probe.sessionsOf(applicationName, 'pg_sleep')) === 1);
    return {
      end,
      abort: () => {
        controller.abort();
        return end;
      },
    };
  }

  it('up names the holder of a busy lock, and changes nothing', async () => {
    const slow = await startSlowRun();
    const events: MigrationEvent[] = [];
    const report = (event: MigrationEvent): void => void events.push(event);
    const error = await failureOf(migrateUp({ ...options(), waitMs: 200, report }));
    await slow.abort();
    expect(error.exitCode).toBe(4);
    expect(error.message).toMatch(
      /^"the slow one" \(pid \d+, since 20[\d-]+T[\d:]+Z\) is migrating/,
    );
    expect(events.map(({ kind }) => kind)).toEqual(['waiting']);
    expect(await probe.applied()).toEqual([`${V1}-a`]);
  });

  it('an interrupted up cancels the running statement, and keeps what was done', async () => {
    const slow = await startSlowRun();
    const error = await slow.abort();
    expect(error.message).toBe('Interrupted');
    expect(error.kept).toEqual([`${V1}-a`]);
    expect(await probe.sessionsOf('the slow one')).toBe(0);
    expect(await probe.tables()).toEqual(['a', 'migrations']);
  });

  it('up is interrupted between two files as well', async () => {
    addThree();
    const controller = new AbortController();
    const report = (event: MigrationEvent): void => {
      if (event.kind === 'finished') controller.abort();
    };
    const error = await failureOf(migrateUp({ ...options(), report, signal: controller.signal }));
    expect(error).toMatchObject({ message: 'Interrupted', kept: [`${V1}-a`] });
  });

  it('up retries a file while another session locks its table', async () => {
    folder.addTable(V1, 'a').add(`${V2}-b`, 'ALTER TABLE a ADD COLUMN b int;', 'SELECT 1;');
    await migrateUp({ ...options(), steps: 1 });
    await probe.query('BEGIN');
    await probe.query('LOCK TABLE a');
    let retries = 0;
    const report = (event: MigrationEvent): void => {
      if (event.kind !== 'retrying') return;
      retries += 1;
      void probe.query('COMMIT');
    };
    await migrateUp({ ...options(), lockTimeoutMs: 50, report });
    expect(retries).toBeGreaterThanOrEqual(1);
    expect(await probe.applied()).toEqual([`${V1}-a`, `${V2}-b`]);
  });

  it('up gives up on a table that stays locked, and says why', async () => {
    folder.addTable(V1, 'a').add(`${V2}-b`, 'ALTER TABLE a ADD COLUMN b int;', 'SELECT 1;');
    await migrateUp({ ...options(), steps: 1 });
    await probe.query('BEGIN');
    await probe.query('LOCK TABLE a');
    const error = await failureOf(migrateUp({ ...options(), lockTimeoutMs: 10 }));
    await probe.query('COMMIT');
    expect(error.message).toMatch(/lock timeout/);
    expect(error.hint).toMatch(/--lock-timeout/);
  });

  it('up stops before a file when it has lost its lock, as behind a pooler', async () => {
    folder.add(`${V1}-a`, 'CREATE TABLE a (); SELECT pg_advisory_unlock_all();', 'DROP TABLE a;');
    folder.addTable(V2, 'b');
    const error = await failureOf(migrateUp(options()));
    expect(error.message).toMatch(/lock is not held/);
    expect(error.hint).toMatch(/DATABASE_DIRECT_URL/);
    expect(error.kept).toEqual([`${V1}-a`]);
    expect(await probe.tables()).toEqual(['a', 'migrations']);
  });

  it('up fails with the file’s name when the connection is cut, and leaves nothing of the file', async () => {
    const slow = await startSlowRun();
    await probe.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE application_name = 'the slow one' AND datname = current_database()`,
    );
    const error = await slow.end;
    expect(error.exitCode).toBe(1);
    expect(error.message).toMatch(/-slow\.sql:1:\d+: .*terminat/);
    expect(error.kept).toEqual([`${V1}-a`]);
    expect(await probe.tables()).toEqual(['a', 'migrations']);
  });

  it('up changes nothing in a database that a precondition refuses', async () => {
    folder.addTable(V1, 'a');
    const preconditions = [() => Promise.resolve({ message: 'Not this one', hint: 'Another.' })];
    const error = await failureOf(migrateUp({ ...options(), preconditions }));
    expect(error).toMatchObject({ message: 'Not this one', hint: 'Another.', exitCode: 5 });
    expect(await probe.tables()).toEqual([]);
  });

  it('down reverts nothing while a file without statements would only lose its row, and names it', async () => {
    folder.addTable(V1, 'a').addTable(V2, 'b').addTable(V3, 'c');
    await migrateUp(options());
    folder.add(`${V2}-b`, 'CREATE TABLE b (id int);', '-- Undoes b\n');
    // The row as an older release of the migrator wrote it.
    await probe.query("UPDATE migrations SET down_checksum = NULL WHERE name LIKE '%-b'");
    for (const work of [
      () => migrateDown(options()),
      () => migrateRedo({ ...options(), steps: 2 }),
    ]) {
      const { message, exitCode } = await failureOf(work());
      expect([message, exitCode]).toEqual([
        expect.stringMatching(/down\/20260102000000-b\.sql holds no statement/),
        5,
      ]);
    }
    expect(await probe.tables()).toEqual(['a', 'b', 'c', 'migrations']);
    await migrateDown({ ...options(), steps: 1 });
    expect(await probe.applied()).toEqual([`${V1}-a`, `${V2}-b`]);
    const { problems } = await migrateVerify(options());
    expect(problems.map(({ kind, file }) => [kind, file])).toEqual([
      ['empty', folder.path('down', `${V2}-b`)],
    ]);
  });
});
