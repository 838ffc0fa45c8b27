import { join } from 'node:path';
import { createTestDatabase, eventually, type TestDatabase } from '#libs/testing';
import { DatabaseProbe } from './support/database-probe.js';
import { MigrationFolder } from './support/migration-folder.js';
import { MigratorProgram, type ProgramResult } from './support/migrator-program.js';

const V1 = '20260101000000';
const V2 = '20260102000000';

describe('the program of the migrator', () => {
  const program = new MigratorProgram();
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

  afterAll(() => program.remove());

  const environment = () => ({ DATABASE_URL: database.url, MIGRATIONS_DIR: folder.dir });

  const run = (...args: string[]): Promise<ProgramResult> => program.run(args, environment());

  it('the migrator applies, reverts and reports, as text and as JSON', async () => {
    folder.addTable(V1, 'a').addTable(V2, 'b');
    const up = await run('up', '--steps', '1');
    expect(up).toMatchObject({ code: 0, stderr: '' });
    expect(up.stdout).toMatch(
      /^applied {2}20260101000000-a {2}\d+ ms\n1 file applied; 1 still pending\.\n$/,
    );
    const status = await run('status', '--json', '--exit-code');
    expect(status.code).toBe(3);
    expect(JSON.parse(status.stdout)).toMatchObject({
      applied: [{ name: `${V1}-a`, applied_at: expect.stringMatching(/Z$/) as string }],
      pending: [`${V2}-b`],
      problems: [],
      exit_code: 3,
    });
    expect((await run('down')).stdout).toMatch(/1 file reverted\.\n$/);
    expect(await probe.tables()).toEqual(['migrations']);
  });

  it('the migrator ends with 5 and the name of the file when one byte of it was changed, and applies nothing', async () => {
    folder.addTable(V1, 'a').addTable(V2, 'b');
    await run('up', '--steps', '1');
    folder.flip('up', `${V1}-a`);
    for (const command of [['up'], ['down'], ['redo'], ['status'], ['verify'], ['dump']]) {
      const { code, stdout, stderr } = await run(...command);
      expect([command, code]).toEqual([command, 5]);
      expect(stdout + stderr).toContain(`${folder.path('up', `${V1}-a`)} was changed`);
    }
    expect(await probe.tables()).toEqual(['a', 'migrations']);
  });

  it('the migrator shows a failing statement with its line, SQLSTATE and what was kept, and no stack', async () => {
    folder.addTable(V1, 'a').add(`${V2}-b`, 'SELECT 1;\nSELEC 2;', 'SELECT 1;');
    const { code, stderr, stdout } = await run('up');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^applied {2}20260101000000-a/);
    expect(stderr.split('\n')).toEqual([
      `error: ${folder.path('up', `${V2}-b`)}:2:1: syntax error at or near "SELEC" [SQLSTATE 42601]`,
      '  | SELEC 2',
      `kept: ${V1}-a`,
      '',
    ]);
  });

  it.each([
    [[]],
    [['sideways']],
    [['up', '--steps', '0']],
    [['up', '--steps', '1', '--to', V1]],
    [['up', '--to', '20990101000000']],
    [['up', 'now']],
    [['down', '--what']],
    [['create']],
    [['create', '…']],
    [['repair']],
    [['repair', 'x', '--yes']],
  ])('the migrator ends with 2 and the usage on wrong use: %j', async (args) => {
    folder.addTable(V1, 'a');
    const { code, stderr } = await run(...args);
    expect(code).toBe(2);
    expect(stderr).toMatch(/usage: gatehouse-migrate/);
    expect(await probe.tables()).toEqual([]);
  });

  it.each([
    [['up', '--steps', '0', '--json']],
    [['up', '--json', '--what']],
    [['repair', '--json']],
    [['sideways', '--json']],
    [['help', 'sideways', '--json']],
  ])('the migrator reports a wrong call with --json in one document: %j', async (args) => {
    const { code, stdout, stderr } = await run(...args);
    expect(JSON.parse(stdout)).toMatchObject({ success: false, code: 'USAGE', exit_code: 2 });
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^usage: gatehouse-migrate/)]);
  });

  it('the migrator shows its help by the word help as by --help', async () => {
    const help = await run('up', '--help');
    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(help.stdout).toMatch(/^usage: gatehouse-migrate up .*--dry-run/);
    expect(await run('help', 'up')).toEqual(help);
    expect((await run('help')).stdout).toMatch(/^usage: gatehouse-migrate <command>/);
  });

  it('the migrator requires --yes before it reverts anything in production', async () => {
    folder.addTable(V1, 'a');
    await run('up');
    const production = { ...environment(), NODE_ENV: 'production' };
    const refused = await program.run(['down'], production);
    expect(refused).toMatchObject({ code: 2 });
    expect(refused.stderr).toMatch(/--yes/);
    expect(await probe.tables()).toEqual(['a', 'migrations']);
    expect((await program.run(['down', '--yes'], production)).code).toBe(0);
    expect((await program.run(['up', '--steps', '1'], production)).code).toBe(0);
    expect((await program.run(['down', '--steps', '1'], production)).code).toBe(2);
  });

  it('the migrator requires --yes in production for every form of the call', async () => {
    folder.addTable(V1, 'a').addTable(V2, 'b');
    await run('up');
    const production = { ...environment(), NODE_ENV: 'production' };
    for (const words of [['--to', '0'], ['--to', V1], ['--steps', '999'], ['--steps', '1'], []]) {
      const refused = await program.run(['down', ...words], production);
      expect([words, refused.code]).toEqual([words, 2]);
      expect(refused.stderr).toMatch(/in production it requires --yes/);
    }
    expect(await probe.tables()).toEqual(['a', 'b', 'migrations']);
    expect((await program.run(['down', '--steps', '1', '--yes'], production)).code).toBe(0);
  });

  it('a failed redo says which file is reverted and not applied again', async () => {
    folder.addTable(V1, 'a').addTable(V2, 'b');
    await run('up');
    await probe.query('CREATE VIEW late AS SELECT 1 AS one');
    folder.add(`${V2}-b`, 'CREATE TABLE b (); DROP VIEW late;', 'DROP TABLE b;');
    await run('repair', V2, '--yes');
    await probe.query('DROP VIEW late');
    const { code, stderr } = await run('redo');
    expect(code).toBe(1);
    expect(stderr).toContain(`reverted, and not applied again: ${V2}-b`);
    expect(stderr).not.toContain('kept: nothing');
    const json = JSON.parse((await run('redo', '--steps', '2', '--json')).stdout) as object;
    expect(json).toMatchObject({ success: true, applied: [{ name: `${V1}-a` }] });
  });

  it('redo --steps 2 reverts and applies the newest two files again', async () => {
    folder.addTable(V1, 'a').addTable(V2, 'b');
    await run('up');
    await probe.query('CREATE TABLE mark ()');
    const { code, stdout } = await run('redo', '--steps', '2');
    expect(code).toBe(0);
    expect(stdout).toMatch(/2 files reverted and applied again/);
    expect(await probe.applied()).toEqual([`${V1}-a`, `${V2}-b`]);
  });

  it('up --dry-run --strict reports what up --strict will refuse', async () => {
    folder.addTable(V1, 'a');
    await run('up');
    folder.add(`${V2}-b`, 'DROP TABLE a;', 'CREATE TABLE a ();');
    expect((await run('up', '--dry-run')).code).toBe(0);
    for (const words of [['--dry-run', '--strict'], ['--strict']]) {
      const { code, stderr } = await run('up', ...words);
      expect([words, code]).toEqual([words, 5]);
      expect(stderr).toMatch(/Refused by --strict/);
    }
  });

  it('the migrator warns of dangerous statements on tables with quoted names, too', async () => {
    folder.add(
      `${V1}-a`,
      'CREATE TABLE "Big Users" (a int); CREATE TABLE "Users" (a int);',
      'SELECT 1;',
    );
    await run('up');
    folder.add(
      `${V2}-b`,
      'CREATE INDEX ON "Big Users" (a); CREATE INDEX ON "Users" (a);',
      'SELECT 1;',
    );
    const { stderr } = await run('up', '--dry-run');
    expect(stderr.match(/warning: .*CONCURRENTLY/g)).toHaveLength(2);
  });

  it('dump writes the schema to a chosen file, and --check ends with 5 when that differs', async () => {
    folder.addTable(V1, 'a');
    await run('up');
    const out = join(folder.dir, 'elsewhere.sql');
    expect((await run('dump', '--out', out)).stdout).toBe(`${out} written.\n`);
    expect((await run('dump', '--out', out, '--check')).code).toBe(0);
    await probe.query('ALTER TABLE a ADD COLUMN drifted int');
    const drift = await run('dump', '--out', out, '--check');
    expect([drift.code, drift.stderr]).toEqual([5, expect.stringContaining(`${out}:`)]);
    expect((await run('dump', '--out', '-')).stdout).toMatch(/drifted integer/);
    expect((await run('dump', '--check')).code).toBe(5);
  });

  it('verify tries all files on a shadow database, and leaves it empty in each case', async () => {
    const shadow = await createTestDatabase({ empty: true });
    const there = await DatabaseProbe.open(shadow.url);
    try {
      folder.addTable(V1, 'a');
      await run('up');
      const good = await run('verify', '--shadow', shadow.url, '--strict', '--lock-timeout', '1s');
      expect([good.code, good.stdout]).toEqual([0, 'The files and the database fit.\n']);
      folder.add(`${V2}-b`, 'CREATE TABLE b (); CREATE TABLE IF NOT EXISTS c ();', 'DROP TABLE b;');
      const unlike = await run('verify', '--shadow', shadow.url);
      expect([unlike.code, unlike.stdout]).toEqual([5, expect.stringContaining('TABLE public.c')]);
      expect(await there.tables()).toEqual([]);
      folder.add(`${V2}-b`, 'CREATE TABLE b (); SELEC 1;', 'DROP TABLE b;');
      expect((await run('verify', '--shadow', shadow.url)).code).toBe(1);
      expect(await there.tables()).toEqual([]);
      expect((await run('verify', '--shadow', shadow.url)).stderr).not.toMatch(/not empty/);
    } finally {
      await there.close();
      await shadow.drop();
    }
  });

  it('the migrator continues when the reader of its output is gone', async () => {
    folder.addTable(V1, 'a');
    const { child, result } = program.start(['lint'], environment());
    child.stdout?.destroy();
    const { stderr } = await result;
    expect(stderr).toBe('');
  });

  it('up --dry-run prints SQL that does the same in psql, and does nothing itself', async () => {
    folder.addTable(V1, 'a').add(`${V2}-b`, 'CREATE TABLE b (); -- no end', 'DROP TABLE b');
    const { stdout, code } = await run('up', '--dry-run');
    expect(code).toBe(0);
    expect(await probe.tables()).toEqual([]);
    await probe.query(stdout);
    expect(await probe.applied()).toEqual([`${V1}-a`, `${V2}-b`]);
    expect((await run('verify')).code).toBe(0);
    await probe.query((await run('down', '--dry-run')).stdout);
    expect(await probe.tables()).toEqual(['migrations']);
  });

  it('repair says what it would change, and changes it only with --yes', async () => {
    folder.addTable(V1, 'a');
    await run('up');
    folder.flip('down', `${V1}-a`);
    const asked = await run('repair', V1);
    expect(asked.code).toBe(2);
    expect(asked.stderr).toMatch(
      /Accepts .*-a\.sql and its pair as they are now: this requires --yes/,
    );
    expect((await run('verify')).code).toBe(5);
    expect((await run('repair', V1, '--yes')).code).toBe(0);
    expect((await run('verify')).code).toBe(0);
  });

  it('the migrator leaves nothing half done when it is killed in the middle of a file', async () => {
    folder.addTable(V1, 'a');
    folder.add(
      `${V2}-b`,
      'CREATE TABLE b (); INSERT INTO a VALUES (1); SELECT pg_sleep(60);',
      'SELECT 1;',
    );
    const { child, result } = program.start(['up'], environment());
    await eventually(async () => (await probe.sessionsOf('gatehouse-migrate', 'pg_sleep')) === 1);
    child.kill('SIGKILL');
    expect((await result).signal).toBe('SIGKILL');
    // PostgreSQL notices by itself that the client of the statement is gone.
    await eventually(async () => (await probe.sessionsOf('gatehouse-migrate')) === 0, 20_000);
    expect(await probe.tables()).toEqual(['a', 'migrations']);
    expect(await probe.query('SELECT * FROM a')).toEqual([]);
    folder.add(`${V2}-b`, 'CREATE TABLE b ();', 'DROP TABLE b;');
    expect((await run('up', '--wait', '0')).code).toBe(0);
    expect(await probe.applied()).toEqual([`${V1}-a`, `${V2}-b`]);
  });

  it('the migrator cancels its statement on a signal, and keeps the files that were done', async () => {
    folder.addTable(V1, 'a').add(`${V2}-b`, 'CREATE TABLE b (); SELECT pg_sleep(60);', 'SELECT 1;');
    const { child, result } = program.start(['up'], environment());
    await eventually(async () => (await probe.sessionsOf('gatehouse-migrate', 'pg_sleep')) === 1);
    child.kill('SIGTERM');
    const { code, stderr } = await result;
    expect(code).toBe(1);
    expect(stderr).toBe(`error: Interrupted\nkept: ${V1}-a\nnot done: ${V2}-b\n`);
    expect(await probe.tables()).toEqual(['a', 'migrations']);
  });

  it('the migrator stops on a signal while a long file is read or run, and says that nothing of it is applied', async () => {
    const inserts = `INSERT INTO a VALUES (1, '${'x'.repeat(150)}');\n`.repeat(60_000);
    folder.add(`${V1}-a`, `CREATE TABLE a (id int, t text);\n${inserts}`, 'DROP TABLE a;');
    const { child, result } = program.start(['up'], environment());
    const holdsLock = () =>
      probe.query(`SELECT FROM pg_locks WHERE locktype = 'advisory'
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`);
    await eventually(async () => (await holdsLock()).length > 0);
    child.kill('SIGTERM');
    const { code, stderr } = await result;
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^error: Interrupted\n/)]);
    expect(stderr).toMatch(/Nothing was changed|not done: 20260101000000-a/);
    expect(await probe.tables()).not.toContain('a');
  });

  it('the migrator names the holder of the lock and ends with 4 when another run is active', async () => {
    folder.add(`${V1}-slow`, 'SELECT pg_sleep(60);', 'SELECT 1;');
    const slow = program.start(['up'], environment());
    await eventually(async () => (await probe.sessionsOf('gatehouse-migrate', 'pg_sleep')) === 1);
    const { code, stderr } = await run('up', '--wait', '300ms');
    slow.child.kill('SIGTERM');
    await slow.result;
    expect(code).toBe(4);
    expect(stderr).toMatch(
      /"gatehouse-migrate up" \(pid \d+, since .*Z\) is migrating; waiting…\n/,
    );
    expect(stderr).toMatch(/error: .* waited 0\.3 s\nhint: Nothing was changed/);
  });

  it('the migrator never prints the password, whatever is wrong with the address', async () => {
    folder.addTable(V1, 'a');
    const addresses = [
      'postgres://u:hunter2@127.0.0.1:1/d',
      'postgres://u:hunter2@host:notaport/d',
      'postgres://u:hunter2@[::bad/d',
      `${database.url.replace(/\/\/[^@]*@/, '//nobody:hunter2@')}`,
    ];
    for (const DATABASE_URL of addresses) {
      const { code, stdout, stderr } = await program.run(['up'], {
        ...environment(),
        DATABASE_URL,
      });
      expect(code).toBe(1);
      expect(stderr).toMatch(/^error: /);
      expect(stdout + stderr).not.toContain('hunter2');
      expect(stderr).not.toMatch(/\n\s+at /);
    }
  });
});
