import { type TestApp } from '#libs/testing';
import {
  type Accounts,
  anEmail,
  comparable,
  me,
  PASSWORD,
  UNLIMITED,
  signIn,
  type Problem,
} from '../support/accounts.js';
import { withFixture } from '../support/with-fixture.js';

describe('signing in and out', () => {
  let app: TestApp;
  let accounts: Accounts;

  withFixture(async (opened) => {
    ({ app, accounts } = await opened.app({ env: UNLIMITED }));
  }, 60_000);

  const login = (body: unknown) => app.post<Problem>('/api/auth/login', body);

  it('A sign-in answers tokens and the user', async () => {
    const account = await accounts.create();
    const answer = await login(account);
    expect(answer.status).toBe(200);
    expect(answer.headers['cache-control']).toContain('no-store');
    expect(answer.body).toEqual({
      success: true,
      access_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      refresh_token: expect.stringMatching(/^[\w-]{22}\.0\.[\w-]{43}$/),
      token_type: 'Bearer',
      expires_in: 3600,
      user: {
        id: account.id,
        email: account.email,
        first_name: null,
        last_name: null,
        is_active: true,
        is_email_verified: true,
        created_at: expect.stringMatching(/Z$/),
        last_login: expect.stringMatching(/Z$/),
        locale: null,
      },
    });
  });

  it('A sign-in accepts an address in any case and spelling', async () => {
    const account = await accounts.create({ email: anEmail('Åsa').normalize('NFC') });
    for (const email of [account.email.toUpperCase(), ` ${account.email} `]) {
      expect((await login({ email, password: PASSWORD })).status).toBe(200);
    }
  });

  it('A sign-in with a wrong password gets the same answer for every account', async () => {
    const password = 'certainly not the right one';
    const known = await accounts.create();
    const unverified = await accounts.create({ isVerified: false });
    const disabled = await accounts.create({ isActive: false });
    const byProvider = await accounts.create({ password: null });
    const emails = [known, unverified, disabled, byProvider].map(({ email }) => email);
    const unknown = comparable(await login({ email: anEmail('nobody'), password }));
    expect(unknown).toMatchObject({
      status: 401,
      headers: { 'www-authenticate': expect.any(String) },
      body: { code: 'INVALID_CREDENTIALS', message: 'Invalid email or password' },
    });
    for (const email of [...emails, 'admin', "' OR 1=1 --"]) {
      expect(comparable(await login({ email, password }))).toEqual(unknown);
    }
  });

  it('A sign-in reports a disabled account only to a client with its password', async () => {
    const disabled = await accounts.create({ isActive: false });
    expect(await login(disabled)).toMatchObject({
      status: 403,
      body: { code: 'ACCOUNT_DISABLED' },
    });
  });

  it.each([
    ['no field', {}],
    ['no password', { email: 'anna@example.test' }],
    ['no address', { password: PASSWORD }],
    ['empty texts', { email: '', password: '' }],
    ['null', { email: null, password: null }],
  ])('A sign-in with %s is refused as incomplete', async (_what, body) => {
    expect(await login(body)).toMatchObject({
      status: 400,
      body: { success: false, message: 'Email and password are required' },
    });
  });

  it.each([
    ['an operator', { email: { $ne: '' }, password: { $ne: '' } }],
    ['lists', { email: ['a', 'b'], password: ['a'] }],
    ['a boolean', { email: 'anna@example.test', password: true }],
    ['numbers', { email: 1, password: 2 }],
    ['NUL', { email: 'anna@example.test', password: 'a\0b' }],
    ['half a surrogate pair', { email: 'anna@example.test', password: '\ud800' }],
    ['60 KB', { email: 'anna@example.test', password: 'x'.repeat(60_000) }],
    ['an address of 60 KB', { email: `${'x'.repeat(60_000)}@example.test`, password: PASSWORD }],
  ])('A sign-in with %s is refused as invalid, and writes nothing', async (_what, body) => {
    const count = 'SELECT count(*)::int AS n FROM audit_events';
    const before = await accounts.row(count);
    const answer = await login(body);
    expect(answer).toMatchObject({ status: 400, body: { success: false } });
    expect(await accounts.row(count)).toEqual(before);
  });

  it.each([
    ['admin', 'admin'],
    ['root', 'root'],
    ['admin@example.com', 'password'],
    ['admin@gatehouse.localhost', 'admin'],
  ])('A sign-in to an account %s with the password %s is refused', async (email, password) => {
    expect((await login({ email, password })).status).toBe(401);
  });

  it('A sign-in rehashes a password of an older format', async () => {
    const account = await accounts.create();
    const hashOf = async () =>
      (await accounts.row<{ password: string }>('SELECT password FROM users WHERE id = $1', [
        account.id,
      ]))!.password;
    const imported = await hashOf();
    await signIn(app, account);
    const renewed = await hashOf();
    expect(renewed).not.toBe(imported);
    await signIn(app, account);
    expect(await hashOf()).toBe(renewed);
    expect((await login({ ...account, password: `${PASSWORD}.` })).status).toBe(401);
  });

  it('A sign-in makes a new session each time, whatever the client sends along', async () => {
    const account = await accounts.create();
    const first = await signIn(app, account);
    const second = await app.post<typeof first>('/api/auth/login', account, {
      token: first.access_token,
      headers: { cookie: `session=${first.refresh_token}; sid=1` },
    });
    expect(second.status).toBe(200);
    expect(second.body.refresh_token.split('.')[0]).not.toBe(first.refresh_token.split('.')[0]);
    expect((await me(app, first.access_token)).status).toBe(200);
  });

  it('A signed-in user can read their own account', async () => {
    const account = await accounts.create();
    const { access_token: token, user } = await signIn(app, account);
    const answer = await me(app, token);
    expect(answer).toMatchObject({ status: 200, body: { success: true, user } });
    expect(JSON.stringify(answer.body)).not.toMatch(/password|hash/i);
  });

  it('A sign-out ends both tokens at once', async () => {
    const account = await accounts.create();
    const tokens = await signIn(app, account);
    const stays = await signIn(app, account);
    const out = await app.post('/api/auth/logout', undefined, { token: tokens.access_token });
    expect(out).toMatchObject({ status: 200, body: { success: true } });
    const after = await me(app, tokens.access_token);
    expect(after).toMatchObject({ status: 401, body: { code: 'SESSION_ENDED' } });
    expect(after.headers['www-authenticate']).toMatch(/^Bearer/);
    const refreshed = await app.post('/api/auth/refresh', { refresh_token: tokens.refresh_token });
    expect(refreshed.status).toBe(401);
    const again = await app.post('/api/auth/logout', undefined, { token: tokens.access_token });
    expect(again.status).toBe(401);
    expect((await me(app, stays.access_token)).status).toBe(200);
  });

  it('A sign-in is counted by method and outcome', async () => {
    const count = async (outcome: string) => {
      const { text } = await app.get('/metrics');
      const line = new RegExp(
        `gatehouse_sign_ins_total\\{method="password",outcome="${outcome}"\\} (\\d+)`,
      );
      return Number(line.exec(text)?.[1] ?? 0);
    };
    const account = await accounts.create();
    const before = [await count('success'), await count('invalid_credentials')];
    await signIn(app, account);
    await login({ ...account, password: 'wrong, quite wrong' });
    const after = [await count('success'), await count('invalid_credentials')];
    expect(after).toEqual(before.map((number) => number + 1));
  });

  it('Each sign-in, successful or not, leaves a row in the audit trail', async () => {
    const account = await accounts.create();
    await login({ ...account, password: 'wrong, quite wrong' });
    await signIn(app, account);
    const events = await accounts.rows<Record<string, unknown>>(
      `SELECT type, outcome, code, ip, request_id FROM audit_events
        WHERE target_id = $1 OR actor_id::text = $1 ORDER BY created_at`,
      [account.id],
    );
    expect(events).toMatchObject([
      { type: 'login.failed', outcome: 'refused', code: 'INVALID_CREDENTIALS', ip: '127.0.0.1' },
      { type: 'login.succeeded', outcome: 'success', code: null },
    ]);
    const trail = await accounts.rows('SELECT * FROM audit_events');
    expect(JSON.stringify(trail)).not.toContain('wrong, quite wrong');
    expect(JSON.stringify(trail)).not.toContain(account.email);
  });
});
