import { createTestDatabase, startTestApp, type TestApp, type TestDatabase } from '#libs/testing';
import { Accounts, anEmail, me, PASSWORD, signIn, UNLIMITED } from '../support/accounts.js';
import { gatehouse } from '../support/gatehouse.js';
import { withFixture } from '../support/with-fixture.js';

const SECRET_KEY = 'for-tests-only-0123456789abcdefghijklmnop';
const MINUTE = 60_000;

describe('the commands for accounts', () => {
  let database: TestDatabase;
  let app: TestApp;
  let accounts: Accounts;

  withFixture(async (opened) => {
    database = opened.add(await createTestDatabase());
    app = opened.add(await startTestApp({ database, env: { ...UNLIMITED, SECRET_KEY } }));
    accounts = opened.add(new Accounts(database.url));
  }, MINUTE);

  const run = (args: readonly string[], input = '') =>
    gatehouse(args, { DATABASE_URL: database.url, SECRET_KEY }, input);
  const administers = async (token: string) =>
    (await app.get('/api/auth/sessions/stats', { token })).status === 200;

  it(
    'The command that makes an administrator shows the random password once',
    async () => {
      const email = anEmail('chief');
      const { code, stdout, stderr } = await run(['admin', 'create', '--email', email]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      const password = /password: (\S{20,})$/m.exec(stdout)?.[1] ?? '';
      const { access_token: token, user } = await signIn(app, { id: '', email, password });
      expect(user).toMatchObject({ is_email_verified: true });
      expect(await administers(token)).toBe(true);
    },
    MINUTE,
  );

  it(
    'The command that makes an administrator reads the password from standard input, and does not print it',
    async () => {
      const email = anEmail('chief');
      const args = ['admin', 'create', '--email', email, '--password-stdin', '--json'];
      const { code, stdout, stderr } = await run(args, `${PASSWORD}\n`);
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toEqual({ success: true, id: expect.any(String), email });
      expect(stdout + stderr).not.toContain(PASSWORD);
      const { access_token: token } = await signIn(app, { id: '', email, password: PASSWORD });
      expect(await administers(token)).toBe(true);
    },
    MINUTE,
  );

  it(
    'The commands for accounts report an error in one line',
    async () => {
      const { email } = await accounts.create();
      const runs: [string[], string][] = [
        [['admin', 'create', '--email', email], ''],
        [['admin', 'create', '--email', 'nobody'], ''],
        [['admin', 'create', '--email', anEmail(), '--password-stdin'], 'password1\n'],
        [['admin', 'create', '--email', anEmail(), '--password-stdin'], ''],
        [['sessions', 'end', '--user', anEmail('nobody')], ''],
      ];
      for (const [args, input] of runs) {
        const { code, stdout, stderr } = await run(args, input);
        expect([args, code, stdout]).toEqual([args, 1, '']);
        expect(stderr).toMatch(/^error: .+\n(hint: .+\n)?$/);
        expect(stderr).not.toMatch(/password1|\bat .+\.js/);
      }
      const usage = await run(['admin', 'create']);
      expect(usage.code).toBe(2);
      expect(usage.stderr).toMatch(/--email/);
    },
    2 * MINUTE,
  );

  it(
    'The command that ends the sessions of a user has their next request refused',
    async () => {
      for (const [named, words] of [['id', ['--json']] as const, ['email', []] as const]) {
        const account = await accounts.create();
        const [first, second] = [await signIn(app, account), await signIn(app, account)];
        expect((await me(app, first.access_token)).status).toBe(200);
        const { code, stdout } = await run(['sessions', 'end', '--user', account[named], ...words]);
        expect(code).toBe(0);
        if (named === 'email') expect(stdout).toBe(`Ended 2 sessions of ${account.email}\n`);
        else
          expect(JSON.parse(stdout)).toEqual({
            success: true,
            user_id: account.id,
            sessions_ended: 2,
          });
        for (const { access_token: token } of [first, second]) {
          expect((await me(app, token)).status).toBe(401);
        }
        await signIn(app, account);
      }
    },
    MINUTE,
  );
});
