import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import bcrypt from 'bcrypt';
import {
  createTestDatabase,
  runGatehouse,
  runGatehouseOnTerminal,
  startSmtpSink,
  startTestApp,
  type SmtpSink,
  type TestApp,
  type TestDatabase,
} from '#libs/testing';
import {
  Accounts,
  mailTo,
  OTHER_PASSWORD,
  PASSWORD,
  signIn,
  tokenIn,
} from '../support/accounts.js';
import { enrolTotp } from '../support/totp.js';
import { withFixture } from '../support/with-fixture.js';

const SECRET_KEY = 'for-tests-only-0123456789abcdefghijklmnop';
const A_MINUTE = 60_000;

describe('gatehouse users', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-users-'));
  let database: TestDatabase;
  let sink: SmtpSink;
  let app: TestApp;
  let accounts: Accounts;

  withFixture(async (opened) => {
    sink = opened.add(await startSmtpSink());
    database = opened.add(await createTestDatabase());
    app = opened.add(await startTestApp({ database, env: { SECRET_KEY, ...sink.env } }));
    accounts = opened.add(new Accounts(database.url));
  }, A_MINUTE);
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const env = () => ({ DATABASE_URL: database.url, SECRET_KEY, ...sink.env });
  const users = (...args: string[]) => runGatehouse(['users', ...args], { env: env() });
  const file = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };

  it(
    'gatehouse users creates an account whose owner chooses the password by a mailed link',
    async () => {
      const email = 'new.person@example.test';
      const made = await users('create', '--email', email, '--first-name', 'New');
      expect([made.code, made.stderr]).toEqual([0, '']);
      expect(made.stdout).toMatch(
        /^Created new\.person@example\.test \([0-9a-f-]{36}\) and queued a mail with a link/,
      );
      const mail = await mailTo(sink, email, /password/i);
      const body = { token: tokenIn(mail), password: PASSWORD };
      expect((await app.post('/api/password/reset', body)).status).toBe(200);
      expect(await signIn(app, { id: '', email, password: PASSWORD })).toBeTruthy();

      const again = await users('create', '--email', email.toUpperCase());
      expect([again.code, again.stdout]).toEqual([1, '']);
      expect(again.stderr).toMatch(/^error: .*has an account already\n$/);
    },
    A_MINUTE,
  );

  it(
    'gatehouse users shows and lists accounts without secrets, as text and as JSON',
    async () => {
      const { id, email } = await accounts.create({ isVerified: false });
      const shown = await users('show', email.toUpperCase());
      expect(shown.stdout).toContain(`state      active unverified\n`);
      const json = JSON.parse((await users('show', id, '--json')).stdout) as object;
      expect(json).toMatchObject({ id, email, is_email_verified: false });
      const listed = await users('list', '--unverified', '--email', email.slice(0, -2));
      expect(listed.stdout).toBe(`${id}  active unverified  ${email}\n`);
      const lines = (await users('list', '--json', '--limit', '2')).stdout.trim().split('\n');
      expect(lines.map((line) => Object.keys(JSON.parse(line) as object).length)).toEqual([9, 9]);
      expect(shown.stdout + lines.join('')).not.toMatch(/\$2|password/);
    },
    A_MINUTE,
  );

  it(
    'gatehouse users verifies, deactivates and resets, and reports when nothing changed',
    async () => {
      const account = await accounts.create({ isVerified: false });
      const { email } = account;
      expect((await users('verify', email)).stdout).toBe(`Verified ${email}\n`);
      const { id } = account;
      const again = JSON.parse((await users('verify', email, '--json')).stdout) as object;
      expect(again).toEqual({ success: true, id, email, changed: false });
      await signIn(app, account);

      expect((await users('reset', email)).code).toBe(0);
      const mail = await mailTo(sink, email, /password/i);
      await signIn(app, account);
      const body = { token: tokenIn(mail), password: OTHER_PASSWORD };
      expect((await app.post('/api/password/reset', body)).status).toBe(200);
      await signIn(app, { ...account, password: OTHER_PASSWORD });

      const gone = await users('deactivate', email);
      expect(gone.stdout).toBe(`Deactivated ${email}; 1 session ended\n`);
      const still = JSON.parse((await users('deactivate', email, '--json')).stdout) as object;
      expect(still).toEqual({ success: true, id, email, changed: false, sessions_ended: 0 });
      expect((await users('reset', email)).code).toBe(1);
      await expect(signIn(app, { ...account, password: OTHER_PASSWORD })).rejects.toThrow();
    },
    2 * A_MINUTE,
  );

  it(
    'gatehouse users keeps the last administrator',
    async () => {
      const admin = await accounts.create();
      await accounts.rows('DELETE FROM user_service_roles');
      await accounts.grant(admin, 'admin');
      const refused = await users('deactivate', admin.email);
      expect([refused.code, refused.stdout]).toEqual([1, '']);
      expect(refused.stderr).toMatch(/^error: .+\n$/);
    },
    A_MINUTE,
  );

  it(
    'gatehouse users imports a file: first a plan, then the import, then nothing left to do; refused lines go to a file',
    async () => {
      const hash = (await bcrypt.hash(PASSWORD, 4)).replace('$2b$', '$2a$');
      const line = (email: string, password_hash: string) =>
        `${JSON.stringify({ email, password_hash, is_email_verified: true })}\n`;
      const path = file('accounts.ndjson', line('in@example.test', hash) + line('bad', 'clear'));
      const rejects = join(folder, 'rejects.csv');

      const dry = await users('import', path, '--dry-run', '--json', '--rejects', rejects);
      expect(JSON.parse(dry.stdout)).toMatchObject({ dry_run: true, created: 1, refused: 1 });
      expect(readFileSync(rejects, 'utf8')).toMatch(/^line,problem\n2,"email must .*bcrypt hash/);
      expect((await users('list', '--email', 'in@example')).stdout).toBe('');

      const done = await users('import', path, '--yes');
      expect(done.code).toBe(1);
      expect(done.stdout).toBe(
        [
          '2 records: 1 to import, 0 already present, 1 refused',
          '  line 2: email must be an e-mail address; password_hash must be a bcrypt hash ($2a$, $2b$ or $2y$) of a cost from 4 to 15',
          '2 records: 1 imported, 0 already present, 1 refused',
          '',
        ].join('\n'),
      );
      await signIn(app, { id: '', email: 'in@example.test', password: PASSWORD });
      expect((await users('import', path, '--yes')).stdout).toMatch(
        /1 already present.*\n.*\nNothing/,
      );
    },
    2 * A_MINUTE,
  );

  it(
    'gatehouse users asks on a terminal and shows its progress there, and imports nothing without a yes',
    async () => {
      const line = (n: number) => `{"email":"many.${n}@example.test"}\n`;
      const path = file('many.ndjson', Array.from({ length: 501 }, (_, n) => line(n)).join(''));
      const asked = (answer: string) =>
        runGatehouseOnTerminal(['users', 'import', path], { env: env(), answer });
      const count = async () =>
        (await accounts.rows(`SELECT 1 FROM users WHERE email LIKE 'many.%'`)).length;

      const refused = await asked('n');
      expect([refused.code, await count()]).toEqual([1, 0]);
      expect(refused.screen).toMatch(
        /\r500 records checked\r.*501 to import[^]*Import 501 accounts\? \[y\/N\] [^]*Nothing was imported/,
      );
      const agreed = await asked('y');
      expect([agreed.code, await count()]).toEqual([0, 501]);
      expect(agreed.screen).toMatch(/\r500 records imported\r.*501 imported/);
      const piped = await users('import', path, '--dry-run');
      expect([piped.code, piped.stderr]).toEqual([0, '']);
      expect(piped.stdout).toMatch(/^501 records: 0 to import, 501 already present, 0 refused\n/);
    },
    2 * A_MINUTE,
  );

  it(
    'gatehouse users never writes rejects over an existing file, least of all over its input',
    async () => {
      const text = '{"email":"kept@example.test"}\n';
      const path = file('precious.ndjson', text);
      const refused = await users('import', path, '--yes', '--rejects', path);
      expect([refused.code, refused.stderr]).toEqual([1, expect.stringMatching(/exists\nhint: /)]);
      expect(readFileSync(path, 'utf8')).toBe(text);
      expect((await users('list', '--email', 'kept@example')).stdout).toBe('');
    },
    A_MINUTE,
  );

  it(
    'gatehouse users exports into a new file that its owner alone can read, and imports it again',
    async () => {
      const path = join(folder, 'all.csv');
      expect((await users('export', '--output', path, '--with-hashes')).code).toBe(0);
      expect(statSync(path).mode & 0o777).toBe(0o600);
      const again = await users('import', path, '--yes');
      expect([again.code, again.stdout]).toEqual([
        0,
        expect.stringMatching(/ 0 to import, .*\nNothing/),
      ]);
      const other = await users('export', '--output', path);
      expect([other.code, other.stderr]).toEqual([1, expect.stringMatching(/exists\nhint: /)]);
      const { stdout } = await users('export');
      expect(stdout.split('\n')[0]).toMatch(/^\{"id":.*"last_login":/);
      expect(stdout).not.toMatch(/\$2|password/);
    },
    2 * A_MINUTE,
  );

  it(
    'gatehouse users orders the removal of second factors, which the owner can object to, or removes them at once',
    async () => {
      const account = await accounts.create();
      const { access_token: token } = await signIn(app, account);
      const none = await users('reset-factors', account.email);
      expect([none.code, none.stderr]).toEqual([
        1,
        expect.stringMatching(/there is nothing to remove/),
      ]);
      await enrolTotp(app, { ...account, token }, Date.now());
      const factors = () =>
        accounts.rows('SELECT id FROM factors WHERE user_id = $1', [account.id]);

      const ordered = await users('reset-factors', account.email, '--json');
      expect(JSON.parse(ordered.stdout)).toMatchObject({ success: true, done: false });
      const mail = await mailTo(sink, account.email, /will be removed/);
      const objected = await app.post('/api/auth/factors/reset/object', { token: tokenIn(mail) });
      expect(objected.status).toBe(200);
      expect(await factors()).toHaveLength(2);

      const now = await users('reset-factors', account.email, '--now');
      expect([now.code, now.stderr]).toEqual([
        0,
        expect.stringMatching(/^Warning: the owner cannot object/),
      ]);
      expect(await factors()).toEqual([]);
      expect((await app.get('/api/auth/me', { token })).status).toBe(401);
      await mailTo(sink, account.email, /second factors .* were removed/);
    },
    2 * A_MINUTE,
  );

  it.each([
    [['import', 'x.csv'], 2, /there is no terminal to ask: add --yes/],
    [['import', 'x.xml', '--yes'], 2, /give --format csv/],
    [['import', 'x.csv', '--yes'], 1, /cannot read x\.csv: there is no such file/],
    [['import'], 2, /missing required argument 'file'/],
    [['import', 'x', '--format', 'xml'], 2, /--format must be csv or ndjson/],
    [['list', '--limit', '0'], 2, /--limit must be a whole number above 0/],
    [['show', 'nobody@example.test'], 1, /there is no user nobody@example\.test\nhint: /],
    [['show'], 2, /missing required argument 'user'/],
    [['create'], 2, /required option '--email/],
    [['create', '--email', 'nobody'], 1, /error: .*e-mail address/],
    [['export', '--with-totp-secrets'], 2, /--with-totp-secrets and --encrypt-to go together/],
    [['export', '--with-totp-secrets', '--encrypt-to', 'x.pem'], 1, /cannot read x\.pem/],
    [['burn'], 2, /unknown command 'burn'/],
  ])(
    'gatehouse users answers %j with %i and a clear line',
    async (args, code, complaint) => {
      const result = await users(...args);
      expect([result.code, result.stdout]).toEqual([code, '']);
      expect(result.stderr).toMatch(complaint);
      expect(result.stderr).not.toMatch(/at .*\.js:\d/);
    },
    A_MINUTE,
  );

  it(
    'gatehouse users unlocks an account that waits after wrong passwords, and the audit trail has it',
    async () => {
      const limited = await startTestApp({
        database,
        env: {
          SECRET_KEY,
          ...sink.env,
          RATE_LIMIT_ENABLED: 'true',
          PASSWORD_BACKOFF_FREE_TRIES: '2',
        },
      });
      try {
        const { id, email } = await accounts.create();
        const login = (password: string) =>
          limited.post('/api/auth/login', { email, password }).then(({ status }) => status);
        for (let tries = 0; tries < 3; tries += 1) await login('not the password of anybody');
        expect(await login(PASSWORD)).toBe(429);
        const { code, stdout } = await users('unlock', email, '--json');
        expect([code, JSON.parse(stdout)]).toEqual([0, { success: true, id, email }]);
        expect(await login(PASSWORD)).toBe(200);
        const found = await accounts.rows(
          "SELECT actor_kind FROM audit_events WHERE type = 'user.unlocked' AND target_id = $1",
          [id],
        );
        expect(found).toEqual([{ actor_kind: 'operator' }]);
        expect((await users('unlock', 'nobody@example.test')).code).toBe(1);
      } finally {
        await limited.close();
      }
    },
    3 * A_MINUTE,
  );
});
