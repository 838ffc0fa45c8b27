import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import {
  FakeClock,
  startSmtpSink,
  startTestApp,
  temporaryFolder,
  type Answer,
  type SmtpSink,
  type TestApp,
} from '#libs/testing';
import { Accounts, mailTo, tokenIn, type Account, type SignedIn } from '../support/accounts.js';
import { enrolFactor } from '../support/factors.js';
import { enrolTotp } from '../support/totp.js';
import { withFixture } from '../support/with-fixture.js';

const BERLIN = '193.99.144.80';
const TOKYO = '133.242.0.1';
const LISTED = '5.9.0.77';
const SUSPICIOUS = /Was it you/;
const RESET = /Choose a new password/;

interface Held {
  readonly token: string;
  readonly device: string;
}

interface Incident {
  readonly type: string;
  readonly outcome: string;
  readonly details: Record<string, unknown>;
}

describe('suspicious sign-ins', () => {
  const clock = new FakeClock('2026-03-01T00:00:00.000Z');
  let app: TestApp;
  let strict: TestApp;
  let sink: SmtpSink;
  let accounts: Accounts;

  withFixture(async (opened) => {
    sink = opened.add(await startSmtpSink());
    const addressList = join(temporaryFolder('risk'), 'addresses.txt');
    writeFileSync(addressList, '# known for abuse\n5.9.0.0/24  # a remark\n2001:db8:bad::/48\n');
    const env = { ...sink.env, TRUST_PROXY: 'loopback', RISK_ADDRESS_LIST: addressList };
    app = opened.add(await startTestApp({ env, clock }));
    accounts = opened.add(new Accounts(app.databaseUrl));
    const database = { url: app.databaseUrl };
    strict = opened.add(
      await startTestApp({ env: { ...env, RISK_REFUSE_SCORE: '60' }, clock, database }),
    );
  }, 90_000);

  interface Way {
    readonly from?: string;
    readonly device?: string;
    readonly at?: TestApp;
  }

  const login = (
    { email, password }: Account,
    { from = BERLIN, device, at = app }: Way = {},
  ): Promise<Answer<SignedIn>> =>
    at.post(
      '/api/auth/login',
      { email, password },
      {
        headers: {
          'x-forwarded-for': from,
          ...(device !== undefined && { 'x-device-token': device }),
        },
      },
    );

  async function signIn(account: Account, way: Way = {}): Promise<Held> {
    const answer = await login(account, way);
    expect(answer.status).toBe(200);
    return { token: answer.body.access_token, device: String(answer.headers['x-device-token']) };
  }

  const reasonsOf = async (account: Account) =>
    (
      await accounts.row<{ risk_reasons: string[] }>(
        'SELECT risk_reasons FROM sessions WHERE user_id = $1 ORDER BY id DESC',
        [account.id],
      )
    )?.risk_reasons;

  const incidents = (account: Account, type: string) =>
    accounts.rows<Incident>(
      `SELECT type, outcome, details FROM audit_events
        WHERE target_id = $1 AND type = $2 ORDER BY id`,
      [account.id, type],
    );

  /** Two sessions: that of the owner, and one that the owner was notified of. */
  async function intrusion() {
    const account = await accounts.create();
    const owner = await signIn(account);
    const thief = await signIn(account, { from: TOKYO });
    const token = tokenIn(await mailTo(sink, account.email, SUSPICIOUS));
    return { account, owner, thief, token };
  }

  describe('by their properties', () => {
    it('A sign-in from a new country is suspicious', async () => {
      const account = await accounts.create();
      const { device } = await signIn(account);
      clock.advanceSeconds(3 * 86_400);
      await signIn(account, { from: TOKYO, device });
      expect(await reasonsOf(account)).toEqual(['new_country']);
      clock.advanceSeconds(3 * 86_400);
      await signIn(account, { from: '193.99.144.81', device: (await signIn(account)).device });
    });

    it('A sign-in after an impossible travel is suspicious', async () => {
      const account = await accounts.create();
      const berlin = await signIn(account);
      clock.advanceSeconds(3 * 86_400);
      const tokyo = await signIn(account, { from: TOKYO });
      clock.advanceSeconds(3600);
      await signIn(account, { device: berlin.device });
      expect(await reasonsOf(account)).toEqual(['impossible_travel']);
      clock.advanceSeconds(9 * 3600);
      await signIn(account, { from: TOKYO, device: tokyo.device });
      expect(await reasonsOf(account)).toEqual([]);
    });

    it('A sign-in after several wrong passwords is suspicious', async () => {
      const account = await accounts.create();
      const { device } = await signIn(account);
      const wrong = { ...account, password: 'a guess of it' };
      for (let i = 0; i < 4; i += 1) await login(wrong, { from: '192.0.2.9' });
      await signIn(account, { device });
      expect(await reasonsOf(account)).toEqual([]);
      await login(wrong, { from: '192.0.2.9' });
      await signIn(account, { device });
      expect(await reasonsOf(account)).toEqual(['failures_before']);
      await signIn(account);
      expect(await reasonsOf(account)).toEqual(['new_device', 'failures_before']);
      await signIn(account, { device });
      expect(await reasonsOf(account)).toEqual([]);
    });

    it('A sign-in from a listed address is suspicious, of either kind', async () => {
      const account = await accounts.create();
      const { device } = await signIn(account);
      await signIn(account, { device, from: LISTED });
      expect(await reasonsOf(account)).toContain('abusive_address');
      await signIn(account, { device, from: '2001:db8:bad:1::5' });
      expect(await reasonsOf(account)).toContain('abusive_address');
      await signIn(account, { device, from: '5.9.1.77' });
      expect(await reasonsOf(account)).not.toContain('abusive_address');
    });

    it('A sign-in from an address with many failed sign-ins is suspicious, until an hour later', async () => {
      const account = await accounts.create();
      const { device } = await signIn(account);
      const from = '193.99.144.99';
      for (let i = 0; i < 20; i += 1) {
        await login({ id: '', email: `victim-${i}@example.test`, password: 'x' }, { from });
      }
      await signIn(account, { device, from });
      expect(await reasonsOf(account)).toEqual(['abusive_address']);
      await signIn(account, { device });
      expect(await reasonsOf(account)).toEqual([]);
      clock.advanceSeconds(2 * 3600);
      await signIn(account, { device, from });
      expect(await reasonsOf(account)).toEqual([]);
    });

    it('The very first sign-in is never suspicious', async () => {
      const account = await accounts.create();
      await signIn(account, { from: LISTED });
      expect(await reasonsOf(account)).toEqual([]);
      expect(sink.mails.filter(({ recipients }) => recipients.includes(account.email))).toEqual([]);
    });
  });

  it('A suspicious sign-in has its reasons in the audit trail, and an event of its own', async () => {
    const { account } = await intrusion();
    const risk = { score: 90, reasons: [{ signal: 'new_device', points: 25 }, { signal: 'new_country', points: 25 }, { signal: 'impossible_travel', points: 40 }] }; // prettier-ignore
    const [event, ...more] = await incidents(account, 'sign_in.suspicious');
    expect(more).toEqual([]);
    expect(event).toMatchObject({
      outcome: 'incident',
      details: { user_id: account.id, action: 'noticed', country: 'JP', ...risk },
    });
    const sessionId = String(event?.details['session_id']);
    const [signedIn] = await accounts.rows<Incident>(
      `SELECT details FROM audit_events WHERE type = 'login.succeeded' AND target_id = $1`,
      [sessionId],
    );
    expect(signedIn?.details).toMatchObject({ risk, country: 'JP' });
  });

  describe('denied by the link of the mail', () => {
    it('The link of a suspicious sign-in shows a button when opened, and uses nothing up', async () => {
      const { account, thief, token } = await intrusion();
      for (let i = 0; i < 2; i += 1) {
        const page = await app.get(`/deny-sign-in?token=${token}`);
        expect(page.status).toBe(200);
        expect(page.text).toMatch(/This was not me\s*<\/button>/);
      }
      await app.call('HEAD', `/deny-sign-in?token=${token}`);
      expect((await app.get('/api/auth/me', { token: thief.token })).status).toBe(200);
      await signIn(account);
    });

    it('A denied sign-in ends every session, forgets the device and requires another password', async () => {
      const { account, owner, thief, token } = await intrusion();
      const page = await app.post('/deny-sign-in', undefined, {
        rawBody: `token=${token}`,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
      expect(page.status).toBe(200);
      for (const held of [owner, thief])
        expect((await app.get('/api/auth/me', { token: held.token })).status).toBe(401);
      const refused = await login(account, { device: thief.device, from: TOKYO });
      const wrong = await login({ ...account, password: 'a guess of it' });
      expect(refused.body).toMatchObject({ code: 'INVALID_CREDENTIALS' });
      expect(wrong.body).toMatchObject({ code: 'INVALID_CREDENTIALS' });
      const [event] = await incidents(account, 'sign_in.denied');
      expect(event).toMatchObject({ outcome: 'incident', details: { sessions_ended: 2 } });

      const password = 'seven herons over the weir';
      const reset = tokenIn(await mailTo(sink, account.email, RESET));
      await app.post('/api/password/reset', { token: reset, password });
      await signIn({ ...account, password });
    });

    it('A sign-in is denied once: the second time is refused, on the page and in the API', async () => {
      const { token } = await intrusion();
      const deny = () => app.post('/api/auth/sign-ins/deny', { token });
      expect((await deny()).status).toBe(200);
      expect(await deny()).toMatchObject({ status: 400, body: { code: 'INVALID_SIGN_IN_LINK' } });
      expect((await app.get(`/deny-sign-in?token=${token}`)).status).toBe(400);
    });

    it('A sign-in is denied once by many concurrent requests', async () => {
      const { account, token } = await intrusion();
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => app.post('/api/auth/sign-ins/deny', { token })),
      );
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 400)).toHaveLength(19);
      expect(await incidents(account, 'sign_in.denied')).toHaveLength(1);
    });

    it('A sign-in can be denied after a thief changed the password, and not after the owner reset it', async () => {
      const first = await intrusion();
      await app.post(
        '/api/auth/change-password',
        { current_password: first.account.password, new_password: 'the password of a thief' },
        { token: first.thief.token },
      );
      const deny = (token: string) => app.post('/api/auth/sign-ins/deny', { token });
      expect((await deny(first.token)).status).toBe(200);
      const second = await intrusion();
      const token = await accounts.mailedToken(second.account, 'reset_password');
      await app.post('/api/password/reset', { token, password: 'seven herons over the weir' });
      expect((await deny(second.token)).status).toBe(400);
    });

    it('A denied sign-in loses the second factors that it made, and the owner keeps the others and is told', async () => {
      const { account, owner, thief, token } = await intrusion();
      const sessionOf = (held: Held) => String(decodeJwt(held.token)['sid']);
      const made = async (type: 'totp' | 'passkey' | 'recovery_codes', held: Held) => {
        const id = await enrolFactor(accounts, account, type);
        const sql = `UPDATE factors SET made_in = $2, made_from = '192.0.2.66', name = 'evil.test' WHERE id = $1`;
        await accounts.rows(sql, [id, sessionOf(held)]);
        return id;
      };
      const kept = await made('totp', owner);
      const removed = [await made('passkey', thief), await made('recovery_codes', thief)];
      expect((await app.post('/api/auth/sign-ins/deny', { token })).status).toBe(200);
      const left = await accounts.rows('SELECT id FROM factors WHERE user_id = $1', [account.id]);
      expect(left).toEqual([{ id: kept }]);
      const [event] = await incidents(account, 'sign_in.denied');
      expect(new Set(event?.details['factors_removed'] as string[])).toEqual(new Set(removed));
      const mail = await mailTo(sink, account.email, /What a stranger had made/);
      for (const part of ['a passkey', 'recovery codes', '192.0.2.66'])
        expect(mail.text).toContain(part);
      expect(mail.text).not.toContain('evil.test');
    });

    it('An account that only a thief gave a second factor needs none after the denial', async () => {
      const { account, thief, token } = await intrusion();
      const { recoveryCodes } = await enrolTotp(
        app,
        { ...account, token: thief.token },
        clock.nowMs(),
      );
      expect(recoveryCodes).toHaveLength(10);
      expect((await app.post('/api/auth/sign-ins/deny', { token })).status).toBe(200);
      expect(await accounts.rows('SELECT 1 FROM factors WHERE user_id = $1', [account.id])).toEqual(
        [],
      );
    });

    it('A sign-in can be denied for a week', async () => {
      const { token } = await intrusion();
      clock.advanceSeconds(7 * 86_400 + 1);
      expect((await app.post('/api/auth/sign-ins/deny', { token })).status).toBe(400);
    });

    it('A sign-in can be denied by the link alone', async () => {
      await intrusion();
      for (const token of ['', 'nonsense', 'A'.repeat(43)]) {
        expect((await app.post('/api/auth/sign-ins/deny', { token })).status).toBe(400);
        expect((await app.post('/api/auth/sign-ins/confirm', { token })).status).toBe(400);
      }
    });
  });

  describe('refused, when so configured', () => {
    const CONFIRM = /Confirm your sign-in/;

    it('A suspicious sign-in is refused until the owner confirms it by mail; a client without the password learns nothing', async () => {
      const account = await accounts.create();
      await signIn(account, { at: strict });
      const way = { at: strict, from: TOKYO };
      const refused = await login(account, way);
      expect(refused).toMatchObject({
        status: 403,
        body: { code: 'SIGN_IN_CONFIRMATION_REQUIRED', needs_confirmation: true },
      });
      expect(refused.body.access_token).toBeUndefined();
      const wrong = await login({ ...account, password: 'a guess of it' }, way);
      expect(wrong.body).toMatchObject({ code: 'INVALID_CREDENTIALS' });
      const [sessions] = await accounts.rows<{ count: number }>(
        'SELECT count(*)::int AS count FROM sessions WHERE user_id = $1',
        [account.id],
      );
      expect(sessions?.count).toBe(1);
      const device = String(refused.headers['x-device-token']);
      expect((await login(account, { ...way, device })).status).toBe(403);

      const token = tokenIn(await mailTo(sink, account.email, CONFIRM, 2));
      const page = await strict.get(`/confirm-sign-in?token=${token}`);
      expect(page.text).toMatch(/Yes, this was me\s*<\/button>/);
      expect((await login(account, { ...way, device })).status).toBe(403);
      const newest = tokenIn(await mailTo(sink, account.email, CONFIRM, 3));
      const confirm = () => strict.post('/api/auth/sign-ins/confirm', { token: newest });
      expect((await confirm()).status).toBe(200);
      expect((await confirm()).status).toBe(400);
      // Only the refused device is confirmed, not its address.
      expect((await login(account, { ...way, from: LISTED })).status).toBe(403);
      await signIn(account, { ...way, device });
      expect(await incidents(account, 'sign_in.confirmed')).toHaveLength(1);
    });

    it('An older confirmation link of a suspicious sign-in ends when a newer one is mailed', async () => {
      const account = await accounts.create();
      await signIn(account, { at: strict });
      await login(account, { at: strict, from: TOKYO });
      const older = tokenIn(await mailTo(sink, account.email, CONFIRM));
      await login(account, { at: strict, from: TOKYO });
      await mailTo(sink, account.email, CONFIRM, 2);
      const answer = await strict.post('/api/auth/sign-ins/confirm', { token: older });
      expect(answer.status).toBe(400);
    });
  });
});
