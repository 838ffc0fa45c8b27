import {
  FakeClock,
  type Answer,
  type ReceivedMail,
  type SmtpSink,
  type TestApp,
} from '#libs/testing';
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
import { enrolFactor } from '../support/factors.js';
import { withFixture } from '../support/with-fixture.js';

const CODE_MAIL = /Your code to sign in/;
const ASK = '/api/auth/login/email';
const VERIFY = '/api/auth/login/email/verify';

interface Asked {
  readonly nonce: string;
  readonly cookie: string;
  readonly code: string;
  readonly token: string;
}

const codeIn = ({ text }: ReceivedMail): string => /^(\d{6})$/m.exec(text ?? '')?.[1] ?? '';
const wrongOf = (code: string) => (code === '000000' ? '000001' : '000000');
const cookieOf = (answer: Answer<object>) => {
  const [line = ''] = [answer.headers['set-cookie'] ?? []].flat().filter((each) => each.includes('email_sign_in')); // prettier-ignore
  return line;
};

describe('signing in by mail', () => {
  const clock = new FakeClock('2026-01-01T00:00:00.000Z');
  let app: TestApp;
  let closed: TestApp;
  let sink: SmtpSink;
  let accounts: Accounts;
  let account: Account;

  withFixture(async (opened) => {
    const env = { ...UNLIMITED, EMAIL_SIGN_IN_ENABLED: 'true' };
    ({ app, accounts, sink } = await opened.appWithMail({ clock, env }));
    const database = { url: app.databaseUrl };
    ({ app: closed } = await opened.app({ clock, database, env: { ...sink.env, ...UNLIMITED } }));
  }, 120_000);
  beforeEach(async () => {
    account = await accounts.create();
  });

  const sent = (email: string) =>
    sink.mails.filter(
      ({ recipients, subject }) => recipients.includes(email) && CODE_MAIL.test(subject ?? ''),
    ).length;

  async function ask(email: string, more: object = {}, headers = {}): Promise<Asked> {
    const before = sent(email);
    const answer = await app.post<{ nonce: string }>(ASK, { email, ...more }, { headers });
    expect(answer.status).toBe(200);
    const mail = await mailTo(sink, email, CODE_MAIL, before + 1);
    const [cookie = ''] = cookieOf(answer).split(';');
    return { nonce: answer.body.nonce, cookie, code: codeIn(mail), token: tokenIn(mail) };
  }

  const verify = (body: object, headers = {}) =>
    app.post<SignedIn & Problem>(VERIFY, body, { headers });
  const INVALID = { status: 401, body: { code: 'INVALID_SIGN_IN_CODE' } };

  it('A mailed code signs in the client that asked, once, and the session says how', async () => {
    const { email } = account;
    const { nonce, code } = await ask(email);
    const answer = await verify({ email, code: `${code.slice(0, 3)} ${code.slice(3)}`, nonce });
    expect(answer).toMatchObject({ status: 200, body: { user: { email } } });
    expect((await me(app, answer.body.access_token)).status).toBe(200);
    const session = await accounts.row('SELECT amr FROM sessions WHERE user_id = $1', [account.id]);
    expect(session).toEqual({ amr: ['otp'] });
    expect(await verify({ email, code, nonce })).toMatchObject(INVALID);
    const [event] = await accounts.rows<{ details: object }>(
      `SELECT details FROM audit_events WHERE type = 'login.succeeded' AND actor_id = $1`,
      [account.id],
    );
    expect(event?.details).toMatchObject({ method: 'email', amr: ['otp'] });
    const { text } = await app.get('/metrics');
    expect(text).toContain('gatehouse_sign_ins_total{method="email",outcome="success"}');
    expect(text).toContain(
      'gatehouse_sign_ins_total{method="email",outcome="invalid_sign_in_code"}',
    );
  });

  it('The answer to a request is the same for an account, a disabled one, and none', async () => {
    const disabled = await accounts.create({ isActive: false });
    const answers = [];
    for (const email of [account.email, disabled.email, anEmail('nobody')]) {
      const answer = await app.post<{ nonce: string }>(ASK, { email });
      expect(answer.body.nonce).toMatch(/^[\w-]{43}$/);
      const cookie = cookieOf(answer);
      expect(cookie).toContain(answer.body.nonce);
      expect(cookie).toMatch(/HttpOnly; SameSite=Lax/);
      answers.push(comparable({ ...answer, body: { ...answer.body, nonce: '' } }));
    }
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
  });

  it('A code is refused alike for a wrong code, a wrong nonce, no nonce and an unknown address', async () => {
    const { email } = account;
    const { nonce, code } = await ask(email);
    const stranger = await app.post<{ nonce: string }>(ASK, { email: anEmail('nobody') });
    const refused = [
      await verify({ email, code: wrongOf(code), nonce }),
      await verify({ email, code, nonce: stranger.body.nonce }),
      await verify({ email, code }),
      await verify({ email: anEmail('nobody'), code, nonce: stranger.body.nonce }),
      await verify({ email: 'no address', code, nonce }),
    ].map(comparable);
    expect(refused[0]).toMatchObject(INVALID);
    for (const each of refused) expect(each).toEqual(refused[0]);
    expect((await verify({ email, code, nonce })).status).toBe(200);
  });

  it('A code of one account does not work with the address of another', async () => {
    const other = await accounts.create();
    const mine = await ask(account.email);
    const theirs = await ask(other.email);
    const body = { email: other.email, code: mine.code };
    expect(await verify({ ...body, nonce: mine.nonce })).toMatchObject(INVALID);
    const crossed = mine.code === theirs.code ? 200 : 401;
    expect((await verify({ ...body, nonce: theirs.nonce })).status).toBe(crossed);
    expect((await verify({ ...mine, email: account.email, token: undefined })).status).toBe(200);
  });

  it('The cookie of the browser takes the place of the nonce, also when a second tab has asked since', async () => {
    const other = await accounts.create();
    const first = await ask(account.email);
    const second = await ask(other.email, {}, { cookie: first.cookie });
    const headers = { cookie: second.cookie };
    const { code } = first;
    expect((await verify({ email: account.email, code }, headers)).status).toBe(200);
    const { code: otherCode } = second;
    expect((await verify({ email: other.email, code: otherCode }, headers)).status).toBe(200);
  });

  it('After five wrong codes the right one does not work either', async () => {
    const { email } = account;
    const { nonce, code } = await ask(email);
    for (let i = 0; i < 5; i += 1) await verify({ email, code: wrongOf(code), nonce });
    expect(await verify({ email, code, nonce })).toMatchObject(INVALID);
  });

  it('A code works for ten minutes, and a newer request ends the older one', async () => {
    const { email } = account;
    const old = await ask(email);
    const newer = await ask(email);
    expect(await verify({ email, code: old.code, nonce: old.nonce })).toMatchObject(INVALID);
    clock.advanceSeconds(601);
    expect(await verify({ email, code: newer.code, nonce: newer.nonce })).toMatchObject(INVALID);
    const last = await ask(email);
    clock.advanceSeconds(599);
    expect((await verify({ email, code: last.code, nonce: last.nonce })).status).toBe(200);
  });

  it('A request of a stranger does not end the one of a device that the account knows', async () => {
    const { email } = account;
    const { headers } = await app.post('/api/auth/login', { email, password: account.password });
    const device = { 'x-device-token': String(headers['x-device-token']) };
    const own = await ask(email, {}, device);
    await ask(email);
    const body = { email, code: own.code, nonce: own.nonce };
    expect((await verify(body, device)).status).toBe(200);
  });

  it('The link signs in only where it was asked for, and opening its page changes nothing', async () => {
    const { token, nonce, cookie } = await ask(account.email);
    const page = `/sign-in-by-mail?token=${token}`;
    for (const method of ['GET', 'HEAD', 'GET']) await app.call(method, page);
    expect((await app.get(page)).status).toBe(403);
    expect((await app.get<string>(page)).text).toContain('only in the browser');
    expect((await app.get(page, { headers: { cookie } })).status).toBe(200);
    const elsewhere = { status: 403, body: { code: 'SIGN_IN_OF_ANOTHER_CLIENT' } };
    expect(await verify({ token })).toMatchObject(elsewhere);
    expect((await verify({ token, nonce })).status).toBe(200);
    expect(await verify({ token, nonce })).toMatchObject(INVALID);
    expect((await app.get(page, { headers: { cookie } })).status).toBe(401);
  });

  it('A changed password ends a sign-in by mail that waits', async () => {
    const { email, password } = account;
    const { nonce, code, token } = await ask(email);
    const { access_token } = await signIn(app, account);
    const body = { current_password: password, new_password: OTHER_PASSWORD };
    await app.post('/api/auth/change-password', body, { token: access_token });
    expect(await verify({ email, code, nonce })).toMatchObject(INVALID);
    expect(await verify({ token, nonce })).toMatchObject(INVALID);
  });

  it('A disabled account says so only after the right code', async () => {
    const disabled = await accounts.create({ isActive: false });
    const { email } = disabled;
    const { nonce, code } = await ask(email);
    expect(await verify({ email, code: wrongOf(code), nonce })).toMatchObject(INVALID);
    const answer = await verify({ email, code, nonce });
    expect(answer).toMatchObject({ status: 403, body: { code: 'ACCOUNT_DISABLED' } });
  });

  it('The target of the access token is that of the request, which must name one that exists', async () => {
    const { email } = account;
    for (const address of [email, 'nobody@example.test']) {
      const refused = await app.post(ASK, { email: address, resource: 'no such service' });
      expect(refused).toMatchObject({ status: 400, body: { code: 'INVALID_TARGET' } });
    }
    const good = await ask(email, { resource: 'auth_service' });
    expect((await verify({ email, code: good.code, nonce: good.nonce })).status).toBe(200);
  });

  it.each([{}, { email: 'anna@example.test' }, { code: '123456' }, { token: 7 }, { code: ['1'] }])(
    'A verification with the body %j is refused as incomplete',
    async (body) => {
      expect(await verify(body)).toMatchObject({
        status: 400,
        body: { code: 'VALIDATION_FAILED' },
      });
    },
  );

  it('While it is switched off, nothing is mailed and no code works', async () => {
    const disabled = { status: 403, body: { code: 'EMAIL_SIGN_IN_DISABLED' } };
    const { email } = account;
    expect(await closed.post(ASK, { email })).toMatchObject(disabled);
    expect(await closed.post(VERIFY, { email, code: '123456' })).toMatchObject(disabled);
  });

  it('Wrong codes count for the account as wrong passwords do', async () => {
    const { email } = account;
    await signIn(app, account);
    for (let i = 0; i < 5; i += 1) await verify({ email, code: '000000' });
    await signIn(app, account);
    const session = await accounts.row<{ risk_reasons: string[] }>(
      'SELECT risk_reasons FROM sessions WHERE user_id = $1 ORDER BY id DESC',
      [account.id],
    );
    expect(session?.risk_reasons).toContain('failures_before');
  });

  describe('with an address that was never verified', () => {
    const linked = async ({ id }: Account) => {
      const sql = `INSERT INTO identities (id, user_id, provider, issuer, subject)
                   VALUES (gen_random_uuid(), $1, 'google', 'https://accounts.google.com', $2)`;
      await accounts.rows(sql, [id, id]);
    };
    const identitiesOf = async ({ id }: Account) =>
      (await accounts.rows('SELECT FROM identities WHERE user_id = $1', [id])).length;

    it('The code verifies it, and the password and identity of who registered it do not work any more', async () => {
      const theirs = await accounts.create({ isVerified: false });
      await linked(theirs);
      const { email, password } = theirs;
      const { nonce, code } = await ask(email);
      const answer = await verify({ email, code, nonce });
      expect(answer).toMatchObject({ status: 200, body: { user: { is_email_verified: true } } });
      expect((await app.post('/api/auth/login', { email, password })).status).toBe(401);
      expect(await identitiesOf(theirs)).toBe(0);
      expect(await verify({ email, code, nonce })).toMatchObject(INVALID);
    });

    it('The browser that registered keeps its password', async () => {
      const email = anEmail('own');
      const password = OTHER_PASSWORD;
      const registered = await app.post('/api/auth/register', { email, password });
      const device = { 'x-device-token': String(registered.headers['x-device-token']) };
      const { nonce, code } = await ask(email, {}, device);
      expect((await verify({ email, code, nonce }, device)).status).toBe(200);
      expect((await app.post('/api/auth/login', { email, password })).status).toBe(200);
    });

    it('What a provider alone has vouched for goes, unless the device is known', async () => {
      const vouched = await accounts.create();
      await linked(vouched);
      await accounts.rows(`UPDATE users SET vouched_by = 'google' WHERE id = $1`, [vouched.id]);
      const { email, password } = vouched;
      const { nonce, code } = await ask(email);
      expect((await verify({ email, code, nonce })).status).toBe(200);
      expect(await identitiesOf(vouched)).toBe(0);
      expect((await app.post('/api/auth/login', { email, password })).status).toBe(401);
    });

    it('Who reads the mailbox of an account that a provider alone has vouched for removes no second factor and needs it', async () => {
      const vouched = await accounts.create();
      await linked(vouched);
      await enrolFactor(accounts, vouched);
      await accounts.rows(`UPDATE users SET vouched_by = 'google' WHERE id = $1`, [vouched.id]);
      const { nonce, code } = await ask(vouched.email);
      expect(await verify({ email: vouched.email, code, nonce })).toMatchObject({
        status: 403,
        body: { code: 'SECOND_FACTOR_REQUIRED' },
      });
      expect(await identitiesOf(vouched)).toBe(1);
    });
  });
});
