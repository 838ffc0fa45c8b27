import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createTestDatabase,
  eventually,
  startTestApp,
  type TestApp,
  type TestDatabase,
} from '#libs/testing';
import { Accounts, me, signIn, type Account } from '../support/accounts.js';
import { withFixture } from '../support/with-fixture.js';

const ROOT = join(import.meta.dirname, '../..');
const SECRET_KEY = 'for-tests-only-0123456789abcdefghijklmnop';

interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface Listed {
  readonly kid: string;
  readonly state: string;
}

describe('gatehouse keys', () => {
  /** Without a `.env` file. */
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-keys-'));
  let database: TestDatabase;
  let app: TestApp;
  let accounts: Accounts;
  let account: Account;

  withFixture(async (opened) => {
    if (!existsSync(join(ROOT, 'dist/apps/cli/src/main.js'))) {
      throw new Error('The command line is not built: npm run build');
    }
    database = opened.add(await createTestDatabase());
    app = opened.add(await startTestApp({ database, env: { SECRET_KEY } }));
    accounts = opened.add(new Accounts(database.url));
    account = await accounts.create();
  }, 60_000);
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const gatehouse = (args: readonly string[], secretKey = SECRET_KEY): Promise<Result> =>
    new Promise((resolve) => {
      const env = { PATH: process.env['PATH'], DATABASE_URL: database.url, SECRET_KEY: secretKey };
      const program = [join(ROOT, 'bin/gatehouse.js'), ...args];
      execFile(process.execPath, program, { cwd: folder, env }, (error, stdout, stderr) => {
        resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
      });
    });
  const list = async (): Promise<Listed[]> => {
    const { code, stdout, stderr } = await gatehouse(['keys', 'list', '--json']);
    expect([code, stderr]).toEqual([0, '']);
    return JSON.parse(stdout) as Listed[];
  };
  const published = async () =>
    (await app.get<{ keys: { kid: string }[] }>('/.well-known/jwks.json')).body.keys.map(
      ({ kid }) => kid,
    );

  it('gatehouse keys shows each key and its state, and no secret', async () => {
    const [[only], { stdout }] = await Promise.all([list(), gatehouse(['keys', 'list'])]);
    expect(only).toMatchObject({ kid: (await published())[0], state: 'active' });
    expect(stdout).toMatch(/^[0-9a-f-]{36} {2}active {4}made \d{4}-\d\d-\d\dT\d\d:\d\dZ\n$/);
  }, 60_000);

  it('gatehouse keys rotates with overlap, once however often it is called', async () => {
    const { access_token } = await signIn(app, account);
    const first = await gatehouse(['keys', 'rotate']);
    expect([first.code, first.stderr]).toEqual([0, '']);
    expect(first.stdout).toMatch(/^Key [0-9a-f-]{36} is published and signs from /);
    const again = JSON.parse((await gatehouse(['keys', 'rotate', '--json'])).stdout) as object;
    expect(again).toMatchObject({ success: true, created: false, revoked: [] });
    expect(again).toMatchObject({ key: { kid: (await list())[0]?.kid, state: 'pending' } });
    await eventually(async () => (await published()).length === 2);
    expect((await me(app, access_token)).status).toBe(200);
  }, 60_000);

  it('gatehouse keys replaces a leaked key, which a running server then refuses', async () => {
    const { access_token } = await signIn(app, account);
    const { code, stdout } = await gatehouse(['keys', 'rotate', '--now']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/signs from now on; the 2 old ones are no longer accepted/);
    await eventually(async () => (await me(app, access_token)).status === 401);
    const renewed = await signIn(app, account);
    expect((await me(app, renewed.access_token)).status).toBe(200);
    expect((await list()).map(({ state }) => state)).toEqual(['active', 'revoked', 'revoked']);
  }, 60_000);

  it('gatehouse keys replaces keys that a lost SECRET_KEY cannot open', async () => {
    const other = 'another-secret-0123456789abcdefghijklmnop';
    const { code, stdout } = await gatehouse(['keys', 'rotate', '--now'], other);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/signs from now on/)]);
  }, 60_000);

  it('Each change by gatehouse keys is recorded', async () => {
    const events = await accounts.rows<{ type: string; actor_kind: string }>(
      `SELECT type, actor_kind FROM audit_events WHERE type LIKE 'signing_keys.%' ORDER BY id`,
    );
    expect(events).toEqual([
      { type: 'signing_keys.rotated', actor_kind: 'operator' },
      { type: 'signing_keys.replaced', actor_kind: 'operator' },
      { type: 'signing_keys.replaced', actor_kind: 'operator' },
    ]);
  });

  it('gatehouse keys shows its usage for an unknown word', async () => {
    const wrong = [['burn'], ['rotate', '--later']].map((args) => gatehouse(['keys', ...args]));
    expect((await Promise.all(wrong)).map(({ code }) => code)).toEqual([2, 2]);
  }, 60_000);
});
