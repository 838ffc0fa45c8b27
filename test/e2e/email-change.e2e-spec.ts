import { decodeJwt } from 'jose';
import { randomToken, sha256 } from '#libs/kernel';
import { FakeClock, type SmtpSink, type TestApp } from '#libs/testing';
import {
  anEmail,
  comparable,
  mailTo,
  me,
  OTHER_PASSWORD,
  signIn,
  tokenIn,
  UNLIMITED,
  type Account,
  type Accounts,
  type Problem,
  type SignedIn,
} from '../support/accounts.js';
import { proven } from '../support/fresh-proof.js';
import { codeAt, enrolTotp } from '../support/totp.js';
import { withFixture } from '../support/with-fixture.js';

const PATH = '/api/auth/change-email';
const CONFIRM = /Confirm your new address/;
const CHANGED = /has another address now/;
const ASKED = /A new address was asked for/;
const WANTED = /was given for another account/;
const RESET = /Choose a new password/;

interface Held {
  readonly account: Account;
  readonly token: string;
  /** The credential of the device that signed in. */
  readonly device: Readonly<Record<string, string>>;
}

describe('a change of the address', () => {
  const clock = new FakeClock('2026-01-01T00:00:00.000Z');
  let app: TestApp;
  let sink: SmtpSink;
  let accounts: Accounts;
  let held: Held;

  withFixture(async (opened) => {
    ({ app, accounts, sink } = await opened.appWithMail({ clock, env: UNLIMITED }));
  }, 60_000);
  beforeEach(async () => {
    held = await enter(await accounts.create());
  });

  async function enter(account: Account): Promise<Held> {
    const { email, password } = account;
    const answer = await app.post<SignedIn>('/api/auth/login', { email, password });
    expect(answer.status).toBe(200);
    const device = { 'x-device-token': String(answer.headers['x-device-token']) };
    return { account, token: answer.body.access_token, device };
  }

  async function ask({ account, token, device }: Held, email: string) {
    const by = await proven(app, { token, password: account.password }, 'change_email');
    const { headers } = by;
    return app.post<Problem>(PATH, { email }, { token, headers: { ...headers, ...device } });
  }

  const confirm = (body: object, headers = {}) =>
    app.post<Problem>(`${PATH}/confirm`, body, { headers });
  const undo = (token: string) => app.post<Problem>(`${PATH}/undo`, { token });
  const show = async ({ token }: Held) =>
    (await app.get<{ pending: { email: string } | null }>(PATH, { token })).body.pending;
  const addressOf = async ({ account: { id } }: Held) =>
    (await accounts.row<{ email: string }>('SELECT email FROM users WHERE id = $1', [id]))?.email;
  const confirmToken = async (email: string, nth = 1) =>
    tokenIn(await mailTo(sink, email, CONFIRM, nth));
  const undoToken = async (email: string, nth = 1) =>
    tokenIn(await mailTo(sink, email, CHANGED, nth));
  const INVALID = { status: 400, body: { code: 'INVALID_EMAIL_CHANGE_LINK' } };

  /** Asks and confirms; answers the token of the mail that undoes it. */
  async function change(who: Held, to: string): Promise<string> {
    const from = (await addressOf(who)) ?? '';
    const before = sink.mails.filter(({ recipients }) => recipients.includes(from)).length;
    expect((await ask(who, to)).status).toBe(202);
    const answer = await confirm({ token: await confirmToken(to) }, who.device);
    expect(answer.status).toBe(200);
    await sink.waitFor(
      () => sink.mails.filter(({ recipients }) => recipients.includes(from)).length >= before + 2,
    );
    const mails = sink.mails.filter(
      ({ recipients, subject }) => recipients.includes(from) && CHANGED.test(subject ?? ''),
    );
    return tokenIn(mails.at(-1)!);
  }

  it('A change that was asked for without a second factor ends when the first one is added', async () => {
    const { account, token, device } = held;
    const email = anEmail('new');
    expect((await ask(held, email)).status).toBe(202);
    const link = await confirmToken(email);
    await enrolTotp(app, { token, password: account.password }, clock.nowMs());
    expect(await show(held)).toBeNull();
    expect((await app.get(`/change-email?token=${link}`)).status).toBe(400);
    expect(await confirm({ token: link }, device)).toMatchObject(INVALID);
    const { password } = account;
    expect(await confirm({ token: link, password })).toMatchObject(INVALID);
    expect(await addressOf(held)).toBe(account.email);
  });

  it('A change that was asked for with a second factor stays when another one is added', async () => {
    const { account, token, device } = held;
    const { secret } = await enrolTotp(app, { token, password: account.password }, clock.nowMs());
    const nextCode = () => {
      clock.advanceSeconds(30);
      return codeAt(secret, clock.nowMs());
    };
    const owner = { token, password: account.password, nextCode };
    const email = anEmail('new');
    const { headers } = await proven(app, owner, 'change_email');
    const asked = await app.post(PATH, { email }, { token, headers: { ...headers, ...device } });
    expect(asked.status).toBe(202);
    await enrolTotp(app, owner, clock.nowMs());
    expect((await confirm({ token: await confirmToken(email) }, device)).status).toBe(200);
  });

  it('Nothing changes before the link in the mail to the new address is used; then the account has it, verified', async () => {
    const { account, token, device } = held;
    const email = anEmail('new');
    expect((await ask(held, email)).status).toBe(202);
    await mailTo(sink, account.email, ASKED);
    expect(await addressOf(held)).toBe(account.email);
    expect(await show(held)).toMatchObject({ email });
    const link = await confirmToken(email);
    for (const method of ['GET', 'HEAD']) await app.call(method, `/change-email?token=${link}`);
    expect(await addressOf(held)).toBe(account.email);
    expect((await confirm({ token: link }, device)).status).toBe(200);
    expect(await addressOf(held)).toBe(email);
    expect(await show(held)).toBeNull();
    const answer = await app.get<{ user: object }>('/api/auth/me', { token });
    expect(answer.body.user).toMatchObject({ email, is_email_verified: true });
    await signIn(app, { ...account, email });
    const { password } = account;
    const old = await app.post('/api/auth/login', { email: account.email, password });
    expect(old.status).toBe(401);
    expect(await confirm({ token: link }, device)).toMatchObject(INVALID);
    const types = (
      await accounts.rows<{ type: string }>(
        `SELECT type FROM audit_events WHERE target_id = $1 AND type LIKE 'user.email_change%' ORDER BY id`,
        [account.id],
      )
    ).map(({ type }) => type);
    expect(types).toEqual(['user.email_change_requested', 'user.email_changed']);
  });

  it('The answer is the same when the address belongs to somebody, who is told', async () => {
    const other = await accounts.create();
    const taken = await ask(held, other.email.toUpperCase());
    const shown = await show(held);
    const free = await ask(await enter(await accounts.create()), anEmail('free'));
    expect(comparable(taken)).toEqual(comparable(free));
    expect(shown).toMatchObject({ email: other.email.toUpperCase() });
    const mail = await mailTo(sink, other.email, WANTED);
    expect(mail.text).not.toContain(held.account.email);
    const mails = sink.mails.filter(({ recipients }) => recipients.includes(other.email));
    expect(mails.some(({ subject }) => CONFIRM.test(subject ?? ''))).toBe(false);
  });

  it('A change needs a fresh proof for it, and another address', async () => {
    const { token, account } = held;
    const email = anEmail('new');
    const bare = await app.post(PATH, { email }, { token });
    expect(bare).toMatchObject({ status: 401, body: { code: 'PROOF_REQUIRED' } });
    const other = await proven(app, { token, password: account.password }, 'set_password');
    expect(await app.post(PATH, { email }, other)).toMatchObject({ status: 401 });
    expect((await ask(held, account.email.toUpperCase())).status).toBe(400);
    expect((await ask(held, 'no address')).status).toBe(400);
    expect(await show(held)).toBeNull();
  });

  it('A stranger who reads the mail cannot give the account the address of their mailbox', async () => {
    const email = anEmail('victim');
    await ask(held, email);
    const token = await confirmToken(email);
    const refused = { status: 403, body: { code: 'VERIFICATION_PROOF_REQUIRED' } };
    expect(await confirm({ token })).toMatchObject(refused);
    const wrong = await confirm({ token, password: 'not the one' });
    expect(wrong).toMatchObject({ status: 400, body: { code: 'WRONG_CURRENT_PASSWORD' } });
    expect(await addressOf(held)).toBe(held.account.email);
    expect((await confirm({ token, password: held.account.password })).status).toBe(200);
  });

  it('A newer request ends the older one, and a cancelled one does not work', async () => {
    const [first, second] = [anEmail('first'), anEmail('second')];
    await ask(held, first);
    await ask(held, second);
    const { device, token } = held;
    expect(await confirm({ token: await confirmToken(first) }, device)).toMatchObject(INVALID);
    expect(await show(held)).toMatchObject({ email: second });
    expect((await app.delete(PATH, { token })).status).toBe(200);
    expect(await show(held)).toBeNull();
    expect(await confirm({ token: await confirmToken(second) }, device)).toMatchObject(INVALID);
  });

  it('The link works for a day', async () => {
    const [early, late] = [anEmail('early'), anEmail('late')];
    await ask(held, late);
    clock.advanceSeconds(86_401);
    const { device } = held;
    expect(await confirm({ token: await confirmToken(late) }, device)).toMatchObject(INVALID);
    held = await enter(await accounts.create());
    await ask(held, early);
    clock.advanceSeconds(86_399);
    expect((await confirm({ token: await confirmToken(early) }, held.device)).status).toBe(200);
  });

  it('A reset, and the end of the session from another one, end the change that an intruder asked for', async () => {
    const email = anEmail('thief');
    await ask(held, email);
    const link = await confirmToken(email);
    const reset = await accounts.mailedToken(held.account, 'reset_password');
    await app.post('/api/password/reset', { token: reset, password: OTHER_PASSWORD });
    expect(await confirm({ token: link }, held.device)).toMatchObject(INVALID);

    const owner = await accounts.create();
    const [theirs, thief] = [await enter(owner), await enter(owner)];
    const second = anEmail('thief');
    await ask(thief, second);
    expect((await app.delete('/api/auth/sessions', { token: theirs.token })).status).toBe(200);
    expect(await confirm({ token: await confirmToken(second) }, thief.device)).toMatchObject(INVALID); // prettier-ignore
  });

  it('Links that were mailed to the old address die with it', async () => {
    const { email } = held.account;
    const reset = await accounts.mailedToken(held.account, 'reset_password');
    await change(held, anEmail('new'));
    const answer = await app.post('/api/password/reset', {
      token: reset,
      password: OTHER_PASSWORD,
    });
    expect(answer).toMatchObject({ status: 400, body: { code: 'INVALID_RESET_TOKEN' } });
    await app.post('/api/password/forgot', { email });
    const mails = sink.mails.filter(({ recipients }) => recipients.includes(email));
    expect(mails.some(({ subject }) => RESET.test(subject ?? ''))).toBe(false);
  });

  it('An account changes its address five times a day', async () => {
    for (let i = 0; i < 5; i += 1) expect((await ask(held, anEmail('many'))).status).toBe(202);
    expect(await ask(held, anEmail('many'))).toMatchObject({
      status: 429,
      body: { code: 'RATE_LIMITED' },
    });
  });

  it('An address that another account got meanwhile is refused', async () => {
    const email = anEmail('both');
    await ask(held, email);
    const link = await confirmToken(email);
    await accounts.create({ email });
    const answer = await confirm({ token: link }, held.device);
    expect(answer).toMatchObject({ status: 409, body: { code: 'EMAIL_TAKEN' } });
    expect(await addressOf(held)).toBe(held.account.email);
  });

  it('An address that was never verified gets no link to take the account', async () => {
    const account = await accounts.create();
    const who = await enter(account);
    await accounts.rows('UPDATE users SET is_email_verified = false WHERE id = $1', [account.id]);
    const email = anEmail('right');
    await ask(who, email);
    expect((await confirm({ token: await confirmToken(email) }, who.device)).status).toBe(200);
    const mails = await accounts.rows(
      `SELECT FROM mail_outbox WHERE user_id = $1 AND template = 'email-changed'`,
      [account.id],
    );
    expect(mails).toEqual([]);
  });

  it('A denial ends the change that an intruder asked for, also of an account without a password and after a sign-out', async () => {
    const email = anEmail('new');
    expect((await ask(held, email)).status).toBe(202);
    const link = await confirmToken(email);
    const { account, token, device } = held;
    await accounts.rows('UPDATE users SET password = NULL WHERE id = $1', [account.id]);
    await app.post('/api/auth/logout', {}, { token });
    const denial = randomToken();
    await accounts.rows(
      `INSERT INTO sign_in_links (token_hash, purpose, user_id, session_id, email_canonical, created_at, expires_at)
       VALUES ($1, 'deny', $2, $3, $4, $5, $5::timestamptz + interval '1 hour')`,
      [sha256(denial), account.id, decodeJwt(token)['sid'], account.email, clock.now()],
    );
    expect((await app.post('/api/auth/sign-ins/deny', { token: denial })).status).toBe(200);
    expect(await confirm({ token: link }, device)).toMatchObject(INVALID);
  });

  describe('undone from the old address', () => {
    it('A factor of more than a week stays: who reads the mails of the old address cannot take it from its owner', async () => {
      const { account, token } = held;
      const { secret } = await enrolTotp(app, { token, password: account.password }, clock.nowMs());
      await accounts.rows(
        `UPDATE factors SET created_at = created_at - interval '8 days', confirmed_at = confirmed_at - interval '8 days'
          WHERE user_id = $1`,
        [account.id],
      );
      const nextCode = () => {
        clock.advanceSeconds(30);
        return codeAt(secret, clock.nowMs());
      };
      const email = anEmail('new');
      const by = await proven(app, { token, password: account.password, nextCode }, 'change_email');
      const headers = { ...by.headers, ...held.device };
      expect((await app.post(PATH, { email }, { token, headers })).status).toBe(202);
      expect((await confirm({ token: await confirmToken(email) }, held.device)).status).toBe(200);
      expect((await undo(await undoToken(account.email))).status).toBe(200);
      const left = await accounts.rows('SELECT 1 FROM factors WHERE user_id = $1', [account.id]);
      expect(left).toHaveLength(2);
    });

    it('The old address comes back, every session ends, and the password must be reset', async () => {
      const { account, token, device } = held;
      const link = await change(held, anEmail('thief'));
      for (const method of ['GET', 'HEAD'])
        await app.call(method, `/undo-email-change?token=${link}`);
      expect((await undo(link)).status).toBe(200);
      expect(await addressOf(held)).toBe(account.email);
      expect((await me(app, token)).status).toBe(401);
      const { email, password } = account;
      expect((await app.post('/api/auth/login', { email, password })).status).toBe(401);
      const reset = tokenIn(await mailTo(sink, email, RESET));
      const body = { token: reset, password: OTHER_PASSWORD };
      expect((await app.post('/api/password/reset', body, { headers: device })).status).toBe(200);
      await signIn(app, { email, password: OTHER_PASSWORD });
      expect(await undo(link)).toMatchObject(INVALID);
      const event = await accounts.row<{ outcome: string }>(
        `SELECT outcome FROM audit_events WHERE target_id = $1 AND type = 'user.email_change_undone'`,
        [account.id],
      );
      expect(event).toEqual({ outcome: 'incident' });
    });

    it('What was made since is removed, also by who came by a reset at the new address', async () => {
      const { account } = held;
      const thief = anEmail('thief');
      const link = await change(held, thief);
      clock.advanceSeconds(60);
      await app.post('/api/password/forgot', { email: thief });
      const token = tokenIn(await mailTo(sink, thief, RESET));
      await app.post('/api/password/reset', { token, password: OTHER_PASSWORD });
      const intruder = await signIn(app, { email: thief, password: OTHER_PASSWORD });
      await accounts.rows(
        `INSERT INTO identities (id, user_id, provider, issuer, subject, added_at)
         VALUES (gen_random_uuid(), $1, 'google', 'https://accounts.google.com', $2, $3)`,
        [account.id, account.id, clock.now()],
      );
      expect((await undo(link)).status).toBe(200);
      expect((await me(app, intruder.access_token)).status).toBe(401);
      expect(await accounts.rows('SELECT FROM identities WHERE user_id = $1', [account.id])).toEqual([]); // prettier-ignore
      const known = `SELECT FROM devices WHERE user_id = $1 AND is_known`;
      expect(await accounts.rows(known, [account.id])).toEqual([]);
    });

    it('A second change does not take the power of the first link, and loses its own by it', async () => {
      const { account } = held;
      const middle = anEmail('middle');
      const first = await change(held, middle);
      clock.advanceSeconds(1);
      const second = await change(held, anEmail('last'));
      clock.advanceSeconds(1);
      expect((await undo(first)).status).toBe(200);
      expect(await addressOf(held)).toBe(account.email);
      expect(await undo(second)).toMatchObject(INVALID);
    });

    it('The second link gives back the middle address, and the first still the first one', async () => {
      const { account } = held;
      const middle = anEmail('middle');
      const first = await change(held, middle);
      clock.advanceSeconds(1);
      const second = await change(held, anEmail('last'));
      expect((await undo(second)).status).toBe(200);
      expect(await addressOf(held)).toBe(middle);
      expect((await undo(first)).status).toBe(200);
      expect(await addressOf(held)).toBe(account.email);
    });

    it('Nobody else gets the old address while the change can be undone', async () => {
      const { email } = held.account;
      const link = await change(held, anEmail('new'));
      const registered = await app.post('/api/auth/register', { email, password: OTHER_PASSWORD });
      expect(registered.status).toBe(201);
      const other = await enter(await accounts.create());
      expect((await ask(other, email)).status).toBe(202);
      expect(await accounts.rows('SELECT FROM users WHERE email = $1', [email])).toEqual([]);
      expect((await undo(link)).status).toBe(200);
      expect(await addressOf(held)).toBe(email);
    });

    it('The link works for three days, and then the address is free', async () => {
      const { email } = held.account;
      const link = await change(held, anEmail('new'));
      clock.advanceSeconds(3 * 86_400 + 1);
      expect(await undo(link)).toMatchObject(INVALID);
      await app.post('/api/auth/register', { email, password: OTHER_PASSWORD });
      expect(await accounts.rows('SELECT FROM users WHERE email = $1', [email])).toHaveLength(1);
    });
  });

  describe('on the pages', () => {
    const form = (path: string, body: string, headers = {}) =>
      app.call<string>('POST', path, {
        rawBody: body,
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      });

    it('A browser that the account does not know is asked for the password', async () => {
      const email = anEmail('new');
      await ask(held, email);
      const token = await confirmToken(email);
      const page = await app.get<string>(`/change-email?token=${token}`);
      expect(page).toMatchObject({ status: 200 });
      expect(page.text).toContain('current-password');
      const { headers } = { headers: held.device };
      const own = await app.get<string>(`/change-email?token=${token}`, { headers });
      expect(own.text).not.toContain('current-password');
      const refused = await form('/change-email', `token=${token}&password=wrong`);
      expect(refused).toMatchObject({ status: 400 });
      expect(refused.text).toContain('aria-invalid');
      const done = await form('/change-email', `token=${token}`, held.device);
      expect(done.status).toBe(200);
      expect(await addressOf(held)).toBe(email);
      const link = await undoToken(held.account.email);
      expect((await app.get(`/undo-email-change?token=${link}`)).status).toBe(200);
      expect((await form('/undo-email-change', `token=${link}`)).status).toBe(200);
      expect((await form('/undo-email-change', `token=${link}`)).status).toBe(400);
      expect((await app.get(`/change-email?token=${token}`)).status).toBe(400);
      expect(await addressOf(held)).toBe(held.account.email);
    });
  });
});
