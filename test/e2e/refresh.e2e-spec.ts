import { startTestApp, type TestApp } from '#libs/testing';
import {
  Accounts,
  me,
  refresh,
  sessionIdOf,
  UNLIMITED,
  signIn,
  type Account,
  type Problem,
  type SignedIn,
  type Tokens,
} from '../support/accounts.js';
import { withFixture } from '../support/with-fixture.js';

describe('refreshing', () => {
  let app: TestApp;
  let accounts: Accounts;
  let account: Account;
  let first: SignedIn;

  withFixture(async (opened) => {
    ({ app, accounts } = await opened.app({ env: UNLIMITED }));
  }, 60_000);
  beforeEach(async () => {
    account = await accounts.create();
    first = await signIn(app, account);
  });

  const sessionOf = (token: string) =>
    accounts.row<Record<string, unknown>>('SELECT * FROM sessions WHERE id = $1', [
      sessionIdOf(token),
    ]);
  const leaveGrace = (token: string) =>
    accounts.rows(`UPDATE sessions SET rotated_at = rotated_at - interval '11 s' WHERE id = $1`, [
      sessionIdOf(token),
    ]);
  const incidents = (token: string) =>
    accounts.rows(`SELECT * FROM audit_events WHERE outcome = 'incident' AND target_id = $1`, [
      sessionIdOf(token),
    ]);

  it('A refresh takes the token from the body, and answers the next', async () => {
    const answer = await refresh(app, first.refresh_token);
    expect(answer.status).toBe(200);
    expect(answer.headers['cache-control']).toContain('no-store');
    expect(Object.keys(answer.body).sort()).toEqual([
      'access_token',
      'expires_in',
      'refresh_token',
      'success',
      'token_type',
    ]);
    expect(answer.body.refresh_token).toMatch(/\.1\./);
    expect((await me(app, answer.body.access_token)).status).toBe(200);
    expect((await me(app, first.access_token)).status).toBe(200);
  });

  it('A refresh takes the token as Bearer, as the original service did', async () => {
    const answer = await app.post<Tokens>('/api/auth/refresh', undefined, {
      token: first.refresh_token,
    });
    expect(answer.status).toBe(200);
    expect(answer.body.refresh_token).toMatch(/\.1\./);
  });

  it('A refresh prefers the body when a client also sends its access token', async () => {
    const answer = await app.post<Tokens>(
      '/api/auth/refresh',
      { refresh_token: first.refresh_token },
      { token: first.access_token },
    );
    expect(answer.status).toBe(200);
  });

  it('A refresh refuses the body with an access token of another session, and does not count it', async () => {
    const other = await signIn(app, await accounts.create());
    const together = (token: string) =>
      app.post<Problem>('/api/auth/refresh', { refresh_token: first.refresh_token }, { token });
    const [header = '', payload = ''] = other.access_token.split('.');
    for (const token of [other.access_token, `${header}.${payload}.${'A'.repeat(86)}`]) {
      const answer = await together(token);
      expect(answer).toMatchObject({ status: 401, body: { code: 'INVALID_REFRESH_TOKEN' } });
    }
    const next = await refresh(app, first.refresh_token);
    expect(next.status).toBe(200);
    await leaveGrace(first.refresh_token);
    expect((await together(other.access_token)).status).toBe(401);
    expect((await refresh(app, next.body.refresh_token)).status).toBe(200);
    expect(await incidents(first.refresh_token)).toEqual([]);
  });

  it('A refresh takes the body with an expired access token of its session, or with a foreign token', async () => {
    const [header = '', payload = ''] = first.access_token.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
    const expired = Buffer.from(JSON.stringify({ ...claims, exp: 1 })).toString('base64url');
    const ofProxy = Buffer.from('{"sub":"x"}').toString('base64url');
    for (const token of [
      `${header}.${expired}.x`,
      `${header}.${ofProxy}.x`,
      'undefined',
      first.refresh_token,
    ]) {
      const body = { refresh_token: first.refresh_token };
      expect((await app.post('/api/auth/refresh', body, { token })).status).toBe(200);
    }
  });

  it('A refresh gives the same successor to a client that lost the answer', async () => {
    const one = await refresh(app, first.refresh_token);
    const two = await refresh(app, first.refresh_token);
    expect(two.status).toBe(200);
    expect(two.body.refresh_token).toBe(one.body.refresh_token);
    expect(await incidents(first.refresh_token)).toEqual([]);
  });

  it('A refresh ends the session when a token is repeated after the grace window, and records it', async () => {
    const second = await refresh(app, first.refresh_token);
    await leaveGrace(first.refresh_token);
    const replay = await refresh(app, first.refresh_token);
    expect(replay).toMatchObject({ status: 401, body: { code: 'REFRESH_TOKEN_REUSED' } });
    expect((await refresh(app, second.body.refresh_token)).status).toBe(401);
    expect((await me(app, second.body.access_token)).status).toBe(401);
    expect((await me(app, first.access_token)).status).toBe(401);
    expect(await sessionOf(first.refresh_token)).toMatchObject({
      ended_reason: 'refresh_token_reused',
    });
    await refresh(app, first.refresh_token);
    expect(await incidents(first.refresh_token)).toMatchObject([
      { type: 'refresh_token.reused', code: 'REFRESH_TOKEN_REUSED', ip: '127.0.0.1' },
    ]);
  });

  it('A refresh closes the grace window at once when the successor is used', async () => {
    const second = await refresh(app, first.refresh_token);
    await refresh(app, second.body.refresh_token);
    const replay = await refresh(app, first.refresh_token);
    expect(replay).toMatchObject({ status: 401, body: { code: 'REFRESH_TOKEN_REUSED' } });
  });

  it.each<[string, (token: string, account: Account) => unknown]>([
    ['cut', (token) => token.slice(0, -1)],
    ['in other case', (token) => token.toUpperCase()],
    ['padded', (token) => `${token}=`],
    ['with bytes behind it', (token) => `${token}AAAA`],
    ['with another generation', (token) => token.replace('.0.', '.1.')],
    ['with a MAC of nothing', (token) => token.replace(/[^.]+$/, 'A'.repeat(43))],
    ['as a list', (token) => [token]],
    ['as an object', (token) => ({ token })],
    ['as a number', () => 7],
    ['empty', () => ''],
    ['null', () => null],
    ['of 50 KB', () => 'x'.repeat(50_000)],
  ])('A refresh with a token %s counts as nothing', async (_what, mangle) => {
    const body = { refresh_token: mangle(first.refresh_token, account) };
    const answer = await app.post<Problem>('/api/auth/refresh', body);
    expect(answer).toMatchObject({ status: 401, body: { code: 'INVALID_REFRESH_TOKEN' } });
    expect(await sessionOf(first.refresh_token)).toMatchObject({ generation: 0, ended_at: null });
    expect(await incidents(first.refresh_token)).toEqual([]);
    expect((await refresh(app, first.refresh_token)).status).toBe(200);
  });

  it('A refresh without a token is refused', async () => {
    const answer = await app.post<Problem>('/api/auth/refresh');
    expect(answer).toMatchObject({ status: 401, body: { code: 'INVALID_REFRESH_TOKEN' } });
    expect(answer.headers['www-authenticate']).toMatch(/^Bearer/);
  });

  it('A refresh refuses an access token, and a refresh token is refused as an access token', async () => {
    expect((await refresh(app, first.access_token)).status).toBe(401);
    expect((await me(app, first.refresh_token)).status).toBe(401);
    expect((await refresh(app, first.refresh_token)).status).toBe(200);
  });

  it('A refresh grants nothing more, whatever else the body says', async () => {
    const stranger = await accounts.create();
    const answer = await app.post<Tokens>('/api/auth/refresh', {
      refresh_token: first.refresh_token,
      scope: 'admin',
      client_id: 'other',
      user_id: stranger.id,
    });
    expect(answer.status).toBe(200);
    expect((await me(app, answer.body.access_token)).body).toMatchObject({
      user: { id: account.id },
    });
  });

  it('A refresh refuses a user who was deactivated since', async () => {
    await accounts.rows('UPDATE users SET is_active = false WHERE id = $1', [account.id]);
    expect((await refresh(app, first.refresh_token)).status).toBe(401);
  });

  it('Refresh tokens are not stored: no token can be made of the rows of the database', async () => {
    const second = await refresh(app, first.refresh_token);
    const stored = JSON.stringify(await sessionOf(first.refresh_token));
    for (const token of [first.refresh_token, second.body.refresh_token]) {
      const mac = token.split('.')[2]!;
      expect(stored).not.toContain(mac);
      expect(stored).not.toContain(Buffer.from(mac, 'base64url').toString('hex'));
    }
  });
});

describe('refreshing with other settings', () => {
  let app: TestApp;
  let accounts: Accounts;

  const start = async (env: Record<string, string>) => {
    app = await startTestApp({ env: { ...UNLIMITED, ...env } });
    accounts = new Accounts(app.databaseUrl);
    return signIn(app, await accounts.create());
  };
  afterEach(async () => {
    await accounts?.close();
    await app?.close();
  });

  it('A refresh without a grace window accepts no repeated token', async () => {
    const { refresh_token: token } = await start({ REFRESH_GRACE_SECONDS: '0' });
    expect((await refresh(app, token)).status).toBe(200);
    const replay = await refresh(app, token);
    expect(replay).toMatchObject({ status: 401, body: { code: 'REFRESH_TOKEN_REUSED' } });
  });

  it('A refresh without a grace window accepts no proven retry either', async () => {
    const { refresh_token: token } = await start({ REFRESH_GRACE_SECONDS: '0' });
    const headers = { 'idempotency-key': 'try-1' };
    const ask = () => app.post<Tokens>('/api/auth/refresh', { refresh_token: token }, { headers });
    const lost = await ask();
    expect((await ask()).body.refresh_token).toBe(lost.body.refresh_token);
  });

  it('A refresh without rotation continues from a token that is ahead', async () => {
    const { refresh_token: token } = await start({ REFRESH_GRACE_SECONDS: '0' });
    const held = (await refresh(app, token)).body.refresh_token;
    await accounts.rows('UPDATE sessions SET generation = 0');
    const still = await startTestApp({
      env: { ...UNLIMITED, REFRESH_TOKEN_ROTATION: 'false' },
      database: { url: app.databaseUrl },
    });
    for (let round = 0; round < 2; round += 1) {
      const answer = await refresh(still, held);
      expect(answer).toMatchObject({ status: 200, body: { refresh_token: held } });
    }
    await still.close();
  });

  it('A refresh without rotation keeps one reusable token', async () => {
    const { refresh_token: token } = await start({ REFRESH_TOKEN_ROTATION: 'false' });
    for (let round = 0; round < 3; round += 1) {
      const answer = await refresh(app, token);
      expect(answer).toMatchObject({ status: 200, body: { refresh_token: token } });
      expect((await me(app, answer.body.access_token)).status).toBe(200);
    }
  });
});
