import { randomToken, sha256 } from '#libs/kernel';
import { FakeClock, type TestApp } from '#libs/testing';
import {
  type Accounts,
  me,
  OTHER_PASSWORD,
  PASSWORD,
  signIn,
  UNLIMITED,
  type Account,
} from '../support/accounts.js';
import { withFixture } from '../support/with-fixture.js';
import { CLIENT, TestBrowser, trade } from './support/test-browser.js';

const DAY = 86_400;
const HTTPS = { ...UNLIMITED, APP_BASE_URL: 'https://auth.example.test' };
const NAME = /^__Host-gatehouse_session_[\w-]{16}=/;

describe('the session of a browser', () => {
  const clock = new FakeClock('2026-01-01T00:00:00.000Z');
  let app: TestApp;
  let accounts: Accounts;
  let account: Account;
  let browser: TestBrowser;

  withFixture(async (opened) => {
    ({ app, accounts } = await opened.app({ clock, env: HTTPS }));
  });
  beforeEach(async () => {
    account = await accounts.create();
    browser = new TestBrowser(app);
  });

  it('a browser session is the principal of an ordinary session, which the user’s list shows', async () => {
    const { principal, id } = await browser.signIn(account);
    expect(principal).toMatchObject({
      userId: account.id,
      tokenId: id,
      amr: ['pwd'],
      acr: 'aal1',
      authTime: clock.nowSeconds(),
      account: { email: account.email, isEmailVerified: true },
    });
    const { access_token: token } = await signIn(app, account);
    const { body } = await app.get<{ sessions: { id: string }[] }>('/api/auth/sessions', { token });
    expect(body.sessions.map((one) => one.id)).toContain(principal.sessionId);
  });

  it('the cookie of a browser session belongs to this host, and is deleted with the attributes that it was set with', async () => {
    const session = await browser.signIn(account);
    const [given = ''] = browser.lines;
    expect(given).toMatch(NAME);
    expect(given).toMatch(/=[\w-]{43}; Path=\/; Max-Age=34560000; HttpOnly; SameSite=Lax; Secure$/);
    const [cleared = ''] = await browser.sessions.end(session, CLIENT);
    expect(cleared).toBe(
      given.replace(/=[\w-]{43};/, '=;').replace('Max-Age=34560000', 'Max-Age=0'),
    );
  });

  it('the database has the digest of a browser’s secret alone', async () => {
    await browser.signIn(account);
    const secret = browser.header.split('=')[1] ?? '';
    const rows = await accounts.rows<{ text: string; hash: Buffer }>(
      `SELECT b::text AS text, secret_hash AS hash FROM browser_sessions b
         JOIN sessions s ON s.id = b.session_id WHERE s.user_id = $1`,
      [account.id],
    );
    expect(rows.map(({ hash }) => hash)).toEqual([sha256(secret)]);
    expect(rows[0]?.text).not.toContain(secret);
  });

  it('a cookie that an attacker has chosen is never adopted by a sign-in', async () => {
    const chosen = randomToken();
    const name = `__Host-gatehouse_session_${sha256(chosen).toString('base64url').slice(0, 16)}`;
    browser.plant(name, chosen);
    expect(await browser.find()).toBeNull();
    await browser.signIn(account);
    expect(browser.header).not.toContain(chosen);
    expect(await browser.sessions.find(`${name}=${chosen}`)).toBeNull();
  });

  it('a session of an attacker that was planted in a browser does not become the victim’s', async () => {
    const attacker = await accounts.create();
    const theirs = new TestBrowser(app);
    await theirs.signIn(attacker);
    const [name = '', secret = ''] = theirs.header.split('=');
    browser.plant(name, secret);
    const { principal } = await browser.signIn(account);
    expect(principal.userId).toBe(account.id);
    expect((await theirs.get()).principal.userId).toBe(attacker.id);
  });

  it.each([
    ['another value', (name: string) => `${name}=${randomToken()}`],
    ['a longer value', (name: string, value: string) => `${name}=${value}x`],
    ['another name', (name: string, value: string) => `${name.slice(0, -1)}-=${value}`],
    ['the name of an unsafe cookie', (name: string, value: string) => `${name.slice(7)}=${value}`],
    ['nothing', () => ''],
  ])('a browser with %s in its cookie is not signed in', async (_what, change) => {
    await browser.signIn(account);
    const [name = '', value = ''] = browser.header.split('=');
    expect(await browser.sessions.find(change(name, value))).toBeNull();
  });

  describe('rotation', () => {
    it('a rotation gives a new secret to the same session, and the old one is worth nothing', async () => {
      const before = await browser.signIn(account);
      const old = browser.header;
      browser.take(await browser.sessions.rotate(before));
      expect((await browser.get()).principal.sessionId).toBe(before.principal.sessionId);
      expect(await browser.sessions.find(old)).toBeNull();
      // The late answer to another tab deletes the old cookie, and not the new one.
      browser.take((await browser.sessions.list(old)).cookies);
      expect(await browser.find()).not.toBeNull();
    });

    it('of ten rotations of one secret at once one succeeds', async () => {
      const session = await browser.signIn(account);
      const rotations = Array.from({ length: 10 }, () => browser.sessions.rotate(session));
      const done = await Promise.allSettled(rotations);
      const lines = done.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
      expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      browser.take(lines);
      expect(await browser.find()).not.toBeNull();
    });
  });

  describe('it is dead at the next request when its session', () => {
    const WAYS: Record<string, () => Promise<unknown>> = {
      'is ended by the user elsewhere': async () => {
        const { sessionId } = (await browser.get()).principal;
        const { access_token: token } = await signIn(app, account);
        return app.delete(`/api/auth/sessions/${sessionId}`, { token });
      },
      'ends with all others': async () => {
        const { access_token: token } = await signIn(app, account);
        return app.delete('/api/auth/sessions', { token });
      },
      'makes room for newer ones': async () => {
        for (let more = 0; more < 5; more += 1) await signIn(app, account);
      },
      'ends with a changed password': async () => {
        const { access_token: token } = await signIn(app, account);
        const body = { current_password: PASSWORD, new_password: OTHER_PASSWORD };
        return app.post('/api/auth/change-password', body, { token });
      },
      'ends with a reset': async () => {
        const token = await accounts.mailedToken(account, 'reset_password');
        return app.post('/api/password/reset', { token, password: OTHER_PASSWORD });
      },
      'ends with the account': async () => {
        const admin = await accounts.create();
        await accounts.grant(admin, 'admin');
        const { access_token: token } = await signIn(app, admin);
        return app.patch(`/api/users/${account.id}`, { is_active: false }, { token });
      },
      expires: () => Promise.resolve(clock.advanceSeconds(31 * DAY)),
    };

    it.each(Object.entries(WAYS))(
      'a browser session is dead when its session %s',
      async (_, end) => {
        await browser.signIn(account);
        await end();
        expect(await browser.find()).toBeNull();
        const { sessions, cookies } = await browser.sessions.list(browser.header);
        expect(sessions).toEqual([]);
        browser.take(cookies);
        expect(browser.header).toBe('');
      },
    );
  });

  describe('use', () => {
    const expiry = async () => {
      const found = await accounts.row<{ at: Date }>(
        `SELECT s.expires_at AS at FROM browser_sessions b JOIN sessions s ON s.id = b.session_id WHERE s.user_id = $1`,
        [account.id],
      );
      return found?.at.getTime() ?? 0;
    };

    it('the use of a browser keeps its session alive, written once an hour at most', async () => {
      await browser.signIn(account);
      const first = await expiry();
      clock.advanceSeconds(3000);
      await browser.get();
      expect(await expiry()).toBe(first);
      clock.advanceSeconds(3000);
      const { principal } = await browser.get();
      expect(await expiry()).toBe(first + 6_000_000);
      expect(principal.expiresAt * 1000).toBe(first + 6_000_000);
    });

    it('the use of a browser does not keep its session alive beyond the absolute end', async () => {
      await browser.signIn(account);
      for (let day = 0; day < 89; day += 8) {
        expect(await browser.find()).not.toBeNull();
        clock.advanceSeconds(8 * DAY);
      }
      expect(await browser.find()).toBeNull();
    });
  });

  describe('several accounts', () => {
    it('a browser has the account that was opened or chosen last, and the others beside it', async () => {
      const first = await browser.signIn(account);
      clock.advanceSeconds(1);
      const other = await accounts.create();
      const second = await browser.signIn(other);
      expect(second.principal.userId).toBe(other.id);
      clock.advanceSeconds(1);
      await browser.sessions.choose(first);
      const { sessions, cookies } = await browser.sessions.list(browser.header);
      expect(sessions.map(({ principal }) => principal.userId)).toEqual([account.id, other.id]);
      expect(cookies).toEqual([]);
    });

    it('a sixth account ends the one that was chosen longest ago', async () => {
      const firstSession = await browser.signIn(account);
      for (let more = 0; more < 5; more += 1) {
        clock.advanceSeconds(1);
        await browser.signIn(await accounts.create());
      }
      const { sessions } = await browser.sessions.list(browser.header);
      expect(sessions).toHaveLength(5);
      expect(browser.header.split('; ')).toHaveLength(5);
      const ended = await accounts.row<{ reason: string }>(
        'SELECT ended_reason AS reason FROM sessions WHERE id = $1',
        [firstSession.principal.sessionId],
      );
      expect(ended).toEqual({ reason: 'browser_limit' });
    });

    it('a second sign-in of an account in one browser ends the first, and not the sessions of its applications', async () => {
      await browser.signIn(account);
      const application = await trade(app, await browser.code());
      await browser.signIn(account);
      expect((await browser.sessions.list(browser.header)).sessions).toHaveLength(1);
      expect((await me(app, application.body.access_token)).status).toBe(200);
      const open = await accounts.rows<{ reason: string | null }>(
        'SELECT ended_reason AS reason FROM sessions WHERE user_id = $1 ORDER BY id',
        [account.id],
      );
      expect(open.map(({ reason }) => reason)).toEqual(['signed_in_again', null, null]);
    });
  });

  it('a sign-out ends the session in this browser with an audit event, and not those of applications', async () => {
    const session = await browser.signIn(account);
    const application = await trade(app, await browser.code());
    browser.take(await browser.sessions.end(session, CLIENT));
    expect(browser.header).toBe('');
    expect((await me(app, application.body.access_token)).status).toBe(200);
    const events = await accounts.rows(
      `SELECT type FROM audit_events WHERE target_id = $1 AND type = 'session.signed_out'`,
      [session.principal.sessionId],
    );
    expect(events).toHaveLength(1);
  });

  it('a session is bound to one browser, once, and only for its own user', async () => {
    const signedIn = await signIn(app, account);
    const of = { cookies: undefined, client: CLIENT };
    const stranger = { ...signedIn, user: { id: (await accounts.create()).id } };
    const ended = expect.objectContaining({ code: 'SESSION_ENDED' });
    await expect(browser.sessions.openFor(stranger as never, of)).rejects.toEqual(ended);
    await browser.sessions.openFor(signedIn as never, of);
    await expect(browser.sessions.openFor(signedIn as never, of)).rejects.toEqual(ended);
  });
});

describe('the session of a browser at a server without https, under a path', () => {
  let browser: TestBrowser;
  let account: Account;

  withFixture(async (opened) => {
    const env = { ...UNLIMITED, APP_BASE_URL: 'http://127.0.0.1:5000/id' };
    const { app, accounts } = await opened.app({ env });
    browser = new TestBrowser(app);
    account = await accounts.create();
  });

  it('the cookie of a browser session without https has the path of the server, and cannot claim to be bound to the host', async () => {
    await browser.signIn(account);
    expect(browser.lines[0]).toMatch(
      /^gatehouse_session_[\w-]{16}=[\w-]{43}; Path=\/id; Max-Age=34560000; HttpOnly; SameSite=Lax$/,
    );
  });
});
