import { decodeJwt } from 'jose';
import { FakeClock, type SmtpSink, type TestApp } from '#libs/testing';
import {
  mailTo,
  me,
  OTHER_PASSWORD,
  signIn,
  tokenIn,
  type Account,
  type Accounts,
} from '../support/accounts.js';
import { beginSignIn } from '../support/factors.js';
import { proven } from '../support/fresh-proof.js';
import { codeAt, enrolTotp, type EnrolledTotp } from '../support/totp.js';
import { withFixture } from '../support/with-fixture.js';

const ADDED = /second factor .* was added/;
const CHANGED = /password .* was changed/;
const WEEK = 7 * 86_400;
const STEP = 30;

interface Holder extends Account {
  readonly token: string;
  nextCode?: () => string;
}

interface WaysIn {
  readonly ways_in: readonly object[];
  readonly factors: readonly { readonly id: string; readonly type: string; readonly ip: string }[];
}

describe('a second factor that somebody else has added', () => {
  const clock = new FakeClock('2026-03-01T12:00:00.000Z');
  let app: TestApp;
  let sink: SmtpSink;
  let accounts: Accounts;

  withFixture(async (opened) => {
    ({ app, accounts, sink } = await opened.appWithMail({
      env: { RATE_LIMIT_ENABLED: 'false' },
      clock,
    }));
  }, 90_000);

  const enter = async (account: Account): Promise<Holder> => ({
    ...account,
    token: (await signIn(app, account)).access_token,
  });

  async function enrol(holder: Holder): Promise<EnrolledTotp> {
    const totp = await enrolTotp(app, holder, clock.nowMs());
    holder.nextCode = () => {
      clock.advanceSeconds(STEP);
      return codeAt(totp.secret, clock.nowMs());
    };
    return totp;
  }

  /** An intruder has the session of the owner, and the password, and enrols an authenticator app in it. */
  async function intrusion() {
    const account = await accounts.create();
    const holder = await enter(account);
    const totp = await enrol(holder);
    const token = tokenIn(await mailTo(sink, account.email, ADDED));
    return { account, holder, totp, token };
  }

  const deny = (token: string) => app.post<{ code?: string }>('/api/auth/sign-ins/deny', { token });
  const factorsOf = async ({ id }: Account) =>
    (
      await accounts.rows<{ id: string }>(
        'SELECT id FROM factors WHERE user_id = $1 ORDER BY created_at, id',
        [id],
      )
    ).map((row) => row.id);
  const resetTokenOf = (account: Account) => accounts.mailedToken(account, 'reset_password');
  const reset = async (account: Account, token?: string) =>
    app.post<WaysIn>('/api/password/reset', {
      token: token ?? (await resetTokenOf(account)),
      password: OTHER_PASSWORD,
    });

  it('The owner takes it back by the mail: the session ends, the factor goes, and the password is reset', async () => {
    const { account, holder, totp, token } = await intrusion();
    expect((await deny(token)).status).toBe(200);
    expect((await me(app, holder.token)).status).toBe(401);
    expect(await factorsOf(account)).toEqual([]);
    const event = await accounts.row<{ details: Record<string, unknown> }>(
      `SELECT details FROM audit_events WHERE target_id = $1 AND type = 'sign_in.denied'`,
      [account.id],
    );
    expect(event?.details).toMatchObject({
      session_id: decodeJwt(holder.token)['sid'],
      factors_removed: expect.arrayContaining([totp.id]),
      password_withdrawn: true,
    });
    const resetToken = tokenIn(await mailTo(sink, account.email, /Choose a new password/));
    expect((await reset(account, resetToken)).status).toBe(200);
    await signIn(app, { ...account, password: OTHER_PASSWORD });
    expect(await deny(token)).toMatchObject({ body: { code: 'INVALID_SIGN_IN_LINK' } });
  });

  it('The link of the mail works once, of many requests at once', async () => {
    const { token } = await intrusion();
    const answers = await Promise.all(Array.from({ length: 20 }, () => deny(token)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 400)).toHaveLength(19);
  });

  it('Its page asks about the factor, and opening it uses nothing up', async () => {
    const { account, token } = await intrusion();
    const page = await app.get(`/deny-sign-in?token=${token}`);
    expect(page).toMatchObject({ status: 200, text: expect.stringContaining('second factor') });
    const answer = await app.post('/deny-sign-in', undefined, {
      rawBody: `token=${token}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(answer.status).toBe(200);
    expect(await factorsOf(account)).toEqual([]);
  });

  it('A reset removes no factor, and the link of the mail about the factor works after it', async () => {
    const { account, totp, token } = await intrusion();
    expect((await reset(account)).status).toBe(200);
    expect(await factorsOf(account)).toContain(totp.id);
    await beginSignIn(app, { ...account, password: OTHER_PASSWORD });
    expect((await deny(token)).status).toBe(200);
    expect(await factorsOf(account)).toEqual([]);
  });

  it('A reset lists the factors that were added lately, and its mail has a link that takes them back', async () => {
    const { account, totp } = await intrusion();
    const resetToken = await resetTokenOf(account);
    const listed = await app.post<WaysIn>('/api/password/reset/ways-in', { token: resetToken });
    const factors = [
      expect.objectContaining({ id: totp.id, type: 'totp' }),
      expect.objectContaining({ type: 'recovery_codes' }),
    ];
    expect(listed.body.factors).toEqual(factors);
    expect(listed.body.ways_in).not.toContainEqual(expect.objectContaining({ id: totp.id }));
    const page = await app.get(`/reset-password?token=${resetToken}`);
    expect(page.text).toContain('authenticator app');
    expect(page.text).not.toContain(`keep_${totp.id}`);
    expect((await reset(account, resetToken)).body.factors).toEqual(factors);
    const mail = await mailTo(sink, account.email, CHANGED);
    expect(mail.text).toContain('an authenticator app');
    expect((await deny(tokenIn(mail))).status).toBe(200);
    expect(await factorsOf(account)).toEqual([]);
  });

  it('What was added since goes with it, in whichever session', async () => {
    const { account, holder, totp, token } = await intrusion();
    await app.post('/api/auth/factors/recovery-codes', {}, await proven(app, holder, 'add_factor'));
    const other = await accounts.row<{ id: string }>(
      `INSERT INTO factors (id, user_id, type, name, created_at, confirmed_at, made_in)
       VALUES (gen_random_uuid(), $1, 'passkey', 'Other', $2, $2, gen_random_uuid()) RETURNING id`,
      [account.id, clock.now()],
    );
    expect(await factorsOf(account)).toEqual(expect.arrayContaining([totp.id, other?.id]));
    expect((await deny(token)).status).toBe(200);
    expect(await factorsOf(account)).toEqual([]);
  });

  it('A factor of more than a week stays: who reads the mails cannot take it from its owner', async () => {
    const account = await accounts.create();
    const holder = await enter(account);
    const old = await enrol(holder);
    clock.advanceSeconds(WEEK + 86_400);
    const early = tokenIn(await mailTo(sink, account.email, ADDED));
    expect((await deny(early)).status).toBe(400);
    const later = { ...holder, token: await secondSession(account, holder, old) };
    await enrol(later);
    await accounts.rows('UPDATE factors SET made_in = $2 WHERE user_id = $1', [
      account.id,
      decodeJwt(later.token)['sid'],
    ]);
    expect((await deny(tokenIn(await mailTo(sink, account.email, ADDED, 2)))).status).toBe(200);
    expect(await factorsOf(account)).toContain(old.id);
    expect(await factorsOf(account)).toHaveLength(2);
  });

  it('A reset of an account whose factors are old has no such link', async () => {
    const { account } = await intrusion();
    clock.advanceSeconds(WEEK + 1);
    const { body } = await reset(account);
    expect(body.factors).toHaveLength(2);
    const mail = await mailTo(sink, account.email, CHANGED);
    expect(mail.text).toContain('an authenticator app');
    expect(mail.text).not.toContain('/deny-sign-in');
  });

  /** Signs in again with the second factor. */
  async function secondSession(
    account: Account,
    holder: Holder,
    { secret }: EnrolledTotp,
  ): Promise<string> {
    const half = await beginSignIn(app, account);
    holder.nextCode?.();
    const answer = await app.post<{ access_token: string }>(
      '/api/auth/login/factor',
      { challenge: half.challenge, type: 'totp', code: codeAt(secret, clock.nowMs()) },
      { headers: { 'x-device-token': half.device } },
    );
    expect(answer.status).toBe(200);
    return answer.body.access_token;
  }
});
