import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createTestDatabase, type TestDatabase } from '#libs/testing';
import { DatabaseProbe } from './support/database-probe.js';
import { MigrationFolder } from './support/migration-folder.js';
import { MigratorProgram, type ProgramResult } from './support/migrator-program.js';

const V1 = '20260101000000';
const V2 = '20260102000000';
const NAME = `${V1}-a`;

/** `CREATE TABLE é (id int);` in ISO 8859-1. */
const LATIN_1 = Buffer.from('SELECT 1;\nCREATE TABLE \u00e9 (id int);', 'latin1');
const utf16 = (text: string): Buffer => Buffer.from(`\uFEFF${text}`, 'utf16le');

describe('invalid migration files', () => {
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

  const run = (...args: string[]): Promise<ProgramResult> =>
    program.run(args, { DATABASE_URL: database.url, MIGRATIONS_DIR: folder.dir });

  const write = (side: 'up' | 'down', text: string | Buffer): void =>
    writeFileSync(folder.path(side, NAME), text);

  it.each<[string, string | Buffer, RegExp]>([
    ['in another encoding', LATIN_1, /-a\.sql:2:14: is not UTF-8/],
    ['in UTF-16', utf16('CREATE TABLE a ();'), /-a\.sql is UTF-16/],
    ['with a NUL', 'SELECT 1;\n\0CREATE TABLE a ();', /-a\.sql:2:1: a NUL character/],
    ['packed by gzip', gzipSync('CREATE TABLE a ();'), /-a\.sql is compressed by gzip/],
    ['with a second mark', '\uFEFF\uFEFFCREATE TABLE a ();', /-a\.sql:1:1: a byte-order mark/],
    ['cut off in a text', "INSERT INTO a VALUES ('b", /-a\.sql:1:23: unterminated quoted string/],
    [
      'cut off in a body',
      'SELECT 1;\nDO $do$ BEGIN',
      /:2:4: unterminated dollar-quoted string \$do\$/,
    ],
    ['cut off in a comment', 'SELECT 1; /* and', /-a\.sql:1:11: unterminated comment/],
    ['with data for COPY', "COPY a FROM stdin;\n1\tit's\n\\.\n", /-a\.sql:1:1: COPY … FROM STDIN/],
    ['with \\restrict', "SELECT 1;\n\\restrict x'y\nSELECT 2;", /-a\.sql:2:1: psql commands/],
    ['with \\gset', 'SELECT 1 AS a \\gset', /-a\.sql:1:15: psql commands/],
    ['with COMMIT', 'CREATE TABLE a ();\nCOMMIT;', /-a\.sql:2:1: COMMIT is not allowed/],
    ['with CREATE DATABASE', 'CREATE DATABASE other;', /-a\.sql:1:1: CREATE DATABASE cannot run/],
    ['with DISCARD ALL', '-- gatehouse:no-transaction\nDISCARD ALL;', /-a\.sql:2:1: DISCARD ALL/],
    ['of white space', ' \t\r\n\n', /-a\.sql holds no statement/],
    ['of comments', '-- soon\n/* really */;', /-a\.sql holds no statement/],
    ['of nothing', '', /-a\.sql holds no statement/],
    ['of a mark alone', '\uFEFF', /-a\.sql holds no statement/],
  ])(
    'an invalid migration file stops every command by file and line: %s',
    async (_, text, said) => {
      folder.addTable(V2, 'b');
      write('down', 'DROP TABLE a;');
      write('up', text);
      for (const command of [['up'], ['lint'], ['verify'], ['up', '--dry-run']]) {
        const { code, stdout, stderr } = await run(...command);
        expect([command, code, stdout + stderr]).toEqual([command, 5, expect.stringMatching(said)]);
      }
      expect(await probe.tables()).toEqual([]);
    },
  );

  it('both files of each pair are checked before any is run', async () => {
    folder.addTable(V2, 'b');
    write('up', 'CREATE TABLE a (id int);');
    write('down', 'DROP TABLE a; COMMIT;');
    const { code, stderr } = await run('up');
    expect([code, stderr]).toEqual([5, expect.stringMatching(/down\/.*-a\.sql:1:15: COMMIT/)]);
    expect(await probe.tables()).toEqual([]);
  });

  it.each([
    ['a mark at the start', '\uFEFFCREATE TABLE a (id int);\n'],
    ['lines that end with CR LF', '-- first\r\nCREATE TABLE a (id int);\r\n'],
    ['lines that end with CR alone', '-- first\rCREATE TABLE a (id int);\r'],
    ['no semicolon and no line end', 'CREATE TABLE a (id int)'],
    ['a comment behind the last statement', 'CREATE TABLE a (id int) -- that was all'],
  ])('a migration file is read right with %s', async (_, text) => {
    write('up', text);
    write('down', 'DROP TABLE a;');
    expect((await run('up')).code).toBe(0);
    expect(await probe.tables()).toEqual(['a', 'migrations']);
    expect((await run('verify')).code).toBe(0);
  });

  it.each([
    ['an ending in capitals', 'up/20260102000000-b.SQL', /is not named/],
    ['no ending', 'up/20260102000000-b', /is not named/],
    ['another ending', 'down/20260102000000-b.txt', /is not named/],
    ['a place beside the folders', '20260102000000-b.sql', /stands beside the folders up and down/],
  ])('a file with an invalid name is reported: %s', async (_, path, said) => {
    folder.addTable(V1, 'a');
    writeFileSync(join(folder.dir, path), 'CREATE TABLE b ();');
    for (const command of ['up', 'status', 'lint', 'verify']) {
      const { code, stdout, stderr } = await run(command);
      expect([command, code, stdout + stderr]).toEqual([command, 5, expect.stringMatching(said)]);
    }
    expect(await probe.tables()).toEqual([]);
  });

  it('a folder or a dangling link with the name of a migration is reported', async () => {
    mkdirSync(folder.path('up', NAME));
    write('down', 'SELECT 1;');
    symlinkSync('nowhere', folder.path('up', `${V2}-b`));
    writeFileSync(folder.path('down', `${V2}-b`), 'SELECT 1;');
    const { code, stderr } = await run('up');
    expect(code).toBe(5);
    expect(stderr).toMatch(/up\/.*-a\.sql is (?:not a file|a folder)/);
    expect(stderr).toMatch(/up\/.*-b\.sql leads to nothing: it is a symbolic link/);
  });

  it('migration files are read through symbolic links, as container platforms mount them', async () => {
    const elsewhere = join(folder.dir, 'data');
    writeFileSync(elsewhere, 'CREATE TABLE a (id int);');
    symlinkSync(elsewhere, folder.path('up', NAME));
    write('down', 'DROP TABLE a;');
    expect((await run('up')).code).toBe(0);
    expect(await probe.tables()).toEqual(['a', 'migrations']);
  });

  it('the two files of create count as unwritten until each has a statement', async () => {
    const { stdout } = await run('create', 'add things');
    const [up = '', down = ''] = stdout.trim().split('\n');
    const outcomes = async () => {
      const codes = [];
      for (const command of ['lint', 'up', 'verify']) codes.push((await run(command)).code);
      return codes;
    };
    expect(await outcomes()).toEqual([5, 5, 5]);
    writeFileSync(up, 'CREATE TABLE things (id int);');
    expect(await outcomes()).toEqual([5, 5, 5]);
    expect(await probe.tables()).toEqual([]);
    writeFileSync(down, 'DROP TABLE things;');
    expect(await outcomes()).toEqual([0, 0, 0]);
    expect((await run('down')).code).toBe(0);
    expect(await probe.tables()).toEqual(['migrations']);
  });

  it('a migration may be declared irreversible: up applies it, down and redo stop before anything', async () => {
    folder.add(
      NAME,
      'CREATE TABLE a (id int);',
      '-- gatehouse:irreversible the codes are hashed\n',
    );
    folder.addTable(V2, 'b');
    expect((await run('lint')).code).toBe(0);
    expect((await run('up')).code).toBe(0);
    expect((await run('verify')).code).toBe(0);
    for (const command of [['down'], ['down', '--dry-run'], ['redo', '--steps', '2']]) {
      const { code, stderr } = await run(...command);
      expect([command, code]).toEqual([command, 5]);
      expect(stderr).toMatch(/down\/.*-a\.sql is declared irreversible: the codes are hashed/);
      expect(stderr).toMatch(/Nothing was changed.*migrate down --to 20260101000000/);
    }
    expect(await probe.tables()).toEqual(['a', 'b', 'migrations']);
    expect((await run('down', '--to', V1)).code).toBe(0);
    expect(await probe.tables()).toEqual(['a', 'migrations']);
  });

  it.each([
    [
      'in the file that applies',
      '-- gatehouse:irreversible\nSELECT 1;',
      'SELECT 1;',
      /belongs into/,
    ],
    ['beside statements', 'SELECT 1;', '-- gatehouse:irreversible\nSELECT 1;', /leave out one/],
  ])('a migration is declared irreversible in one way alone, not %s', async (_, up, down, said) => {
    folder.add(NAME, up, down);
    const { code, stdout } = await run('lint');
    expect([code, stdout]).toEqual([5, expect.stringMatching(said)]);
  });

  it('an irreversible migration is tried on a shadow without being reverted', async () => {
    const shadow = await createTestDatabase({ empty: true });
    const there = await DatabaseProbe.open(shadow.url);
    try {
      folder.add(NAME, 'CREATE TABLE a (id int);', '-- gatehouse:irreversible\n').addTable(V2, 'b');
      await run('up');
      const { code, stdout } = await run('verify', '--shadow', shadow.url);
      expect([code, stdout]).toEqual([0, 'The files and the database fit.\n']);
      expect(await there.tables()).toEqual([]);
    } finally {
      await there.close();
      await shadow.drop();
    }
  });

  it('repair records no migration as applied that cannot be run', async () => {
    write('up', LATIN_1);
    write('down', 'SELECT 1;');
    expect((await run('repair', V1, '--applied', '--yes')).code).toBe(5);
    write('up', '-- nothing');
    expect((await run('repair', V1, '--applied', '--yes')).code).toBe(5);
    expect(await probe.tables()).not.toContain('a');
  });
});

describe('what a file leaves behind', () => {
  let database: TestDatabase;
  let probe: DatabaseProbe;
  const folder = new MigrationFolder();
  const program = new MigratorProgram();

  beforeEach(async () => {
    database = await createTestDatabase({ empty: true });
    probe = await DatabaseProbe.open(database.url);
  });

  afterEach(async () => {
    await probe.close();
    await database.drop();
  });

  afterAll(() => {
    folder.remove();
    program.remove();
  });

  const up = () => program.run(['up'], { DATABASE_URL: database.url, MIGRATIONS_DIR: folder.dir });

  it('the session settings of one file do not reach the next one', async () => {
    folder.add(NAME, 'CREATE TEMP TABLE left_over (id int);', 'SELECT 1;');
    folder.add(`${V2}-b`, 'INSERT INTO left_over VALUES (1);', 'SELECT 1;');
    const { code, stderr } = await up();
    expect([code, stderr]).toEqual([1, expect.stringMatching(/-b\.sql:1:13: .*does not exist/)]);
  });

  it('a file that leaves an invalid index is not recorded as done', async () => {
    await probe.query('CREATE TABLE t (id int)');
    await probe.query('INSERT INTO t VALUES (1), (1)');
    await probe.query('CREATE UNIQUE INDEX CONCURRENTLY t_id ON t (id)').catch(() => undefined);
    folder.add(
      NAME,
      '-- gatehouse:no-transaction\nCREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS t_id ON t (id);',
      '-- gatehouse:no-transaction\nDROP INDEX CONCURRENTLY t_id;',
    );
    const { code, stderr } = await up();
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/the index t_id is there and invalid/),
    ]);
    expect(await probe.applied()).toEqual([]);
  });

  it('a file is not recorded as done when the table of migrations drops its row', async () => {
    folder.add(NAME, 'CREATE TABLE a ();', 'DROP TABLE a;');
    folder.add(
      `${V2}-b`,
      'CREATE RULE nothing AS ON INSERT TO migrations DO INSTEAD NOTHING;',
      'SELECT 1;',
    );
    const { code, stderr } = await up();
    expect([code, stderr]).toEqual([1, expect.stringMatching(/did not take the record/)]);
    expect(await probe.applied()).toEqual([NAME]);
  });
});
