import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '#libs/testing';
import { DatabaseProbe } from './support/database-probe.js';
import { MigrationFolder } from './support/migration-folder.js';
import { collect, type ProgramResult } from './support/migrator-program.js';

const ROOT = join(import.meta.dirname, '../..');
const V1 = '20260101000000';
const V2 = '20260102000000';

describe('gatehouse migrate', () => {
  const folder = new MigrationFolder().addTable(V1, 'a').addTable(V2, 'b');
  /** Runs without a `.env` file. */
  const workingFolder = mkdtempSync(join(tmpdir(), 'gatehouse-cli-'));
  let database: TestDatabase;

  beforeAll(async () => {
    if (!existsSync(join(ROOT, 'dist/apps/cli/src/main.js'))) {
      throw new Error('The command line is not built: npm run build');
    }
    database = await createTestDatabase({ empty: true });
  });

  afterAll(async () => {
    folder.remove();
    rmSync(workingFolder, { recursive: true, force: true });
    await database.drop();
  });

  function gatehouse(
    args: readonly string[],
    env: Readonly<Record<string, string>> = { DATABASE_URL: database.url },
  ): Promise<ProgramResult> {
    return collect(
      spawn(process.execPath, [join(ROOT, 'bin/gatehouse.js'), ...args], {
        cwd: workingFolder,
        env: { PATH: process.env['PATH'], MIGRATIONS_DIR: folder.dir, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
  }

  it('gatehouse migrate applies, shows and reverts files, and passes the exit codes on', async () => {
    expect((await gatehouse(['migrate', 'up', '--steps', '1'])).stdout).toMatch(/1 file applied/);
    const status = await gatehouse(['migrate', 'status', '--exit-code', '--json']);
    expect([status.code, status.stderr]).toEqual([3, '']);
    expect(JSON.parse(status.stdout)).toMatchObject({ pending: [`${V2}-b`] });
    folder.flip('up', `${V1}-a`);
    expect((await gatehouse(['migrate', 'up'])).code).toBe(5);
    folder.flip('up', `${V1}-a`);
    expect((await gatehouse(['migrate', 'down'])).code).toBe(0);
  });

  it.each([
    [[]],
    [['nonsense']],
    [['migrate']],
    [['migrate', 'sideways']],
    [['migrate', 'up', '--nope']],
    [['migrate', 'up', '--steps', '0']],
    [['migrate', 'up', '--steps', '1', '--to', V1]],
    [['migrate', 'create']],
  ])('gatehouse migrate ends with 2 and the usage on wrong use: %j', async (args) => {
    const { code, stdout, stderr } = await gatehouse(args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/usage: gatehouse/i);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('gatehouse migrate --help writes to standard output and ends with 0', async () => {
    for (const args of [['--help'], ['migrate', '--help'], ['migrate', 'up', '--help']]) {
      const { code, stdout, stderr } = await gatehouse(args);
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).toMatch(/^Usage: gatehouse/);
    }
  });

  it('gatehouse migrate reports in one line, by name, what is wrong with the environment', async () => {
    const { code, stderr } = await gatehouse(['migrate', 'up'], {
      DATABASE_URL: 'mysql://hunter2',
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(/DATABASE_URL: must be an address/);
    expect(stderr).not.toMatch(/hunter2|\n\s+at /);
  });

  it('gatehouse migrate without an address uses the embedded database, and stops it again', async () => {
    const env = { DATA_DIR: join(workingFolder, 'data') };
    expect((await gatehouse(['migrate', 'up', '--steps', '1'], env)).stdout).toMatch(/applied/);
    const { stdout } = await gatehouse(['migrate', 'status'], env);
    expect(stdout).toMatch(/1 applied, 1 pending/);
    expect(existsSync(join(env.DATA_DIR, 'postgres/postmaster.pid'))).toBe(false);
  }, 60_000);

  it('gatehouse migrate refuses a database of the original service', async () => {
    const original = await createTestDatabase({ empty: true });
    const probe = await DatabaseProbe.open(original.url);
    await probe.query('CREATE TABLE users (id serial PRIMARY KEY, public_id text)');
    await probe.close();
    const { code, stderr } = await gatehouse(['migrate', 'up'], { DATABASE_URL: original.url });
    expect(code).toBe(5);
    expect(stderr).toMatch(/original Flask service.*\nhint: .*gatehouse import flask/);
    await original.drop();
  });

  it('gatehouse migrate help shows the help, and survives a closed pipe', async () => {
    const helped = await gatehouse(['migrate', 'help', 'up']);
    expect([helped.code, helped.stdout]).toEqual([0, expect.stringMatching(/--dry-run/)]);
    expect((await gatehouse(['help', 'users'])).stdout).toMatch(/Usage: gatehouse users/);
    const piped = spawn(process.execPath, [join(ROOT, 'bin/gatehouse.js'), 'docs'], {
      cwd: workingFolder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    piped.stdout.destroy();
    expect(await collect(piped)).toMatchObject({ code: 0, stderr: '' });
  }, 120_000);

  it('gatehouse migrate --json reports a wrong call or configuration in one document', async () => {
    const usage = await gatehouse(['migrate', 'up', '--steps', '0', '--json']);
    expect([usage.code, JSON.parse(usage.stdout)]).toEqual([
      2,
      expect.objectContaining({ success: false, code: 'USAGE', exit_code: 2 }),
    ]);
    const wrong = await gatehouse(['keys', 'list', '--json'], { DATABASE_URL: 'nonsense' });
    expect([wrong.code, JSON.parse(wrong.stdout)]).toEqual([
      1,
      expect.objectContaining({ success: false, code: 'FAILED', exit_code: 1 }),
    ]);
    expect(wrong.stderr).not.toMatch(/at .*\.js:\d/);
  }, 120_000);

  it('npm run migrate passes arguments and exit codes through', async () => {
    const run = (...args: string[]) =>
      collect(
        spawn('npm', ['run', '-s', 'migrate', '--', ...args], {
          cwd: ROOT,
          env: { ...process.env, MIGRATIONS_DIR: folder.dir, DATABASE_URL: database.url },
          stdio: ['ignore', 'pipe', 'pipe'],
        }),
      );
    const wrong = await run('up', '--steps', 'x');
    expect([wrong.code, wrong.stdout]).toEqual([2, '']);
    expect(wrong.stderr).toMatch(/--steps must be a whole number/);
    expect((await run('status', '--json')).stdout).toMatch(/\{"success":/);
  }, 300_000);
});

describe('nest g migration', () => {
  it('nest g migration makes the two files of a migration, sorted after the existing ones', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gatehouse-nest-'));
    cpSync(join(ROOT, 'nest-cli.json'), join(folder, 'nest-cli.json'));
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    mkdirSync(join(folder, 'migrations/up'), { recursive: true });
    cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
    const nest = join(ROOT, 'tools/nest/nest.mjs');
    // The first call installs the Nest CLI, and says so.
    await collect(spawn(process.execPath, [nest, '--version'], { cwd: folder, stdio: 'pipe' }));
    const args = [nest, 'g', 'migration', 'Add Avatars', '--project', 'api'];
    for (const _ of [1, 2]) {
      const { code, stderr } = await collect(
        spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] }),
      );
      expect([code, stderr]).toEqual([0, '']);
    }
    const ups = readdirSync(join(folder, 'migrations/up'));
    expect(ups).toEqual(readdirSync(join(folder, 'migrations/down')));
    expect(ups).toHaveLength(2);
    for (const name of ups) expect(name).toMatch(/^\d{14}-add-avatars\.sql$/);
    rmSync(folder, { recursive: true });
  }, 120_000);
});
