import { FakeClock, startTestApp, type SmtpSink, type TestApp } from '#libs/testing';
import { newId, randomToken } from '#libs/kernel';
import {
  type Accounts,
  anEmail,
  comparable,
  mailTo,
  PASSWORD,
  refresh,
  UNLIMITED,
  tokenIn,
  type Problem,
} from '../support/accounts.js';
import { withFixture } from '../support/with-fixture.js';

const CONFIRM = /Confirm your e-mail/;
const ALREADY = /already have an account/;
const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

describe('registration', () => {
  const clock = new FakeClock('2026-01-01T00:00:00.000Z');
  let app: TestApp;
  let sink: SmtpSink;
  let accounts: Accounts;

  withFixture(async (opened) => {
    ({ app, accounts, sink } = await opened.appWithMail({ clock, env: UNLIMITED }));
  }, 60_000);

  const register = (body: unknown) =>
    app.post<Problem & { user_id: string }>('/api/auth/register', body);
  const verify = (token: string, accept = 'application/json') =>
    app.get<Problem>(`/api/auth/verify-email/${token}`, { headers: { accept } });
  const userOf = (email: string) =>
    accounts.row<Record<string, unknown>>('SELECT * FROM users WHERE email = $1', [email]);

  it('A registration makes an account, mails a link, and needs the link before the first sign-in', async () => {
    const email = anEmail();
    const answer = await register({
      email,
      password: PASSWORD,
      first_name: 'Anna',
      last_name: null,
    });
    expect(answer).toMatchObject({
      status: 201,
      body: { success: true, message: 'User registered successfully' },
    });
    expect(Object.keys(answer.body).sort()).toEqual(['message', 'success', 'user_id']);
    expect(await userOf(email)).toMatchObject({
      id: answer.body.user_id,
      first_name: 'Anna',
      last_name: null,
      is_active: true,
      is_email_verified: false,
    });

    const early = await app.post('/api/auth/login', { email, password: PASSWORD });
    expect(early).toMatchObject({
      status: 403,
      body: {
        success: false,
        message: expect.stringMatching(
          /^Email not verified: .*POST \/api\/auth\/resend-verification/,
        ),
        needs_verification: true,
      },
    });
    const wrong = await app.post('/api/auth/login', { email, password: 'not the right one' });
    expect(wrong).toMatchObject({ status: 401, body: { message: 'Invalid email or password' } });
    expect(wrong.body).not.toHaveProperty('needs_verification');

    const token = tokenIn(await mailTo(sink, email, CONFIRM));
    expect(await verify(token)).toMatchObject({ status: 200, body: { success: true } });
    expect(await userOf(email)).toMatchObject({ is_email_verified: true });
    const signedIn = await app.post('/api/auth/login', { email, password: PASSWORD });
    expect(signedIn.status).toBe(200);
  });

  it('A registration and the answer kept for its Idempotency-Key are one transaction: a crash leaves both or neither', async () => {
    const email = anEmail();
    const headers = { 'idempotency-key': newId() };
    const body = { email, password: PASSWORD };
    const first = await app.post('/api/auth/register', body, { headers });
    const again = await app.post('/api/auth/register', body, { headers });
    expect(again).toMatchObject({ status: 201, body: first.body });
    const written = await accounts.row<{ is_one: boolean }>(
      `SELECT u.xmin = k.xmin AS is_one FROM users u, idempotency_keys k
        WHERE u.email = $1 AND k.answer IS NOT NULL ORDER BY k.created_at DESC LIMIT 1`,
      [email],
    );
    expect(written).toEqual({ is_one: true });
  });

  it('A registration never answers with the token that it mails', async () => {
    const email = anEmail();
    const answer = await register({ email, password: PASSWORD });
    const token = tokenIn(await mailTo(sink, email, CONFIRM));
    expect(JSON.stringify([answer.text, answer.headers])).not.toContain(token);
    const stored = await accounts.rows('SELECT * FROM one_time_tokens');
    expect(JSON.stringify(stored)).not.toContain(token);
  });

  it('A registration ignores fields that the registrant may not set', async () => {
    const email = anEmail();
    const id = newId();
    const { status, body } = await register({
      email,
      password: PASSWORD,
      id,
      role: 'admin',
      roles: ['admin'],
      isAdmin: true,
      is_email_verified: true,
      emailVerified: true,
      is_active: false,
      passwordHash: 'x',
      orgId: 1,
    });
    expect(status).toBe(201);
    expect(body.user_id).not.toBe(id);
    expect(await userOf(email)).toMatchObject({ is_email_verified: false, is_active: true });
    const roles = await accounts.rows('SELECT FROM user_service_roles WHERE user_id = $1', [
      body.user_id,
    ]);
    expect(roles).toEqual([]);
  });

  it('A registration answers for a taken address as for a free one, and mails its owner', async () => {
    const owner = await accounts.create({ email: anEmail('Owner') });
    const before = await userOf(owner.email);
    const free = await register({ email: anEmail(), password: PASSWORD });
    const taken = await register({
      email: owner.email.toUpperCase(),
      password: 'the password of somebody else',
      first_name: 'Mallory',
    });
    expect(comparable(taken)).toEqual(comparable(free));
    expect(taken.body.user_id).toMatch(/^[0-9a-f-]{36}$/);
    expect(taken.body.user_id).not.toBe(owner.id);
    expect(await userOf(owner.email)).toEqual(before);
    const mail = await mailTo(sink, owner.email, ALREADY);
    expect(mail.text).not.toContain('Mallory');
  });

  it.each([
    ['other case', (email: string) => email.toUpperCase()],
    ['white space around it', (email: string) => `  ${email}\t`],
    ['a full-width at sign', (email: string) => email.replace('@', '\uff20')],
    ['full-width letters', (email: string) => email.replace('example', '\uff45xample')],
  ])('A registration treats an address in %s as the same', async (_what, spell) => {
    const email = anEmail('spelling');
    expect((await register({ email, password: PASSWORD })).status).toBe(201);
    expect((await register({ email: spell(email), password: PASSWORD })).status).toBe(201);
    await mailTo(sink, email, CONFIRM, 2);
    const found = await accounts.rows('SELECT FROM users WHERE email_canonical LIKE $1', [
      `${email.split('@')[0]}@%`,
    ]);
    expect(found).toHaveLength(1);
  });

  it('A verification link is used up once', async () => {
    const email = anEmail();
    await register({ email, password: PASSWORD });
    const token = tokenIn(await mailTo(sink, email, CONFIRM));
    expect((await verify(token)).status).toBe(200);
    const again = await verify(token);
    expect(again).toMatchObject({
      status: 400,
      body: { success: false, message: 'Invalid or expired verification token' },
    });
    expect(JSON.stringify(again.body)).not.toContain('access_token');
  });

  it('A verification link is valid for 24 hours and no longer', async () => {
    const email = anEmail();
    await register({ email, password: PASSWORD });
    const token = tokenIn(await mailTo(sink, email, CONFIRM));
    clock.advanceSeconds(86_400);
    expect((await verify(token)).status).toBe(400);
    expect(await userOf(email)).toMatchObject({ is_email_verified: false });
  });

  it('A verification link ends when a newer one is requested', async () => {
    const email = anEmail();
    await register({ email, password: PASSWORD });
    const first = tokenIn(await mailTo(sink, email, CONFIRM));
    const asked = await app.post('/api/auth/resend-verification', { email });
    expect(asked.status).toBe(200);
    const second = tokenIn(await mailTo(sink, email, CONFIRM, 2));
    expect((await verify(first)).status).toBe(400);
    expect((await verify(second)).status).toBe(200);
  });

  it('A request for another verification link is answered alike for every address', async () => {
    const verified = await accounts.create();
    const waiting = await accounts.create({ isVerified: false });
    const closed = await accounts.create({ isVerified: false, isActive: false });
    const addresses = [anEmail('nobody'), verified.email, waiting.email, closed.email];
    const answers = [];
    for (const email of addresses) {
      answers.push(comparable(await app.post('/api/auth/resend-verification', { email })));
    }
    expect(answers[0]).toMatchObject({ status: 200, body: { success: true } });
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    await mailTo(sink, waiting.email, CONFIRM);
    const mailed = addresses.map((email) => sink.to(email).length);
    expect(mailed).toEqual([0, 0, 1, 0]);
  });

  it('A HEAD request verifies nothing, and a browser gets the page instead', async () => {
    const email = anEmail();
    await register({ email, password: PASSWORD });
    const token = tokenIn(await mailTo(sink, email, CONFIRM));
    const head = await app.call('HEAD', `/api/auth/verify-email/${token}`);
    expect(head).toMatchObject({ status: 200, text: '' });
    const page = await verify(token, BROWSER);
    expect(page.status).toBe(303);
    expect(page.headers.location).toMatch(new RegExp(`/verify-email\\?token=${token}$`));
    expect(page.headers['set-cookie']).toBeUndefined();
    expect(await userOf(email)).toMatchObject({ is_email_verified: false });
    expect((await verify(token)).status).toBe(200);
  });

  it.each([
    ['made up', randomToken()],
    ['empty but for a space', '%20'],
    ['not base64url', "'%20OR%201=1--"],
    ['with a NUL', 'a%00b'],
    ['with half a surrogate pair', '%ED%A0%80'],
  ])('A verification token that is %s is refused', async (_what, token) => {
    const answer = await verify(token);
    expect([400, 404, 414]).toContain(answer.status);
    expect(answer.body).toMatchObject({ success: false });
  });

  it('A verification token of any length is refused alike', async () => {
    const refusal = { status: 400, body: { message: 'Invalid or expired verification token' } };
    for (const length of [43, 513, 8000]) {
      expect(await verify('x'.repeat(length))).toMatchObject(refusal);
    }
  });

  it('A reset token is refused as a verification token, and the other way round', async () => {
    const account = await accounts.create({ isVerified: false });
    await app.post('/api/password/forgot', { email: account.email });
    const reset = tokenIn(await mailTo(sink, account.email, /Choose a new password/));
    await app.post('/api/auth/resend-verification', { email: account.email });
    const verification = tokenIn(await mailTo(sink, account.email, CONFIRM));
    expect((await verify(reset)).status).toBe(400);
    const body = { token: verification, password: 'another fine password' };
    expect((await app.post('/api/password/reset', body)).status).toBe(400);
    expect(await userOf(account.email)).toMatchObject({ is_email_verified: false });
    expect((await verify(verification)).status).toBe(200);
    expect((await app.post('/api/password/reset', { ...body, token: reset })).status).toBe(200);
  });

  it('A refresh token is refused as a mailed token', async () => {
    const account = await accounts.create();
    const { body } = await app.post<{ refresh_token: string }>('/api/auth/login', account);
    expect((await verify(body.refresh_token)).status).toBe(400);
    expect((await refresh(app, randomToken())).status).toBe(401);
  });

  it('A verification token proves nothing about an address that the account no longer has', async () => {
    const email = anEmail();
    const { body } = await register({ email, password: PASSWORD });
    const token = tokenIn(await mailTo(sink, email, CONFIRM));
    const other = anEmail('other');
    await accounts.rows('UPDATE users SET email = $2, email_canonical = $2 WHERE id = $1', [
      body.user_id,
      other,
    ]);
    expect((await verify(token)).status).toBe(400);
    expect(await userOf(other)).toMatchObject({ is_email_verified: false });
  });

  it('A registration escapes the name in the mail', async () => {
    const email = anEmail();
    const name = '<a href=//evil.example>{{7*7}}</a>';
    expect((await register({ email, password: PASSWORD, first_name: name })).status).toBe(201);
    const mail = await mailTo(sink, email, CONFIRM);
    expect(mail.html).not.toMatch(/<a[^>]*evil/i);
    expect(`${mail.text}${mail.subject}`).not.toContain('49');
  });

  it('A registration is recorded in the audit trail with the account, without address or password', async () => {
    const email = anEmail();
    const { body } = await register({ email, password: PASSWORD });
    const events = await accounts.rows<Record<string, unknown>>(
      'SELECT * FROM audit_events WHERE target_id = $1',
      [body.user_id],
    );
    expect(events).toMatchObject([
      { type: 'user.registered', outcome: 'success', ip: '127.0.0.1' },
    ]);
    expect(JSON.stringify(events)).not.toContain(email);
    expect(JSON.stringify(events)).not.toContain(PASSWORD);
  });
});

describe('registration with other settings', () => {
  let app: TestApp;

  afterEach(() => app?.close());

  it('A registration is refused when registration is off', async () => {
    app = await startTestApp({ env: { ...UNLIMITED, REGISTRATION_ENABLED: 'false' } });
    const answer = await app.post('/api/auth/register', { email: anEmail(), password: PASSWORD });
    expect(answer).toMatchObject({ status: 403, body: { code: 'REGISTRATION_DISABLED' } });
  });

  it('A registration reports a taken address when enumeration is not guarded against', async () => {
    app = await startTestApp({
      env: {
        ...UNLIMITED,
        ACCOUNT_ENUMERATION_PROTECTION: 'false',
        EMAIL_VERIFICATION_REQUIRED: 'false',
      },
    });
    const account = { email: anEmail(), password: PASSWORD };
    expect((await app.post('/api/auth/register', account)).status).toBe(201);
    expect(await app.post('/api/auth/register', account)).toMatchObject({
      status: 409,
      body: { code: 'EMAIL_TAKEN', message: 'Email already registered' },
    });
    const unverified = await app.post('/api/auth/login', account);
    expect(unverified).toMatchObject({ status: 200, body: { user: { is_email_verified: false } } });
  });
});
