import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runGatehouse, temporaryFolder } from '#libs/testing';

const A_MINUTE = 60_000;

/** One command of each group that uses the database. */
const OF_OPERATORS = [
  'admin create --email a@example.test',
  'sessions end --all --yes',
  'keys list',
  'audit verify',
  'callers list orders',
  'types --service orders',
  'users list',
  'migrate status',
  'migrate up --yes',
];

describe('gatehouse in a folder of another project', () => {
  it.each(OF_OPERATORS)(
    '`gatehouse %s` is refused in one line with its cure in a folder of another project, and makes no file there',
    async (line) => {
      const cwd = temporaryFolder('foreign');
      writeFileSync(join(cwd, '.env'), 'PORT=3000\n');
      const { code, stdout, stderr } = await runGatehouse(line.split(' '), { env: {}, cwd });
      expect([line, code, stdout]).toEqual([line, 1, '']);
      expect(stderr).toMatch(
        /^error: this folder has no configuration of Gatehouse: [^\n]+\nhint: /,
      );
      expect(stderr).toMatch(/DATABASE_URL.*GATEHOUSE_APP_TOKEN/);
      expect(readdirSync(cwd)).toEqual(['.env']);
    },
    A_MINUTE,
  );

  it(
    'A command that only reads makes no database where DATA_DIR names a folder without one',
    async () => {
      const cwd = temporaryFolder('foreign');
      const env = { DATA_DIR: join(cwd, 'mistyped') };
      const { code, stderr } = await runGatehouse(['users', 'list'], { env, cwd });
      expect([code, stderr]).toEqual([
        1,
        expect.stringMatching(/^error: there is no database in [^\n]+ yet\nhint: start the server/),
      ]);
      expect(readdirSync(cwd)).toEqual([]);
    },
    A_MINUTE,
  );

  it.each([
    'doctor',
    'audit grants web',
    'users --help',
    'migrate lint',
    'import flask --from postgres://x@127.0.0.1:1/y --dry-run',
  ])(
    '`gatehouse %s`, which needs no database, makes no file in the folder',
    async (line) => {
      const cwd = temporaryFolder('foreign');
      const { stderr } = await runGatehouse(line.split(' '), { env: {}, cwd });
      expect(stderr).not.toContain('no configuration');
      expect(readdirSync(cwd)).toEqual([]);
    },
    A_MINUTE,
  );
});

describe('the help of gatehouse', () => {
  it(
    'The help of gatehouse separates the commands for operators from those for developers of services',
    async () => {
      const { stdout } = await runGatehouse(['--help'], { env: {} });
      const [operators = '', developers = ''] = stdout.split('Commands for developers of services');
      for (const name of ['migrate', 'users', 'doctor']) expect(operators).toContain(`  ${name} `);
      for (const name of ['manifest', 'types']) expect(developers).toContain(`  ${name} `);
      const types = await runGatehouse(['types', '--help'], { env: {} });
      expect(types.stdout).toMatch(/For the developer of a service:.*GATEHOUSE_APP_TOKEN/);
      const list = await runGatehouse(['users', 'list', '--help'], { env: {} });
      expect(list.stdout).toContain('For operators');
    },
    A_MINUTE,
  );
});
