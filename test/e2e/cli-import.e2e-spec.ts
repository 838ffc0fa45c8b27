import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import bcrypt from 'bcrypt';
import {
  eventually,
  openDatabase,
  OriginalDatabase,
  runGatehouse,
  runGatehouseOnTerminal,
  startTestApp,
  type TestApp,
} from '#libs/testing';
import { PASSWORD, signIn } from '../support/accounts.js';
import { withFixture } from '../support/with-fixture.js';

const SECRET_KEY = 'for-tests-only-0123456789abcdefghijklmnop';
const TOKEN = '5a'.repeat(32);
const PUBLIC_ID = '0f8fad5b-d9cb-469f-a165-70867728950e';
const A_MINUTE = 60_000;

describe('gatehouse import flask', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-import-'));
  let original: OriginalDatabase;
  let app: TestApp;
  let userId: number;

  withFixture(async (opened) => {
    original = opened.add(await OriginalDatabase.create());
    app = opened.add(await startTestApp({ env: { SECRET_KEY } }));
    const password = await bcrypt.hash(PASSWORD, 4);
    const email = 'anna@example.org';
    userId = await original.insert('users', {
      public_id: PUBLIC_ID,
      email,
      password,
      is_email_verified: true,
    });
    const service_id = await original.insert('services', { public_id: 's', name: 'Shop' });
    await original.insert('app_tokens', { service_id, name: 'till', token: TOKEN });
  }, A_MINUTE);
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const importFlask = (...args: string[]) =>
    runGatehouse(['import', 'flask', ...args], {
      env: { DATABASE_URL: app.databaseUrl, SECRET_KEY },
    });

  it(
    'gatehouse import flask first reports its plan, then imports: old passwords and old tokens are valid here',
    async () => {
      const dry = await importFlask('--from', original.url, '--dry-run');
      expect([dry.code, dry.stderr]).toEqual([0, '']);
      expect(dry.stdout).toMatch(/users +1 found, 1 to create, 0 joined, 0 left out/);
      expect((await app.get('/api/tokens/validate', { token: TOKEN })).status).toBe(401);

      const path = join(folder, 'report.json');
      const done = await importFlask('--from', original.url, '--yes', '--report', path);
      expect([done.code, done.stderr]).toEqual([0, '']);
      expect(done.stdout).toMatch(/users +1 found, 1 created, 0 joined, 0 left out/);
      const { user } = await signIn(app, { id: '', email: 'anna@example.org', password: PASSWORD });
      const { map } = JSON.parse(readFileSync(path, 'utf8')) as { map: { user: object } };
      expect(map.user).toEqual({ [String(userId)]: PUBLIC_ID });
      expect(user['id']).toBe(PUBLIC_ID);
      expect(statSync(path).mode & 0o777).toBe(0o600);
      // A server remembers for a second that it does not know a token, and an import may take less.
      await eventually(async () =>
        expect((await app.get('/api/tokens/validate', { token: TOKEN })).status).toBe(200),
      );
      expect(dry.stdout + done.stdout + readFileSync(path, 'utf8')).not.toMatch(
        /\$2|5a5a5a|example\.org/,
      );
    },
    3 * A_MINUTE,
  );

  it(
    'gatehouse import flask asks on a terminal, and imports nothing without a yes',
    async () => {
      const { url, database, close } = await openDatabase();
      const count = () => database.pool.query('SELECT count(*)::int AS n FROM users');
      try {
        const asked = (answer: string) =>
          runGatehouseOnTerminal(['import', 'flask', '--from', original.url], {
            env: { DATABASE_URL: url, SECRET_KEY },
            answer,
          });
        const refused = await asked('');
        expect([refused.code, await count()]).toEqual([1, [{ n: 0 }]]);
        expect(refused.screen).toMatch(
          /users +1 found, 1 to create[^]*Import all of this\? \[y\/N\] [^]*Nothing was imported/,
        );
        const agreed = await asked('yes');
        expect([agreed.code, await count()]).toEqual([0, [{ n: 1 }]]);
        expect(agreed.screen).toMatch(/users +1 found, 1 created/);
      } finally {
        await close();
      }
    },
    2 * A_MINUTE,
  );

  it(
    'gatehouse import flask leaves no report of a failed import, and writes its report to a new file only',
    async () => {
      const path = join(folder, 'failed.json');
      const args = ['--from', original.url, '--yes', '--report', path];
      const failed = await runGatehouse(['import', 'flask', ...args], {
        env: { DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/x', SECRET_KEY },
      });
      expect([failed.code, existsSync(path)]).toEqual([1, false]);
      writeFileSync(path, 'precious');
      const refused = await importFlask(...args);
      expect([refused.code, refused.stderr]).toEqual([1, expect.stringMatching(/exists\nhint: /)]);
      expect(readFileSync(path, 'utf8')).toBe('precious');
    },
    A_MINUTE,
  );

  it.each([
    [[], 2, /required option '--from/],
    [['--from', 'postgresql://x/y'], 2, /there is no terminal to ask/],
    [['--from', 'nonsense', '--yes'], 1, /error: --from cannot be read: .*\nhint: /],
    [['--from', 'postgresql://u:hidden@127.0.0.1:1/x', '--dry-run'], 1, /cannot be opened/],
    [['--from', 'x', '--microsoft-tenant', 'x'], 2, /must be a GUID/],
  ])(
    'gatehouse import flask answers %j with %i and a clear line',
    async (args, code, complaint) => {
      const result = await importFlask(...args);
      expect([result.code, result.stdout]).toEqual([code, '']);
      expect(result.stderr).toMatch(complaint);
      expect(result.stderr).not.toMatch(/hidden|at .*\.js:\d/);
    },
    A_MINUTE,
  );
});
