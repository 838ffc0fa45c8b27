import { eventually, FakeClock, startTestApp, type SmtpSink, type TestApp } from '#libs/testing';
import { AccountMails } from '#api/auth';
import { UnitOfWork } from '#api/platform/changes';
import { Users } from '#api/users';
import {
  type Accounts,
  anEmail,
  mailTo,
  OTHER_PASSWORD,
  signIn,
  tokenIn,
  type Account,
} from '../support/accounts.js';
import { withFixture } from '../support/with-fixture.js';

const RESET = /Choose a new password/;
const ALREADY = /already have an account/;
const NEW_DEVICE = /new device/;
const SUSPICIOUS = /Was it you/;
const TOKYO = '133.242.0.1';
/** More than any budget. */
const MANY = 25;

describe('mails that strangers cause', () => {
  const clock = new FakeClock('2026-03-01T00:00:00.000Z');
  let app: TestApp;
  let sink: SmtpSink;
  let accounts: Accounts;
  let stranger = 0;

  withFixture(async (opened) => {
    const env = {
      TRUST_PROXY: 'loopback',
      RATE_LIMIT_ENABLED: 'true',
      RATE_LIMIT_MAIL_PER_ACCOUNT: 'off',
      RATE_LIMIT_REGISTER_PER_ACCOUNT: 'off',
    };
    ({ app, accounts, sink } = await opened.appWithMail({ env, clock }));
  }, 90_000);

  const from = (ip: string, device?: string) => ({
    headers: { 'x-forwarded-for': ip, ...(device !== undefined && { 'x-device-token': device }) },
  });
  /** A new client address for each request. */
  const elsewhere = () => {
    stranger += 1;
    return from(`198.18.${stranger >> 8}.${stranger & 255}`);
  };
  const mailsTo = (email: string, subject: RegExp) =>
    sink.mails.filter(
      (mail) => mail.recipients.includes(email) && subject.test(mail.subject ?? ''),
    );
  const queued = async (account: Account, template: string) =>
    (
      await accounts.row<{ count: number }>(
        'SELECT count(*)::int AS count FROM mail_outbox WHERE user_id = $1 AND template = $2',
        [account.id, template],
      )
    )?.count ?? 0;
  const waiting = async (account: Account) =>
    (
      await accounts.row<{ count: number }>(
        'SELECT count(*)::int AS count FROM account_mail_requests WHERE email_canonical = $1',
        [account.email],
      )
    )?.count ?? 0;
  const answered = async (account: Account) => {
    for (;;) {
      if ((await waiting(account)) === 0) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  /** The newest link, once every mail to the account was sent or was cancelled by a newer one. */
  const newestReset = async (account: Account): Promise<string> => {
    await eventually(async () => {
      const unsent = await accounts.rows(
        'SELECT FROM mail_outbox WHERE user_id = $1 AND finished_at IS NULL',
        [account.id],
      );
      if (unsent.length > 0) throw new Error(`${unsent.length} mails are on their way`);
    });
    return tokenIn(mailsTo(account.email, RESET).at(-1)!);
  };
  const register = (email: string) =>
    app.post('/api/auth/register', { email, password: OTHER_PASSWORD }, elsewhere());
  const forgot = (email: string, how = elsewhere()) =>
    app.post('/api/password/forgot', { email }, how);
  const reset = (token: string, password = OTHER_PASSWORD) =>
    app.post('/api/password/reset', { token, password }, elsewhere());

  it('A stranger who registers an address leaves the reset, the device notice and the recovery mail to its owner', async () => {
    const owner = await accounts.create({ email: anEmail('owner') });
    await signIn(app, owner);
    for (let n = 0; n < MANY; n += 1) expect((await register(owner.email)).status).toBe(201);
    expect(mailsTo(owner.email, ALREADY).length).toBeLessThanOrEqual(5);

    await forgot(owner.email);
    await mailTo(sink, owner.email, RESET);

    clock.advanceSeconds(3600);
    const device = await app.post(
      '/api/auth/login',
      { email: owner.email, password: owner.password },
      from('127.0.0.9'),
    );
    expect(device.status).toBe(200);
    await mailTo(sink, owner.email, NEW_DEVICE);
    clock.advanceSeconds(3600);
    for (let n = 0; n < MANY; n += 1) await register(owner.email);
    const intruder = { email: owner.email, password: owner.password };
    // Berlin, then Tokyo: an impossible travel in that time.
    await app.post('/api/auth/login', intruder, from('193.99.144.80'));
    await app.post('/api/auth/login', intruder, from(TOKYO));
    const denial = tokenIn(await mailTo(sink, owner.email, SUSPICIOUS));
    const before = mailsTo(owner.email, RESET).length;
    const denied = await app.post('/api/auth/sign-ins/deny', { token: denial }, elsewhere());
    expect(denied.status).toBe(200);
    const recovery = await mailTo(sink, owner.email, RESET, before + 1);
    expect((await reset(tokenIn(recovery))).status).toBe(200);
  });

  it('A stranger who requests resets all day leaves a valid link in the mailbox at every moment', async () => {
    const owner = await accounts.create({ email: anEmail('owner') });
    const isLiveForLong = () =>
      accounts.row<{ live: boolean }>(
        `SELECT used_at IS NULL AND expires_at > $2 AS live FROM one_time_tokens
          WHERE user_id = $1 AND purpose = 'reset_password'`,
        [owner.id, new Date(clock.nowMs() + 600_000)],
      );
    for (let minute = 0; minute < 180; minute += 51) {
      for (let n = 0; n < 8; n += 1) await forgot(owner.email);
      await answered(owner);
      expect(await isLiveForLong()).toEqual({ live: true });
      clock.advanceSeconds(51 * 60);
    }
    expect(await queued(owner, 'reset-password')).toBeLessThan(30);
    const works = await reset(await newestReset(owner));
    expect(works.status).toBe(200);
  });

  it('A stranger who requests resets leaves a mail of its own to a requester on a known device', async () => {
    const owner = await accounts.create({ email: anEmail('owner') });
    const signedIn = await app.post('/api/auth/login', owner, elsewhere());
    const device = String(signedIn.headers['x-device-token']);
    for (let n = 0; n < MANY; n += 1) await forgot(owner.email);
    await answered(owner);
    const before = await queued(owner, 'reset-password');
    await forgot(owner.email, from('198.19.0.1', device));
    await answered(owner);
    expect(await queued(owner, 'reset-password')).toBe(before + 1);
    expect((await reset(await newestReset(owner))).status).toBe(200);
  });

  it('A held back mail is recorded in the audit trail', async () => {
    const owner = await accounts.create({ email: anEmail('owner') });
    for (let n = 0; n < 7; n += 1) await forgot(owner.email);
    await answered(owner);
    const trail = await accounts.rows<{ mail: string }>(
      `SELECT details ->> 'mail' AS mail FROM audit_events
        WHERE target_id = $1 AND type = 'reset_password.requested' ORDER BY id`,
      [owner.id],
    );
    expect(trail.map(({ mail }) => mail)).toEqual([
      ...Array.from({ length: 5 }, () => 'queued'),
      'held_back',
      'held_back',
    ]);
  });

  describe('when the recovery mail cannot be queued', () => {
    let strict: TestApp;
    withFixture(async (opened) => {
      const env = {
        ...sink.env,
        TRUST_PROXY: 'loopback',
        RATE_LIMIT_ENABLED: 'true',
        MAIL_RECOVERY_HOURLY: '1',
      };
      strict = opened.add(await startTestApp({ env, clock, database: { url: app.databaseUrl } }));
    }, 90_000);

    it('A “this was not me” whose recovery mail cannot be queued changes nothing, reports it, and works later', async () => {
      const owner = await accounts.create({ email: anEmail('owner') });
      const enter = (ip: string) => app.post('/api/auth/login', owner, from(ip));
      await enter('193.99.144.80');
      await enter(TOKYO);
      const token = tokenIn(await mailTo(sink, owner.email, SUSPICIOUS));
      const spent = await strict.nest.get(UnitOfWork, { strict: false }).run(async ({ tx }) => {
        const user = await strict.nest
          .get(Users, { strict: false })
          .findByCanonicalEmail(tx, owner.email);
        await strict.nest.get(AccountMails, { strict: false }).sendRecovery(tx, user!);
        return true;
      });
      expect(spent).toBe(true);
      const sessions = await accounts.liveSessions(owner);
      const deny = () => strict.post('/api/auth/sign-ins/deny', { token }, elsewhere());
      expect(await deny()).toMatchObject({
        status: 429,
        body: { code: 'RECOVERY_MAIL_HELD_BACK' },
      });
      expect(await accounts.liveSessions(owner)).toBe(sessions);
      expect((await enter('193.99.144.80')).status).toBe(200);
      const page = await strict.call('POST', '/deny-sign-in', {
        rawBody: new URLSearchParams({ token }).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
      expect(page.status).toBe(429);
      expect(page.text).toContain('Nothing was changed');

      clock.advanceSeconds(3601);
      expect((await deny()).status).toBe(200);
      expect(await accounts.liveSessions(owner)).toBe(0);
      const recovery = await mailTo(sink, owner.email, RESET, 2);
      expect((await reset(tokenIn(recovery))).status).toBe(200);
    });
  });
});
