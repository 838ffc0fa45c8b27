import { randomToken } from '#libs/kernel';
import { FakeClock, type SmtpSink, type TestApp } from '#libs/testing';
import {
  type Accounts,
  anEmail,
  comparable,
  mailTo,
  me,
  OTHER_PASSWORD,
  PASSWORD,
  refresh,
  UNLIMITED,
  signIn,
  tokenIn,
  type Account,
  type Problem,
} from '../support/accounts.js';
import { withFixture } from '../support/with-fixture.js';

const RESET = /Choose a new password/;
const CHANGED = /was changed/;

describe('passwords', () => {
  const clock = new FakeClock('2026-01-01T00:00:00.000Z');
  let app: TestApp;
  let sink: SmtpSink;
  let accounts: Accounts;
  let account: Account;

  withFixture(async (opened) => {
    ({ app, accounts, sink } = await opened.appWithMail({ clock, env: UNLIMITED }));
  }, 60_000);
  beforeEach(async () => {
    account = await accounts.create();
  });

  const hashOf = async ({ id }: Account) =>
    (await accounts.row<{ password: string }>('SELECT password FROM users WHERE id = $1', [id]))
      ?.password;
  const canSignIn = async (email: string, password: string) =>
    (await app.post('/api/auth/login', { email, password })).status === 200;
  const forgot = (email: unknown) => app.post<Problem>('/api/password/forgot', { email });
  const reset = (body: unknown) => app.post<Problem>('/api/password/reset', body);
  const resetToken = async (email: string, nth = 1) => {
    await forgot(email);
    return tokenIn(await mailTo(sink, email, RESET, nth));
  };
  const change = (token: string, body: unknown) =>
    app.post<Problem>('/api/auth/change-password', body, { token });

  describe('changed by the signed-in user', () => {
    it('A changed password ends every other session, keeps this one, and the owner is told', async () => {
      const [other, current] = [await signIn(app, account), await signIn(app, account)];
      const link = await resetToken(account.email);
      const body = { current_password: PASSWORD, new_password: OTHER_PASSWORD };
      const answer = await change(current.access_token, body);
      expect(answer).toMatchObject({ status: 200, body: { success: true } });
      expect((await me(app, current.access_token)).status).toBe(200);
      expect((await me(app, other.access_token)).status).toBe(401);
      expect((await refresh(app, other.refresh_token)).status).toBe(401);
      expect((await refresh(app, current.refresh_token)).status).toBe(200);
      expect(await canSignIn(account.email, PASSWORD)).toBe(false);
      expect(await canSignIn(account.email, OTHER_PASSWORD)).toBe(true);
      await mailTo(sink, account.email, CHANGED);
      expect((await reset({ token: link, password: PASSWORD })).status).toBe(400);
    });

    it('A password is not changed when the current one is wrong', async () => {
      const { access_token: token } = await signIn(app, account);
      const before = await hashOf(account);
      const answer = await change(token, {
        current_password: 'not the current one',
        new_password: OTHER_PASSWORD,
      });
      expect(answer).toMatchObject({ status: 400, body: { code: 'WRONG_CURRENT_PASSWORD' } });
      expect(await hashOf(account)).toBe(before);
    });

    it.each([
      ['nothing', {}],
      ['no current one', { new_password: OTHER_PASSWORD }],
      ['no new one', { current_password: PASSWORD }],
      ['lists', { current_password: [PASSWORD], new_password: [OTHER_PASSWORD] }],
      ['null', { current_password: null, new_password: null }],
      ['an object', { current_password: { $ne: '' }, new_password: OTHER_PASSWORD }],
      ['60 KB', { current_password: 'x'.repeat(60_000), new_password: OTHER_PASSWORD }],
      ['NUL', { current_password: PASSWORD, new_password: 'with a \0 in its middle' }],
    ])('A change of the password with %s is refused', async (_what, body) => {
      const { access_token: token } = await signIn(app, account);
      const before = await hashOf(account);
      expect(await change(token, body)).toMatchObject({ status: 400, body: { success: false } });
      expect(await hashOf(account)).toBe(before);
    });

    it('A change of the password needs a credential', async () => {
      const body = { current_password: PASSWORD, new_password: OTHER_PASSWORD };
      expect((await app.post('/api/auth/change-password', body)).status).toBe(401);
    });
  });

  describe('on registration, change and reset', () => {
    const everywhere = async (password: string, email = anEmail()) => {
      const { access_token: token } = await signIn(app, account);
      const registered = await app.post<Problem>('/api/auth/register', { email, password });
      const resetLink = await resetToken(account.email);
      const body = { current_password: PASSWORD, new_password: password };
      const changed = await change(token, body);
      const wasReset = await reset({ token: resetLink, password });
      return [registered, changed, wasReset];
    };

    it.each([
      ['seven characters', 'velvet!'],
      ['129 characters', 'v'.repeat(64) + 'w'.repeat(65)],
      ['what everybody takes', 'password1'],
      ['what everybody takes in other case', 'PASSWORD1'],
    ])('A password is refused with %s', async (_what, password) => {
      for (const answer of await everywhere(password)) {
        expect(answer).toMatchObject({ status: 400, body: { code: 'PASSWORD_UNACCEPTABLE' } });
      }
    });

    it('A password is refused when it contains the address', async () => {
      const email = anEmail('cornelius');
      const answer = await app.post<Problem>('/api/auth/register', {
        email,
        password: `${email.split('@')[0]} rocks`,
      });
      expect(answer).toMatchObject({ status: 400, body: { code: 'PASSWORD_UNACCEPTABLE' } });
    });

    it.each([
      ['spaces and small letters', 'the quiet heron by the weir'],
      ['eight characters', 'qzv7wkx#'],
      ['other scripts', 'четыре синих коня'],
      ['pictures', '🦢🌊🏮🧭🪐🌵🧵🪁'],
      ['128 characters', 'aé🦢z'.repeat(32)],
      ['more than 72 bytes', 'x7-'.repeat(30)],
    ])('A password is accepted with %s, to the last character', async (_what, password) => {
      const email = anEmail();
      const answer = await app.post('/api/auth/register', { email, password });
      expect(answer.status).toBe(201);
      await accounts.rows('UPDATE users SET is_email_verified = true WHERE email = $1', [email]);
      expect(await canSignIn(email, password.normalize('NFD'))).toBe(true);
      expect(await canSignIn(email, [...password].slice(0, -1).join(''))).toBe(false);
    });
  });

  describe('forgotten', () => {
    it('A reset by the mailed link ends every session and signs no user in', async () => {
      const session = await signIn(app, account);
      const token = await resetToken(account.email);
      expect(await canSignIn(account.email, PASSWORD)).toBe(true);
      const answer = await reset({ token, password: OTHER_PASSWORD });
      expect(answer).toMatchObject({ status: 200, body: { success: true } });
      expect(Object.keys(answer.body).sort()).toEqual(['factors', 'message', 'removed', 'success']);
      expect((await me(app, session.access_token)).status).toBe(401);
      expect((await refresh(app, session.refresh_token)).status).toBe(401);
      expect(await canSignIn(account.email, PASSWORD)).toBe(false);
      expect(await canSignIn(account.email, OTHER_PASSWORD)).toBe(true);
      await mailTo(sink, account.email, CHANGED);
    });

    it('A reset link sets a password once', async () => {
      const token = await resetToken(account.email);
      expect((await reset({ token, password: OTHER_PASSWORD })).status).toBe(200);
      expect(await reset({ token, password: 'yet another password' })).toMatchObject({
        status: 400,
        body: { code: 'INVALID_RESET_TOKEN', message: 'Invalid or expired reset token' },
      });
      expect(await canSignIn(account.email, OTHER_PASSWORD)).toBe(true);
    });

    it('Only the newest reset link sets a password', async () => {
      const first = await resetToken(account.email);
      const second = await resetToken(account.email, 2);
      expect((await reset({ token: first, password: OTHER_PASSWORD })).status).toBe(400);
      expect((await reset({ token: second, password: OTHER_PASSWORD })).status).toBe(200);
    });

    it('A reset link is valid for an hour', async () => {
      const token = await resetToken(account.email);
      clock.advanceSeconds(3600);
      expect((await reset({ token, password: OTHER_PASSWORD })).status).toBe(400);
      expect(await canSignIn(account.email, PASSWORD)).toBe(true);
    });

    it('A reset link stays valid when the new password is refused', async () => {
      const token = await resetToken(account.email);
      expect((await reset({ token, password: 'password1' })).status).toBe(400);
      expect((await reset({ token, password: OTHER_PASSWORD })).status).toBe(200);
    });

    it('A reset verifies the address, because the mailed link proves access to it', async () => {
      const waiting = await accounts.create({ isVerified: false });
      const token = await resetToken(waiting.email);
      expect((await reset({ token, password: OTHER_PASSWORD })).status).toBe(200);
      expect(await canSignIn(waiting.email, OTHER_PASSWORD)).toBe(true);
    });

    it('A reset gives a first password to an account of a provider', async () => {
      const byProvider = await accounts.create({ password: null });
      const token = await resetToken(byProvider.email);
      expect((await reset({ token, password: OTHER_PASSWORD })).status).toBe(200);
      expect(await canSignIn(byProvider.email, OTHER_PASSWORD)).toBe(true);
    });

    it('A reset is refused for a disabled account', async () => {
      const token = await resetToken(account.email);
      await accounts.rows('UPDATE users SET is_active = false WHERE id = $1', [account.id]);
      expect((await reset({ token, password: OTHER_PASSWORD })).status).toBe(400);
      await forgot(account.email);
      await accounts.rows('UPDATE users SET is_active = true WHERE id = $1', [account.id]);
      expect(await canSignIn(account.email, PASSWORD)).toBe(true);
    });

    it('A reset concerns the owner of the token, whichever account the body names', async () => {
      const attacker = await accounts.create();
      const token = await resetToken(attacker.email);
      const before = await hashOf(account);
      const body = {
        token,
        password: OTHER_PASSWORD,
        email: account.email,
        user_id: account.id,
        userId: account.id,
      };
      expect((await reset(body)).status).toBe(200);
      expect(await hashOf(account)).toBe(before);
      expect(await canSignIn(attacker.email, OTHER_PASSWORD)).toBe(true);
    });

    it('A reset request answers alike for every address, and changes nothing yet', async () => {
      const unverified = await accounts.create({ isVerified: false });
      const byProvider = await accounts.create({ password: null });
      const disabled = await accounts.create({ isActive: false });
      const unknown = comparable(await forgot(anEmail('nobody')));
      expect(unknown).toMatchObject({
        status: 200,
        body: {
          success: true,
          message: 'If your email is registered, you will receive a password reset link',
        },
      });
      const before = await hashOf(account);
      for (const { email } of [account, unverified, byProvider, disabled]) {
        expect(comparable(await forgot(email))).toEqual(unknown);
      }
      for (const { email } of [account, unverified, byProvider]) await mailTo(sink, email, RESET);
      expect(await hashOf(account)).toBe(before);
      expect(sink.to(disabled.email)).toEqual([]);
    });

    it.each([[undefined], [null], [''], ['not an address'], [['a@example.test']], [7], [{}]])(
      'A reset request with %j is refused',
      async (email) => {
        expect(await forgot(email)).toMatchObject({ status: 400, body: { success: false } });
      },
    );

    it.each([
      ['nothing', {}],
      ['no token', { password: OTHER_PASSWORD }],
      ['no password', { token: randomToken() }],
      ['an empty token', { token: '', password: OTHER_PASSWORD }],
      ['a made-up token', { token: randomToken(), password: OTHER_PASSWORD }],
      ['a list', { token: [randomToken()], password: OTHER_PASSWORD }],
      ['an id in its place', { flow: 'x', user_id: 'x', password: OTHER_PASSWORD }],
      ['a long token', { token: 'x'.repeat(50_000), password: OTHER_PASSWORD }],
      ['NUL', { token: 'a\0b', password: OTHER_PASSWORD }],
      ['a password of 60 KB', { token: randomToken(), password: 'x'.repeat(60_000) }],
    ])('A reset with %s is refused', async (_what, body) => {
      expect(await reset(body)).toMatchObject({ status: 400, body: { success: false } });
    });

    it('A reset is not done by a GET or an empty POST', async () => {
      expect((await app.get('/api/password/reset')).status).toBe(405);
      expect((await app.get('/api/password/forgot')).status).toBe(405);
      expect((await app.post('/api/password/reset')).status).toBe(400);
      expect((await app.post('/api/password/forgot')).status).toBe(400);
    });

    it('Passwords and reset links are never stored in clear', async () => {
      const token = await resetToken(account.email);
      const everything = await Promise.all(
        ['one_time_tokens', 'mail_outbox', 'audit_events', 'users', 'change_log'].map((table) =>
          accounts.rows(`SELECT t::text FROM ${table} t`),
        ),
      );
      const stored = JSON.stringify(everything);
      expect(stored).not.toContain(token);
      expect(stored).not.toContain(Buffer.from(token, 'base64url').toString('hex'));
      expect(stored).not.toContain(PASSWORD);
    });
  });
});
