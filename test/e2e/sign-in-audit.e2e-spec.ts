import { eventually, FakeClock, startSmtpSink, type SmtpSink } from '#libs/testing';
import { Users } from '#api/users';
import {
  anEmail,
  mailTo,
  tokenIn,
  type Account,
  type Problem,
  PASSWORD,
} from '../support/accounts.js';
import { Fixture } from './support/fixture.js';
import { REDIRECT_URI, Setting } from './support/providers/setting.js';
import { withFixture } from '../support/with-fixture.js';

interface Row {
  readonly type: string;
  readonly outcome: string;
  readonly actor_kind: string;
  readonly target_id: string | null;
  readonly code: string | null;
  readonly ip: string | null;
  readonly details: Record<string, unknown>;
}

const WRONG = 'not the password of anybody';
const OPEN = { RATE_LIMIT_LOGIN_PER_ADDRESS: 'off', RATE_LIMIT_LOGIN_PER_ACCOUNT: 'off' };

describe('the audit of sign-ins', () => {
  describe('by a password', () => {
    const clock = new FakeClock();
    let fixture: Fixture;
    let sink: SmtpSink;

    withFixture(async (opened) => {
      sink = opened.add(await startSmtpSink());
      const env = {
        ...sink.env,
        ...OPEN,
        RATE_LIMIT_ENABLED: 'true',
        PASSWORD_BACKOFF_FREE_TRIES: '2',
        CAPTCHA_RISK_ADDRESS_FAILURES_PER_MINUTE: '8',
        CAPTCHA_RISK_HOLD: '60',
        SESSION_LIMIT_PER_USER: '2',
      };
      fixture = opened.add(await Fixture.open({ env, clock }));
    }, 90_000);
    // Failures of the last test must not count as an attack in the next.
    beforeEach(() => clock.advanceSeconds(300));

    const login = (email: string, password = WRONG) =>
      fixture.app.post<Problem>('/api/auth/login', { email, password });
    const events = async (query: string) =>
      (
        await fixture.asAdmin<{ events: Record<string, unknown>[] }>(
          'GET',
          `/api/audit?limit=200&${query}`,
        )
      ).body.events;

    it('The sign-in audit names the method of a successful sign-in', async () => {
      const person = await fixture.person();
      const [event] = await events(`type=login.succeeded&user_id=${person.id}`);
      expect(event).toMatchObject({ details: { method: 'password', amr: ['pwd'] } });
    });

    it('The sign-in audit records the passwords that were not checked, with the account', async () => {
      const { email, id } = await fixture.person();
      for (const status of [401, 401, 429]) expect((await login(email)).status).toBe(status);
      const refused = `type=login.failed&target_id=${id}`;
      const found = await eventually(async () => {
        const all = await events(refused);
        return all.length === 3 && all;
      });
      expect(found.map(({ code }) => code)).toEqual([
        'RATE_LIMITED',
        'INVALID_CREDENTIALS',
        'INVALID_CREDENTIALS',
      ]);
      expect(found[0]).toMatchObject({ outcome: 'refused', details: { method: 'password' } });
    });

    it('The sign-in audit is not filled by a flood of refused sign-ins, and counts the omitted ones', async () => {
      const { email, id } = await fixture.person();
      for (let i = 0; i < 45; i += 1) await login(email);
      const limited = async () =>
        (await events(`type=login.failed&target_id=${id}`)).filter(
          ({ code }) => code === 'RATE_LIMITED',
        );
      await eventually(async () => (await limited()).length === 20);
      clock.advanceSeconds(60);
      await login(email);
      await login(email);
      const newest = await eventually(async () => {
        const [first, ...rest] = await limited();
        return rest.length === 20 && first ? first : false;
      });
      expect(newest.details).toMatchObject({ left_out_before: 23 });
    });

    it('The sign-in audit records challenges that were not solved, and the attack that caused them', async () => {
      const since = clock.now().toISOString();
      for (let i = 0; i < 8; i += 1) expect((await login(anEmail())).status).toBe(401);
      expect((await login(anEmail())).status).toBe(403);
      const found = await eventually(async () => {
        const all = await events(`from=${since}`);
        const types = all.map(({ type, code }) => `${String(type)} ${String(code)}`);
        return types.includes('login.failed CAPTCHA_REQUIRED') && all;
      });
      expect(found.filter(({ code }) => code === 'CAPTCHA_REQUIRED')).toMatchObject([
        { outcome: 'refused', actor: { kind: 'anonymous' }, details: { method: 'password' } },
      ]);
      const incidents = await eventually(async () => {
        const all = await events(`from=${since}&type=sign_in.attack_suspected`);
        return all.length > 0 && all;
      });
      expect(incidents).toMatchObject([
        {
          outcome: 'incident',
          actor: { kind: 'system' },
          details: { scope: 'network', failures_per_minute: 8, limit_per_minute: 8 },
        },
      ]);
    });

    it('The sign-in audit records sessions that were ended for newer ones', async () => {
      const person = await fixture.person();
      const first = (await events(`type=login.succeeded&user_id=${person.id}`))[0];
      await fixture.signIn(person.email);
      await fixture.signIn(person.email);
      expect(await events(`type=session.ended&user_id=${person.id}`)).toMatchObject([
        {
          actor: { kind: 'system' },
          target: first?.['target'],
          ip: '127.0.0.1',
          details: { user_id: person.id, reason: 'session_limit' },
        },
      ]);
    });

    it('The sign-in audit records a sign-in during which its account was deactivated', async () => {
      const person = await fixture.person();
      const users = fixture.app.nest.get(Users, { strict: false });
      const meanwhile = jest.spyOn(users, 'recordLogin').mockResolvedValueOnce(null);
      expect((await login(person.email, PASSWORD)).status).toBe(401);
      meanwhile.mockRestore();
      expect(await events(`type=login.failed&target_id=${person.id}`)).toMatchObject([
        { code: 'INVALID_CREDENTIALS', details: { method: 'password' } },
      ]);
    });

    it('The sign-in audit records each password that was reset, and each invalid reset token', async () => {
      const { email, id } = await fixture.person();
      await fixture.app.post('/api/password/forgot', { email });
      const token = tokenIn(await mailTo(sink, email, /Choose a new password/));
      const reset = () =>
        fixture.app.post('/api/password/reset', { token, password: 'another long password' });
      expect((await reset()).status).toBe(200);
      expect(await events(`type=user.password_reset&target_id=${id}`)).toMatchObject([
        { outcome: 'success', actor: { kind: 'anonymous' }, ip: '127.0.0.1' },
      ]);
      expect((await reset()).status).toBe(400);
      const [refused] = await eventually(async () => {
        const all = await events('type=user.password_reset_refused');
        return all.length > 0 && all;
      });
      expect(refused).toMatchObject({ outcome: 'refused', code: 'INVALID_RESET_TOKEN' });
      expect(JSON.stringify(await events(''))).not.toContain(token);
    });
  });

  it('The sign-in audit records sign-ins that a rate limit refused', async () => {
    const env = { RATE_LIMIT_ENABLED: 'true', RATE_LIMIT_LOGIN_PER_ADDRESS: '3/1m' };
    const fixture = await Fixture.open({ env });
    try {
      const login = () =>
        fixture.app.post('/api/auth/login', { email: anEmail(), password: WRONG });
      while ((await login()).status !== 429);
      const limited = await eventually(async () => {
        const { body } = await fixture.asAdmin<{ events: { code: string }[] }>(
          'GET',
          '/api/audit?type=login.failed',
        );
        const found = body.events.filter(({ code }) => code === 'RATE_LIMITED');
        return found.length > 0 && found;
      });
      expect(limited).toMatchObject([{ outcome: 'refused', details: { method: 'password' } }]);
    } finally {
      await fixture.close();
    }
  }, 60_000);

  describe('by a provider', () => {
    let setting: Setting;
    let count = 0;

    withFixture(async (opened) => {
      setting = opened.add(await Setting.open());
    }, 120_000);
    beforeEach(() => {
      setting.provider.reset();
      setting.person({ sub: `trail-${process.pid}-${(count += 1)}`, email: anEmail() });
    });

    /** The audit rows that `work` adds; rows of refusals are written asynchronously. */
    const rowsOf = async (work: () => Promise<unknown>, rows = 1): Promise<Row[]> => {
      const newest = await setting.accounts.row<{ at: Date | null }>(
        'SELECT max(created_at) AS at FROM audit_events',
      );
      await work();
      return eventually(async () => {
        const found = await setting.accounts.rows<Row>(
          `SELECT * FROM audit_events WHERE type LIKE 'login.%'
              AND created_at > coalesce($1, '-infinity'::timestamptz) ORDER BY created_at`,
          [newest?.at ?? null],
        );
        return found.length >= rows && found;
      });
    };
    const refusedOf = async (account: Account | null, code: string, work: () => Promise<unknown>) =>
      expect(await rowsOf(work)).toMatchObject([
        {
          type: 'login.failed',
          outcome: 'refused',
          actor_kind: 'anonymous',
          target_id: account?.id ?? null,
          code,
          ip: '127.0.0.1',
          details: { method: 'google' },
        },
      ]);
    const signIn = () => setting.visitor().signIn('google');
    const signedIns = async (method: string, outcome: string) => {
      const { text } = await setting.app.get('/metrics');
      const line = new RegExp(
        `gatehouse_sign_ins_total\\{method="${method}",outcome="${outcome}"\\} (\\d+)`,
      );
      return Number(line.exec(text)?.[1] ?? 0);
    };

    it('The sign-in audit names the provider of a successful sign-in, and counts them', async () => {
      const before = await signedIns('google', 'success');
      const [row] = await rowsOf(signIn);
      expect(row).toMatchObject({
        type: 'login.succeeded',
        details: { method: 'google', amr: ['fed'] },
      });
      expect(await signedIns('google', 'success')).toBe(before + 1);
    });

    it('The sign-in audit records a sign-in by a provider to a disabled account', async () => {
      const account = await setting.accounts.create({ isActive: false });
      setting.person({ email: account.email });
      const before = await signedIns('google', 'account_disabled');
      await refusedOf(account, 'ACCOUNT_DISABLED', signIn);
      expect(await signedIns('google', 'account_disabled')).toBe(before + 1);
    });

    it('The sign-in audit records a sign-in by a provider that must be linked first', async () => {
      const account = await setting.accounts.create();
      setting.person({ email: account.email, email_verified: false });
      await refusedOf(account, 'LINK_REQUIRED', signIn);
    });

    it('The sign-in audit records a sign-in by a provider whose address must be verified first', async () => {
      setting.person({ email_verified: false });
      const [row] = await rowsOf(signIn);
      expect(row).toMatchObject({ type: 'login.failed', code: 'EMAIL_NOT_VERIFIED' });
      expect(row?.target_id).toMatch(/^[0-9a-f-]{36}$/);
    });

    it('The sign-in audit records an ID token that failed its checks', async () => {
      setting.provider.signature = 'other';
      await refusedOf(null, 'PROVIDER_ANSWER_INVALID', signIn);
    });

    it('The sign-in audit records a state that was not begun here', async () => {
      const forged = () => setting.app.get('/api/oauth/google/callback?code=x&state=y');
      await refusedOf(null, 'INVALID_OAUTH_STATE', forged);
    });

    it('The sign-in audit records an unknown code', async () => {
      const trade = () => setting.app.post('/api/oauth/token', { code: 'x'.repeat(43) });
      expect(await rowsOf(trade)).toMatchObject([
        { type: 'login.failed', code: 'INVALID_OAUTH_CODE', details: { method: 'provider' } },
      ]);
    });

    it('The sign-in audit records an exchanged code once, with the provider', async () => {
      const visitor = setting.visitor();
      const begun = await visitor.signIn('google', { redirect_uri: REDIRECT_URI });
      const code = new URL(String(begun.headers['location'])).searchParams.get('code');
      const rows = await rowsOf(() => setting.app.post('/api/oauth/token', { code }));
      expect(rows).toMatchObject([{ type: 'login.succeeded', details: { method: 'google' } }]);
    });

    it('Sign-ins are not counted under a provider name that a client invented', async () => {
      await setting.app.get('/api/oauth/made-up/callback?code=x&state=y');
      expect((await setting.app.get('/metrics')).text).not.toContain('made-up');
    });
  });
});
