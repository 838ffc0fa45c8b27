import { FakeClock, type TestApp } from '#libs/testing';
import {
  type Accounts,
  me,
  PASSWORD,
  refresh,
  UNLIMITED,
  signIn,
  type Account,
  type Problem,
} from '../support/accounts.js';
import { withFixture } from '../support/with-fixture.js';

describe('the account of the signed-in user', () => {
  const clock = new FakeClock('2026-01-01T00:00:00.000Z');
  let app: TestApp;
  let accounts: Accounts;
  let account: Account;
  let token: string;

  withFixture(async (opened) => {
    ({ app, accounts } = await opened.app({ clock, env: UNLIMITED }));
  }, 60_000);
  beforeEach(async () => {
    account = await accounts.create();
    token = (await signIn(app, account)).access_token;
  });

  const patch = (body: unknown) =>
    app.patch<Problem & { user: Record<string, unknown> }>('/api/auth/me', body, { token });
  const erase = (body: unknown, as = token) =>
    app.delete<Problem>('/api/auth/me', { token: as, body });
  const exists = async ({ id }: Account) =>
    (await accounts.row('SELECT FROM users WHERE id = $1', [id])) !== undefined;

  it('A profile change sets the given fields, and no other', async () => {
    expect((await patch({ first_name: 'Anna', last_name: 'Berger' })).body.user).toMatchObject({
      first_name: 'Anna',
      last_name: 'Berger',
    });
    expect((await patch({ last_name: null })).body.user).toMatchObject({
      first_name: 'Anna',
      last_name: null,
    });
    expect((await me(app, token)).body).toMatchObject({ user: { first_name: 'Anna' } });
  });

  it('An empty profile change changes nothing', async () => {
    expect((await patch({})).body.user).toMatchObject({ id: account.id, first_name: null });
  });

  it('A profile change ignores fields that its owner may not set', async () => {
    const answer = await patch({
      id: 'x',
      email: 'else@example.test',
      is_active: false,
      is_email_verified: false,
      password: 'x',
      roles: ['admin'],
      created_at: '2000-01-01T00:00:00Z',
    });
    expect(answer.status).toBe(200);
    expect(answer.body.user).toMatchObject({
      id: account.id,
      email: account.email,
      is_active: true,
      is_email_verified: true,
    });
  });

  it.each([
    ['empty', ''],
    ['too long', 'x'.repeat(101)],
    ['two lines', 'Anna\r\nBcc: x@example.test'],
    ['NUL', 'An\0na'],
    ['half a surrogate pair', 'An\ud800na'],
    ['a turn of direction', 'Anna\u202efdp.exe'],
    ['a number', 7],
    ['a list', ['Anna']],
    ['an object', { toString: 'x' }],
  ])('A profile refuses a name that is %s', async (_what, name) => {
    const answer = await patch({ first_name: name });
    expect(answer).toMatchObject({
      status: 400,
      body: { success: false, errors: [{ field: 'first_name' }] },
    });
  });

  it('A profile accepts a name of any script, to 100 characters', async () => {
    for (const name of ['Ægir', '山田', 'O’Brien <i>', '🦢'.repeat(100)]) {
      expect((await patch({ first_name: name })).body.user).toMatchObject({ first_name: name });
    }
  });

  it('An account is erased with all its data by its owner, who proves the password', async () => {
    const other = await signIn(app, account);
    await app.post('/api/password/forgot', { email: account.email });
    const answer = await erase({ password: PASSWORD });
    expect(answer).toMatchObject({ status: 200, body: { success: true } });
    expect(await exists(account)).toBe(false);
    expect((await me(app, token)).status).toBe(401);
    expect((await me(app, other.access_token)).status).toBe(401);
    expect((await refresh(app, other.refresh_token)).status).toBe(401);
    expect((await app.post('/api/auth/login', account)).status).toBe(401);
    for (const table of ['sessions', 'one_time_tokens', 'user_service_roles']) {
      const left = await accounts.rows(`SELECT FROM ${table} WHERE user_id = $1`, [account.id]);
      expect(left).toEqual([]);
    }
    expect((await app.post('/api/auth/register', account)).status).toBe(201);
  });

  it('An account is not erased with a wrong password', async () => {
    const answer = await erase({ password: 'not the right one' });
    expect(answer).toMatchObject({ status: 400, body: { code: 'WRONG_CURRENT_PASSWORD' } });
    expect(await exists(account)).toBe(true);
    expect((await me(app, token)).status).toBe(200);
  });

  it.each([[undefined], [{}], [{ password: null }], [{ password: [PASSWORD] }], [{ password: 7 }]])(
    'An account is not erased by %j',
    async (body) => {
      expect(await erase(body)).toMatchObject({ status: 400, body: { success: false } });
      expect(await exists(account)).toBe(true);
    },
  );

  it('An account without a password is not erased by the access token alone', async () => {
    await accounts.rows('UPDATE users SET password = NULL WHERE id = $1', [account.id]);
    const refused = await erase({});
    expect(refused).toMatchObject({
      status: 401,
      body: { code: 'PROOF_REQUIRED', purpose: 'erase_account', by_password: false },
    });
    expect(refused.headers['www-authenticate']).toMatch(/insufficient_user_authentication/);
    expect(await exists(account)).toBe(true);
  });

  it('The account of the last administrator is not erased', async () => {
    const others = `SELECT user_id FROM user_service_roles`;
    await accounts.rows(`DELETE FROM user_service_roles WHERE user_id IN (${others})`);
    await accounts.grant(account, 'admin');
    expect(await erase({ password: PASSWORD })).toMatchObject({
      status: 409,
      body: { code: 'LAST_ADMIN' },
    });
    expect((await me(app, token)).status).toBe(200);
    const second = await accounts.create();
    await accounts.grant(second, 'admin');
    expect((await erase({ password: PASSWORD })).status).toBe(200);
  });

  it('A profile needs a credential', async () => {
    const calls = [
      app.get('/api/auth/me'),
      app.patch('/api/auth/me', { first_name: 'x' }),
      app.delete('/api/auth/me', { body: { password: PASSWORD } }),
    ];
    for (const { status } of await Promise.all(calls)) expect(status).toBe(401);
  });
});
