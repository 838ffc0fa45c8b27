import { newId } from '#libs/kernel';
import { FakeClock, type TestApp } from '#libs/testing';
import { Cleanups } from '#libs/cleanup';
import { SeenSessions } from '#api/sessions';
import {
  type Accounts,
  me,
  refresh,
  UNLIMITED,
  signIn,
  type Account,
  type Problem,
  type SignedIn,
} from '../support/accounts.js';
import { withFixture } from '../support/with-fixture.js';

const DAY = 86_400;
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0';

interface Listed {
  readonly id: string;
  readonly current: boolean;
  readonly created_at: string;
  readonly last_seen_at: string;
  readonly expires_at: string;
}

interface List extends Problem {
  readonly sessions: readonly Listed[];
  readonly next_cursor: string | null;
}

describe('the sessions of a user', () => {
  const clock = new FakeClock('2026-01-01T00:00:00.000Z');
  let app: TestApp;
  let accounts: Accounts;
  let account: Account;

  withFixture(async (opened) => {
    ({ app, accounts } = await opened.app({ clock, env: UNLIMITED }));
  }, 60_000);
  beforeEach(async () => {
    account = await accounts.create();
  });

  const list = (token: string, query = '') =>
    app.get<List>(`/api/auth/sessions${query}`, { token });
  const end = (token: string, id: string) =>
    app.delete<Problem>(`/api/auth/sessions/${id}`, { token });
  const currentOf = async ({ access_token: token }: SignedIn) =>
    (await list(token)).body.sessions.find(({ current }) => current)!.id;

  it('Sessions are listed to their owner alone, the newest first', async () => {
    const first = await signIn(app, account);
    const second = await app.post<SignedIn>('/api/auth/login', account, {
      headers: { 'user-agent': FIREFOX },
    });
    await signIn(app, await accounts.create());
    const { status, body } = await list(second.body.access_token);
    expect(status).toBe(200);
    expect(body.sessions).toEqual([
      {
        id: expect.any(String),
        created_at: clock.now().toISOString(),
        last_seen_at: clock.now().toISOString(),
        expires_at: new Date(clock.nowMs() + 30 * DAY * 1000).toISOString(),
        ip: '127.0.0.1',
        user_agent: FIREFOX,
        device: 'Firefox 128 on Linux',
        amr: ['pwd'],
        current: true,
      },
      expect.objectContaining({ user_agent: null, device: null, current: false }),
    ]);
    expect(body.next_cursor).toBeNull();
    expect(JSON.stringify(body)).not.toMatch(/secret|hash|generation/);
    expect(JSON.stringify(body)).not.toContain(first.refresh_token.split('.')[2]);
  });

  it('Sessions are listed page by page', async () => {
    let last!: SignedIn;
    for (let count = 0; count < 3; count += 1) last = await signIn(app, account);
    const all = (await list(last.access_token)).body.sessions.map(({ id }) => id);
    const first = (await list(last.access_token, '?limit=2')).body;
    const second = (await list(last.access_token, `?limit=2&cursor=${first.next_cursor}`)).body;
    expect([...first.sessions, ...second.sessions].map(({ id }) => id)).toEqual(all);
    expect(first.sessions).toHaveLength(2);
    expect(second.next_cursor).toBeNull();
  });

  it.each([
    '?limit=0',
    '?limit=201',
    '?limit=-1',
    '?limit=1.5',
    '?limit=x',
    '?limit=0x10',
    '?limit=1e1',
    '?limit=1&limit=2',
    '?cursor=x',
    '?cursor=',
  ])('The list of sessions refuses the query %s', async (query) => {
    const { access_token: token } = await signIn(app, account);
    expect(await list(token, query)).toMatchObject({ status: 400, body: { success: false } });
  });

  it.each([
    '/api/auth/devices',
    '/api/auth/identities',
    '/api/auth/activity',
    '/api/oauth/providers',
    '/dev/mail',
  ])('The list of sessions is paged as every list, as %s is', async (path) => {
    const { access_token: token } = await signIn(app, account);
    for (const query of [
      'limit=0',
      'limit=201',
      'limit=0x10',
      'limit=1e1',
      'limit=%205',
      'limit=',
      'cursor=x',
    ]) {
      expect(await app.get(`${path}?${query}`, { token })).toMatchObject({
        status: 400,
        body: { code: 'VALIDATION_FAILED' },
      });
    }
    const headers = { accept: 'application/json' };
    const page = await app.get<List>(`${path}?limit=200`, { token, headers });
    expect(page).toMatchObject({ status: 200, body: { success: true, next_cursor: null } });
  });

  it('Sessions end one by one: the next request is refused', async () => {
    const [mine, other] = [await signIn(app, account), await signIn(app, account)];
    const id = await currentOf(other);
    expect((await me(app, other.access_token)).status).toBe(200);
    expect((await end(mine.access_token, id.toUpperCase())).status).toBe(200);
    expect(await me(app, other.access_token)).toMatchObject({
      status: 401,
      body: { code: 'SESSION_ENDED' },
    });
    expect((await refresh(app, other.refresh_token)).status).toBe(401);
    expect((await end(mine.access_token, id)).status).toBe(404);
    expect((await me(app, mine.access_token)).status).toBe(200);
  });

  it('The current session can be ended by itself', async () => {
    const session = await signIn(app, account);
    expect((await end(session.access_token, await currentOf(session))).status).toBe(200);
    expect((await me(app, session.access_token)).status).toBe(401);
  });

  it('Sessions of another user answer 404', async () => {
    const mine = await signIn(app, account);
    const stranger = await signIn(app, await accounts.create());
    const answer = await end(stranger.access_token, await currentOf(mine));
    expect(answer).toMatchObject({ status: 404, body: { code: 'SESSION_NOT_FOUND' } });
    expect((await me(app, mine.access_token)).status).toBe(200);
  });

  it.each([newId(), 'x', '-1', '0', 'x'.repeat(400), "'%20OR%201=1", '%00', '%2e%2e', '../x'])(
    'A session under the id %s answers 404',
    async (id) => {
      const { access_token: token } = await signIn(app, account);
      const { status } = await end(token, id);
      expect([400, 404]).toContain(status);
      expect((await me(app, token)).status).toBe(200);
    },
  );

  it('Sessions end together, but for the current one', async () => {
    const sessions = [];
    for (let count = 0; count < 3; count += 1) sessions.push(await signIn(app, account));
    const stranger = await signIn(app, await accounts.create());
    const [a, b, current] = sessions as [SignedIn, SignedIn, SignedIn];
    const answer = await app.delete('/api/auth/sessions', { token: current.access_token });
    expect(answer).toMatchObject({ status: 200, body: { success: true, ended: 2 } });
    for (const { access_token: token } of [a, b]) expect((await me(app, token)).status).toBe(401);
    for (const { access_token: token } of [current, stranger]) {
      expect((await me(app, token)).status).toBe(200);
    }
  });

  it('Sessions are at most as many as allowed: the oldest ends', async () => {
    const sessions: SignedIn[] = [];
    for (let count = 0; count < 6; count += 1) sessions.push(await signIn(app, account));
    const [oldest, second, ...rest] = sessions as [SignedIn, SignedIn, ...SignedIn[]];
    expect((await me(app, oldest.access_token)).status).toBe(401);
    expect((await refresh(app, oldest.refresh_token)).status).toBe(401);
    for (const { access_token: token } of [second, ...rest]) {
      expect((await me(app, token)).status).toBe(200);
    }
    expect((await list(rest.at(-1)!.access_token)).body.sessions).toHaveLength(5);
  });

  it('Sessions end when their user is deactivated', async () => {
    const session = await signIn(app, account);
    expect((await me(app, session.access_token)).status).toBe(200);
    const admin = await accounts.create();
    await accounts.grant(admin, 'admin');
    const { access_token: token } = await signIn(app, admin);
    const answer = await app.patch(`/api/users/${account.id}`, { is_active: false }, { token });
    expect(answer.status).toBe(200);
    expect((await me(app, session.access_token)).status).toBe(401);
    expect((await refresh(app, session.refresh_token)).status).toBe(401);
  });

  it('Sessions are counted exactly for users who may read the count', async () => {
    const reader = await accounts.create();
    await accounts.grant(reader, 'readonly');
    const { access_token: token } = await signIn(app, reader);
    const stats = () =>
      app.get<{ active_sessions: number; active_users: number }>('/api/auth/sessions/stats', {
        token,
      });
    const { body: before } = await stats();
    const [one] = [await signIn(app, account), await signIn(app, account)];
    expect((await stats()).body).toMatchObject({
      success: true,
      active_sessions: before.active_sessions + 2,
      active_users: before.active_users + 1,
    });
    await app.post('/api/auth/logout', undefined, { token: one.access_token });
    expect((await stats()).body.active_sessions).toBe(before.active_sessions + 1);
    const mine = (await signIn(app, account)).access_token;
    const denied = await app.get<Problem>('/api/auth/sessions/stats', { token: mine });
    expect(denied).toMatchObject({
      status: 403,
      body: { message: 'Permission denied: user:read required' },
    });
  });

  it('Sessions end when they were not refreshed for the idle time', async () => {
    const session = await signIn(app, account);
    clock.advanceSeconds(29 * DAY);
    const second = await refresh(app, session.refresh_token);
    expect(second.status).toBe(200);
    clock.advanceSeconds(30 * DAY - 1);
    const third = await refresh(app, second.body.refresh_token);
    expect(third.status).toBe(200);
    clock.advanceSeconds(30 * DAY);
    expect(await refresh(app, third.body.refresh_token)).toMatchObject({
      status: 401,
      body: { code: 'SESSION_ENDED' },
    });
    expect((await me(app, third.body.access_token)).status).toBe(401);
  });

  it('Sessions end at their absolute end, however often they are refreshed', async () => {
    let { refresh_token: token } = await signIn(app, account);
    const ends: string[] = [];
    for (let day = 0; day < 270; day += 10) {
      const answer = await refresh(app, token);
      if (answer.status !== 200) break;
      token = answer.body.refresh_token;
      ends.push((await list(answer.body.access_token)).body.sessions[0]!.expires_at);
      clock.advanceSeconds(10 * DAY);
    }
    expect(ends).toHaveLength(9);
    const begun = (await accounts.row<{ at: Date }>(
      'SELECT created_at AS at FROM sessions WHERE user_id = $1',
      [account.id],
    ))!.at;
    expect(ends.at(-1)).toBe(new Date(begun.getTime() + 90 * DAY * 1000).toISOString());
    expect((await refresh(app, token)).status).toBe(401);
  });

  it('Sessions give no access token that outlives them', async () => {
    const session = await signIn(app, account);
    await accounts.rows(`UPDATE sessions SET ends_at = $2 WHERE user_id = $1`, [
      account.id,
      new Date(clock.nowMs() + 600_000),
    ]);
    const { body } = await refresh(app, session.refresh_token);
    expect(body.expires_in).toBe(600);
    clock.advanceSeconds(599);
    expect((await me(app, body.access_token)).status).toBe(200);
    clock.advanceSeconds(1);
    expect((await me(app, body.access_token)).status).toBe(401);
  });

  it('Sessions show when they were last seen, to the minute, without a write per request', async () => {
    const { access_token: token } = await signIn(app, account);
    const begun = clock.now().toISOString();
    const seen = app.nest.get(SeenSessions, { strict: false });
    const lastSeen = async () => (await list(token)).body.sessions[0]!.last_seen_at;
    clock.advanceSeconds(30);
    await me(app, token);
    await seen.flush();
    expect(await lastSeen()).toBe(begun);
    clock.advanceSeconds(60);
    await me(app, token);
    expect(await lastSeen()).toBe(begun);
    await seen.flush();
    expect(await lastSeen()).toBe(clock.now().toISOString());
  });

  it('Sessions end when their time is over, and are not counted before they are swept', async () => {
    const session = await signIn(app, account);
    const of = () =>
      accounts.rows<{ reason: string | null }>(
        'SELECT ended_reason AS reason FROM sessions WHERE user_id = $1 AND ended_at IS NULL OR ended_reason = $2',
        [account.id, 'expired'],
      );
    clock.advanceSeconds(31 * DAY);
    const administrator = await accounts.create();
    await accounts.grant(administrator, 'admin');
    const { access_token: token } = await signIn(app, administrator);
    const live = async () => {
      const { body } = await app.get<{ active_sessions: number; active_users: number }>('/api/auth/sessions/stats', { token }); // prettier-ignore
      return [body.active_sessions, body.active_users];
    };
    expect(await live()).toEqual([1, 1]);
    const cleanups = app.nest.get(Cleanups, { strict: false });
    await cleanups.run('sessions.end_expired');
    await cleanups.run('sessions.fold_counts');
    expect((await of()).map(({ reason }) => reason)).toContain('expired');
    expect(await live()).toEqual([1, 1]);
    expect(await refresh(app, session.refresh_token)).toMatchObject({
      status: 401,
      body: { code: 'SESSION_ENDED' },
    });
  });

  it('Sessions are deleted a week after their end', async () => {
    const session = await signIn(app, account);
    await app.post('/api/auth/logout', undefined, { token: session.access_token });
    const purge = () => app.nest.get(Cleanups, { strict: false }).run('sessions.purge');
    const kept = () => accounts.rows('SELECT FROM sessions WHERE user_id = $1', [account.id]);
    clock.advanceSeconds(7 * DAY);
    await purge();
    expect(await kept()).toHaveLength(1);
    clock.advanceSeconds(1);
    await purge();
    expect(await kept()).toHaveLength(0);
    expect(await refresh(app, session.refresh_token)).toMatchObject({
      status: 401,
      body: { code: 'INVALID_REFRESH_TOKEN' },
    });
  });

  it('Sessions need a credential for each of their routes', async () => {
    const routes = [
      ['GET', '/api/auth/sessions'],
      ['DELETE', '/api/auth/sessions'],
      ['DELETE', `/api/auth/sessions/${newId()}`],
      ['GET', '/api/auth/sessions/stats'],
      ['POST', '/api/auth/logout'],
    ];
    for (const [method, path] of routes) {
      const answer = await app.call<Problem>(method!, path!);
      expect(answer).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } });
    }
  });
});
