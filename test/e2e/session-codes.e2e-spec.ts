import { Cleanups } from '#libs/cleanup';
import { randomToken, sha256 } from '#libs/kernel';
import { FakeClock, type TestApp } from '#libs/testing';
import {
  type Accounts,
  me,
  OTHER_PASSWORD,
  refresh,
  sessionIdOf,
  UNLIMITED,
  type Account,
} from '../support/accounts.js';
import { enrolFactor } from '../support/factors.js';
import { withFixture } from '../support/with-fixture.js';
import { TestBrowser, trade, VERIFIER } from './support/test-browser.js';

interface SessionRow {
  readonly amr: string[];
  readonly auth_time: Date;
  readonly ends_at: Date;
  readonly device_id: string | null;
  readonly descends_from: string | null;
  readonly ended_reason: string | null;
}

const INVALID = {
  status: 400,
  body: expect.objectContaining({ code: 'INVALID_OAUTH_CODE' }) as unknown,
};

describe('a code of the session of a browser', () => {
  const clock = new FakeClock('2026-01-01T00:00:00.000Z');
  let app: TestApp;
  let accounts: Accounts;
  let account: Account;
  let browser: TestBrowser;

  withFixture(async (opened) => {
    ({ app, accounts } = await opened.app({ clock, env: UNLIMITED }));
  });
  beforeEach(async () => {
    account = await accounts.create();
    browser = new TestBrowser(app);
    await browser.signIn(account);
  });

  const rowOf = async (id: string): Promise<SessionRow> => {
    const row = await accounts.row<SessionRow>('SELECT * FROM sessions WHERE id = $1', [id]);
    if (!row) throw new Error('No such session');
    return row;
  };
  const openSessions = async () => {
    const sql = 'SELECT id FROM sessions WHERE user_id = $1 AND ended_at IS NULL';
    return (await accounts.rows(sql, [account.id])).length;
  };
  const incidents = (id: string) =>
    accounts.rows(
      `SELECT id FROM audit_events WHERE type = 'session_code.reused' AND outcome = 'incident' AND target_id = $1`,
      [id],
    );

  it('a code opens a session of the application, which has the authentication of the browser’s and descends from it', async () => {
    const browsers = (await browser.get()).principal;
    clock.advanceSeconds(600);
    const { status, body } = await trade(app, await browser.code());
    expect(status).toBe(200);
    expect(body).toMatchObject({ token_type: 'Bearer', user: { id: account.id } });
    const id = sessionIdOf(body.refresh_token);
    expect(id).not.toBe(browsers.sessionId);
    const [origin, opened] = [await rowOf(browsers.sessionId), await rowOf(id)];
    expect(opened).toMatchObject({
      amr: origin.amr,
      auth_time: origin.auth_time,
      ends_at: origin.ends_at,
      device_id: origin.device_id,
      descends_from: browsers.sessionId,
    });
    expect(origin.device_id).not.toBeNull();
    const claims = JSON.parse(
      Buffer.from(body.access_token.split('.')[1] ?? '', 'base64url').toString(),
    ) as Record<string, unknown>;
    expect(claims).toMatchObject({ amr: ['pwd'], acr: 'aal1', auth_time: browsers.authTime });
    expect((await refresh(app, body.refresh_token)).status).toBe(200);
  });

  it('“this was not me” about the session of the browser undoes those of its applications, and what they made', async () => {
    const { sessionId } = (await browser.get()).principal;
    const { body } = await trade(app, await browser.code());
    const opened = sessionIdOf(body.refresh_token);
    // Its descent alone leads to it.
    await accounts.rows('UPDATE sessions SET device_id = NULL WHERE id = $1', [opened]);
    const factor = await enrolFactor(accounts, account);
    await accounts.rows('UPDATE factors SET made_in = $2 WHERE id = $1', [factor, opened]);
    const token = randomToken();
    await accounts.rows(
      `INSERT INTO sign_in_links (token_hash, purpose, user_id, session_id, email_canonical, created_at, expires_at)
       VALUES ($1, 'deny', $2, $3, $4, $5, $5::timestamptz + interval '1 hour')`,
      [sha256(token), account.id, sessionId, account.email, clock.now()],
    );
    expect((await app.post('/api/auth/sign-ins/deny', { token })).status).toBe(200);
    expect((await refresh(app, body.refresh_token)).status).toBe(401);
    expect((await rowOf(opened)).ended_reason).toBe('sign_in_denied');
    const event = await accounts.row<{ details: Record<string, unknown> }>(
      `SELECT details FROM audit_events WHERE type = 'sign_in.denied' AND target_id = $1`,
      [account.id],
    );
    expect(event?.details['sessions_denied']).toEqual(expect.arrayContaining([sessionId, opened]));
    expect(event?.details['factors_removed']).toEqual([factor]);
  });

  it('a sign-in by a code is audited and counted as one by the browser', async () => {
    const { body } = await trade(app, await browser.code());
    const event = await accounts.row(
      `SELECT details FROM audit_events WHERE type = 'login.succeeded' AND target_id = $1`,
      [sessionIdOf(body.refresh_token)],
    );
    const { sessionId } = (await browser.get()).principal;
    expect(event).toMatchObject({ details: { method: 'browser', opened_from: sessionId } });
    const metrics = (await app.get<string>('/metrics')).text;
    expect(metrics).toMatch(/gatehouse_sign_ins_total\{method="browser",outcome="success"\} \d/);
  });

  it.each([
    ['an unknown code', () => Promise.resolve(`bs.${'A'.repeat(43)}`), VERIFIER],
    ['a malformed code', () => Promise.resolve('bs.short'), VERIFIER],
    ['a wrong verifier', () => browser.code(), 'w'.repeat(43)],
    ['no verifier', () => browser.code(), null],
    ['a verifier that is too short', () => browser.code(), 'w'],
  ])('a trade with %s opens nothing', async (_what, code, verifier) => {
    expect(await trade(app, await code(), { verifier })).toMatchObject(INVALID);
    expect(await openSessions()).toBe(1);
  });

  it('a code is not used up by a wrong verifier or an unknown target', async () => {
    const code = await browser.code();
    expect(await trade(app, code, { verifier: 'w'.repeat(43) })).toMatchObject(INVALID);
    const unknown = await trade(app, code, { resource: 'no-such-service' });
    expect(unknown.body.code).toBe('INVALID_TARGET');
    expect((await trade(app, code)).status).toBe(200);
  });

  it('a code expires after a minute, and is deleted an hour later', async () => {
    const code = await browser.code();
    clock.advanceSeconds(59);
    const timely = await browser.code();
    clock.advanceSeconds(1);
    expect(await trade(app, code)).toMatchObject(INVALID);
    expect((await trade(app, timely)).status).toBe(200);
    clock.advanceSeconds(3700);
    await app.nest.get(Cleanups, { strict: false }).run('oauth.purge');
    const kept = await accounts.rows('SELECT FROM session_codes WHERE expires_at < $1', [
      new Date(clock.nowMs() - 3_600_000),
    ]);
    expect(kept).toEqual([]);
  });

  const DEAD: Record<string, () => Promise<unknown>> = {
    'the browser was signed out': async () =>
      browser.sessions.end(await browser.get(), { ip: '::1', userAgent: null, requestId: 'r' }),
    'the password was set anew': async () => {
      const token = await accounts.mailedToken(account, 'reset_password');
      return app.post('/api/password/reset', { token, password: OTHER_PASSWORD });
    },
    'the password was changed in that very session': () =>
      accounts.rows('UPDATE users SET password_changed_at = now() WHERE id = $1', [account.id]),
    'the account was deactivated': () =>
      accounts.rows('UPDATE users SET is_active = false WHERE id = $1', [account.id]),
  };
  it.each(Object.entries(DEAD))(
    'a code is worth nothing when %s meanwhile',
    async (_what, happen) => {
      const code = await browser.code();
      await happen();
      expect(await trade(app, code)).toMatchObject(INVALID);
    },
  );

  describe('when it is used again', () => {
    const traded = async () => {
      const code = await browser.code();
      const { body } = await trade(app, code);
      return { code, token: body.access_token, id: sessionIdOf(body.refresh_token) };
    };

    it('a code that another client uses again ends the session that it opened, once and as an incident', async () => {
      const { code, token, id } = await traded();
      expect(await trade(app, code, { from: 'thief' })).toMatchObject(INVALID);
      expect((await me(app, token)).status).toBe(401);
      expect(await rowOf(id)).toMatchObject({ ended_reason: 'code_reused' });
      expect(await trade(app, code, { from: 'thief' })).toMatchObject(INVALID);
      expect(await incidents(id)).toHaveLength(1);
      expect(await browser.find()).not.toBeNull();
    });

    it('a code that its client repeats within ten seconds is refused, and ends the session afterwards', async () => {
      const { code, token, id } = await traded();
      clock.advanceSeconds(9);
      expect(await trade(app, code)).toMatchObject(INVALID);
      expect((await me(app, token)).status).toBe(200);
      expect(await incidents(id)).toEqual([]);
      clock.advanceSeconds(1);
      expect(await trade(app, code)).toMatchObject(INVALID);
      expect((await me(app, token)).status).toBe(401);
    });

    it('a used code without its verifier ends nothing', async () => {
      const { code, token } = await traded();
      clock.advanceSeconds(60);
      for (const verifier of [null, 'w'.repeat(43)])
        expect(await trade(app, code, { verifier, from: 'thief' })).toMatchObject(INVALID);
      expect((await me(app, token)).status).toBe(200);
    });
  });

  it('the session of the browser is not the one that makes room for those of its applications', async () => {
    const tokens: string[] = [];
    for (let more = 0; more < 6; more += 1)
      tokens.push((await trade(app, await browser.code())).body.access_token);
    expect(await openSessions()).toBe(5);
    const statuses = await Promise.all(tokens.map(async (token) => (await me(app, token)).status));
    expect(statuses).toEqual([401, 401, 200, 200, 200, 200]);
    expect(await browser.find()).not.toBeNull();
  });

  it('a session has twenty open codes at most', async () => {
    for (let more = 0; more < 20; more += 1) await browser.code();
    await expect(browser.code()).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    clock.advanceSeconds(60);
    await browser.code();
  });

  it('a code keeps the target that the application asked for, unless the trade names another', async () => {
    const asked = await trade(app, await browser.code('auth_service'));
    expect(asked.status).toBe(200);
    const gone = await trade(app, await browser.code('gone'));
    expect(gone.body.code).toBe('INVALID_TARGET');
  });
});

describe('a code where a user may have one session', () => {
  let app: TestApp;
  let accounts: Accounts;

  withFixture(async (opened) => {
    const env = { ...UNLIMITED, SESSION_LIMIT_PER_USER: '1' };
    ({ app, accounts } = await opened.app({ env }));
  });

  it('the session of the browser ends where a user may have one alone', async () => {
    const account = await accounts.create();
    const browser = new TestBrowser(app);
    await browser.signIn(account);
    expect((await trade(app, await browser.code())).status).toBe(200);
    expect(await browser.find()).toBeNull();
    expect(await accounts.liveSessions(account)).toBe(1);
  });
});
