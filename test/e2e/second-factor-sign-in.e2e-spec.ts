import { decodeJwt } from 'jose';
import { FakeClock, type SmtpSink, type TestApp } from '#libs/testing';
import { sha256 } from '#libs/kernel';
import {
  comparable,
  mailTo,
  OTHER_PASSWORD,
  tokenIn,
  type Account,
  type Accounts,
  type Problem,
  type SignedIn,
} from '../support/accounts.js';
import {
  anAccountWithTotp,
  beginSignIn,
  codeOf,
  enrolFactor,
  fakeTotp,
  showCode,
  type FactorDemand,
} from '../support/factors.js';
import { withFixture } from '../support/with-fixture.js';

const BERLIN = '193.99.144.80';
const TOKYO = '133.242.0.1';
const SUSPICIOUS = /Was it you/;
const RESET = /Choose a new password/;
const BACK_OFF_ALONE = {
  RATE_LIMIT_ENABLED: 'true',
  RATE_LIMIT_LOGIN_PER_ADDRESS: 'off',
  RATE_LIMIT_LOGIN_PER_ACCOUNT: 'off',
  RATE_LIMIT_TOKEN_PER_ADDRESS: 'off',
  RATE_LIMIT_TOKEN_PER_CREDENTIAL: 'off',
  CAPTCHA_MODE: 'off',
};
const INVALID_CHALLENGE = { status: 401, body: { code: 'INVALID_SIGN_IN_CHALLENGE' } };

describe('signing in with a second factor', () => {
  const clock = new FakeClock('2026-03-01T00:00:00.000Z');
  let app: TestApp;
  let strict: TestApp;
  /** With the back-off. */
  let guarded: TestApp;
  let accounts: Accounts;
  let sink: SmtpSink;

  withFixture(async (opened) => {
    const env = { TRUST_PROXY: 'loopback' };
    ({ app, accounts, sink } = await opened.appWithMail({ env, clock }));
    const database = { url: app.databaseUrl };
    const stricter = { ...env, ...sink.env, RISK_REFUSE_SCORE: '50', MFA_REMEMBER_DAYS: '0' };
    ({ app: strict } = await opened.app({ env: stricter, clock, database }));
    const limited = { ...env, ...sink.env, ...BACK_OFF_ALONE };
    ({ app: guarded } = await opened.app({ env: limited, clock, database }));
    fakeTotp(app, strict, guarded);
  }, 90_000);

  interface Way {
    readonly device?: string;
    readonly from?: string;
    readonly at?: TestApp;
  }

  const login = (account: Account, { device, from = BERLIN, at = app }: Way = {}) =>
    at.post<FactorDemand & SignedIn>(
      '/api/auth/login',
      { email: account.email, password: account.password },
      {
        headers: {
          'x-forwarded-for': from,
          ...(device !== undefined && { 'x-device-token': device }),
        },
      },
    );
  const begin = (account: Account, device?: string) =>
    beginSignIn(app, account, { from: BERLIN, ...(device !== undefined && { device }) });
  const events = (account: Account, type: string) =>
    accounts.rows<{ code: string | null; outcome: string; details: Record<string, unknown> }>(
      `SELECT code, outcome, details FROM audit_events
        WHERE type = $2 AND (target_id = $1 OR actor_id::text = $1) ORDER BY id`,
      [account.id, type],
    );
  const setPassword = (token: string) =>
    app.post('/api/password/reset', { token, password: OTHER_PASSWORD });

  describe('the demand', () => {
    it('After the right password an account with a factor is asked for one of its factors, and no session opens', async () => {
      const account = await accounts.create();
      const id = await enrolFactor(accounts, account);
      await enrolFactor(accounts, account, 'recovery_codes');
      const passkey = await enrolFactor(accounts, account, 'passkey');
      const answer = await login(account);
      expect(answer).toMatchObject({
        status: 403,
        body: {
          code: 'SECOND_FACTOR_REQUIRED',
          needs_second_factor: true,
          challenge: expect.stringMatching(/^[\w-]{43}$/),
          expires_in: 300,
          remember_days: 30,
        },
      });
      expect(answer.headers['cache-control']).toContain('no-store');
      expect(answer.body.factors).toEqual([
        { id, type: 'totp', name: 'my totp' },
        { id: expect.any(String), type: 'recovery_codes', name: 'my recovery_codes' },
        { id: passkey, type: 'passkey', name: 'my passkey', options: expect.any(Object) },
      ]);
      expect(await accounts.liveSessions(account)).toBe(0);
      expect(await events(account, 'login.factor_required')).toHaveLength(1);
      expect(await events(account, 'login.failed')).toHaveLength(0);
    });

    it('A wrong password is answered as for an account without a factor', async () => {
      const [plain, guarded] = [await accounts.create(), await anAccountWithTotp(accounts)];
      const wrong = { password: 'certainly not the right one' };
      expect(comparable(await login({ ...guarded, ...wrong }))).toEqual(
        comparable(await login({ ...plain, ...wrong })),
      );
    });

    it.each([
      ['whose enrolment is not finished', 'totp', false],
      ['of recovery codes alone', 'recovery_codes', true],
    ] as const)('A factor %s is not asked for', async (_words, type, isConfirmed) => {
      const account = await accounts.create();
      await enrolFactor(accounts, account, type, isConfirmed);
      expect((await login(account)).status).toBe(200);
    });

    it('The database has digests of the challenge and of the hash of the password alone', async () => {
      const account = await anAccountWithTotp(accounts);
      const { challenge } = await begin(account);
      const [stored] = await accounts.rows<Record<string, unknown>>(
        'SELECT * FROM sign_in_challenges WHERE user_id = $1',
        [account.id],
      );
      expect(stored?.['secret_hash']).toEqual(sha256(challenge));
      expect(stored?.['password_digest']).toHaveLength(32);
      expect(JSON.stringify(stored)).not.toContain(challenge);
    });
  });

  describe('the second step', () => {
    it('The right code opens a session with two factors', async () => {
      const account = await anAccountWithTotp(accounts);
      const answer = await showCode(app, await begin(account), codeOf(account));
      expect(answer).toMatchObject({
        status: 200,
        body: { success: true, token_type: 'Bearer', user: { id: account.id } },
      });
      expect(decodeJwt(answer.body.access_token)).toMatchObject({
        amr: ['pwd', 'otp', 'mfa'],
        acr: 'aal2',
      });
      expect(await events(account, 'login.succeeded')).toMatchObject([
        { details: { method: 'password', amr: ['pwd', 'otp', 'mfa'] } },
      ]);
    });

    it('The tokens are for the service that the first step named', async () => {
      const account = await anAccountWithTotp(accounts);
      await accounts.rows(
        `INSERT INTO services (id, name, name_canonical) VALUES ($1, 'factor-orders', 'factor-orders')`,
        [crypto.randomUUID()],
      );
      const { email, password } = account;
      const asked = { email, password, resource: 'factor-orders' };
      const first = await app.post<FactorDemand>('/api/auth/login', asked);
      const device = String(first.headers['x-device-token']);
      const half = { challenge: first.body.challenge, device };
      const { body } = await showCode(app, half, codeOf(account));
      expect(decodeJwt(body.access_token).aud).not.toBe(undefined);
      expect(JSON.stringify(decodeJwt(body.access_token).aud)).toContain('factor-orders');
    });

    it('A used challenge, an unknown one and one of another device get the same answer', async () => {
      const account = await anAccountWithTotp(accounts);
      const used = await begin(account);
      expect((await showCode(app, used, codeOf(account))).status).toBe(200);
      const fresh = await begin(account);
      const other = await begin(await anAccountWithTotp(accounts));
      const answers = [
        await showCode(app, used, codeOf(account, 2)),
        await showCode(app, { ...fresh, challenge: 'x'.repeat(43) }, codeOf(account, 2)),
        await showCode(app, { ...fresh, challenge: 'short' }, codeOf(account, 2)),
        await showCode(app, { ...fresh, device: other.device }, codeOf(account, 2)),
        await app.post<Problem>('/api/auth/login/factor', {
          challenge: fresh.challenge,
          type: 'totp',
          code: codeOf(account, 2),
        }),
      ];
      const [first] = answers.map(comparable);
      expect(first).toMatchObject(INVALID_CHALLENGE);
      for (const answer of answers) expect(comparable(answer)).toEqual(first);
      expect((await showCode(app, fresh, codeOf(account, 2))).status).toBe(200);
    });

    it('A challenge ends after five minutes', async () => {
      const account = await anAccountWithTotp(accounts);
      const half = await begin(account);
      clock.advanceSeconds(301);
      expect(await showCode(app, half, codeOf(account))).toMatchObject(INVALID_CHALLENGE);
    });

    it.each([
      ['a changed password', `password = 'another hash'`],
      ['a withdrawn password', 'password = NULL'],
      ['a deactivation', 'is_active = false'],
    ])('A challenge ends with %s', async (_words, change) => {
      const account = await anAccountWithTotp(accounts);
      const half = await begin(account);
      await accounts.rows(`UPDATE users SET ${change} WHERE id = $1`, [account.id]);
      expect(await showCode(app, half, codeOf(account))).toMatchObject(INVALID_CHALLENGE);
    });

    it('A code of another account is wrong', async () => {
      const [anna, ben] = [await anAccountWithTotp(accounts), await anAccountWithTotp(accounts)];
      expect(await showCode(app, await begin(anna), codeOf(ben))).toMatchObject({
        status: 401,
        body: { code: 'INVALID_FACTOR', tries_left: 4 },
      });
    });

    it('A code that opened a session opens no other', async () => {
      const account = await anAccountWithTotp(accounts);
      const [one, two] = [await begin(account), await begin(account)];
      expect((await showCode(app, one, codeOf(account))).status).toBe(200);
      expect((await showCode(app, two, codeOf(account))).body.code).toBe('INVALID_FACTOR');
    });

    it('Only the five newest challenges of an account count', async () => {
      const account = await anAccountWithTotp(accounts);
      const { device } = await begin(account);
      const begun = [];
      for (let i = 0; i < 6; i += 1) begun.push(await begin(account, device));
      expect(await showCode(app, begun[0]!, codeOf(account))).toMatchObject(INVALID_CHALLENGE);
      expect((await showCode(app, begun[1]!, codeOf(account))).status).toBe(200);
    });

    it.each([
      ['an empty body', {}],
      ['no code', { code: undefined }],
      ['an empty code', { code: '' }],
      ['a code in a list', { code: ['123456'] }],
      ['a code that is a number', { code: 123_456 }],
      ['an unknown type', { type: 'sms' }],
      ['a passkey without a response', { type: 'passkey' }],
      ['a response that is a text', { type: 'passkey', response: 'text' }],
      ['a challenge that is an object', { challenge: { $ne: '' } }],
      ['a remember_device that is no boolean', { remember_device: 'yes' }],
    ])('The second step with %s is 400 and uses nothing up', async (_words, change) => {
      const account = await anAccountWithTotp(accounts);
      const half = await begin(account);
      const headers = { 'x-device-token': half.device };
      const whole = { challenge: half.challenge, type: 'totp', code: codeOf(account) };
      const body = Object.keys(change).length === 0 ? {} : { ...whole, ...change };
      const answer = await app.post<Problem>('/api/auth/login/factor', body, { headers });
      expect(answer).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED' } });
      expect((await showCode(app, half, codeOf(account))).status).toBe(200);
    });
  });

  describe('guessing', () => {
    const beginAt = (account: Account, device?: string) =>
      beginSignIn(guarded, account, { from: BERLIN, ...(device !== undefined && { device }) });

    it('Five wrong codes end the challenge, each is recorded, and a new password proof buys no further tries', async () => {
      const account = await anAccountWithTotp(accounts);
      const half = await beginAt(account);
      const left = [];
      for (let i = 0; i < 5; i += 1) {
        clock.advanceSeconds(20);
        left.push((await showCode(guarded, half, '000000')).body.tries_left);
      }
      expect(left).toEqual([4, 3, 2, 1, 0]);
      clock.advanceSeconds(20);
      expect(await showCode(guarded, half, codeOf(account))).toMatchObject(INVALID_CHALLENGE);
      const failed = await events(account, 'login.failed');
      expect(failed.filter(({ code }) => code === 'INVALID_FACTOR')).toHaveLength(5);
      expect(JSON.stringify(failed)).not.toContain('000000');
      const next = await beginAt(account);
      expect((await showCode(guarded, next, '000000')).body.code).toBe('INVALID_FACTOR');
      expect(await showCode(guarded, await beginAt(account), codeOf(account))).toMatchObject({
        status: 429,
        body: { code: 'RATE_LIMITED' },
      });
    });

    it('Wrong codes of a stranger slow down nobody on a device that the account knows', async () => {
      const account = await anAccountWithTotp(accounts);
      const own = await beginAt(account);
      expect((await showCode(guarded, own, codeOf(account))).status).toBe(200);
      for (let challenge = 0; challenge < 2; challenge += 1) {
        const thief = await beginAt(account);
        for (let i = 0; i < 3; i += 1) await showCode(guarded, thief, '000000');
      }
      const thief = await beginAt(account);
      expect(await showCode(guarded, thief, '000000')).toMatchObject({ status: 429 });
      const again = await beginAt(account, own.device);
      expect((await showCode(guarded, again, codeOf(account, 2))).status).toBe(200);
    });

    it('The right code ends the wait', async () => {
      const account = await anAccountWithTotp(accounts);
      const half = await beginAt(account);
      for (let i = 0; i < 4; i += 1) await showCode(guarded, half, '000000');
      expect((await showCode(guarded, half, codeOf(account))).status).toBe(200);
      const next = await beginAt(account);
      expect((await showCode(guarded, next, '000000')).body.tries_left).toBe(4);
    });

    it('A reset gives no further tries to who guesses codes', async () => {
      const account = await anAccountWithTotp(accounts);
      const half = await beginAt(account);
      for (let i = 0; i < 5; i += 1) await showCode(guarded, half, '000000');
      await setPassword(await accounts.mailedToken(account, 'reset_password'));
      const next = await beginAt({ ...account, password: OTHER_PASSWORD });
      const waiting = [
        await showCode(guarded, next, '000000'),
        await showCode(guarded, next, '000000'),
      ];
      expect(waiting.map(({ status }) => status)).toContain(429);
    });
  });

  describe('the risk check', () => {
    it('A sign-in that would be held up until it is confirmed goes on by the second factor, and its mail undoes the session', async () => {
      const account = await anAccountWithTotp(accounts);
      const own = await begin(account);
      await showCode(app, own, codeOf(account));
      const first = await login(account, { from: TOKYO, at: strict });
      expect(first.body.code).toBe('SECOND_FACTOR_REQUIRED');
      const mail = await mailTo(sink, account.email, SUSPICIOUS);
      const half = {
        challenge: first.body.challenge,
        device: String(first.headers['x-device-token']),
        from: TOKYO,
      };
      const opened = await showCode(strict, half, codeOf(account, 2));
      expect(opened.status).toBe(200);
      const mails = await accounts.rows(
        `SELECT FROM mail_outbox WHERE user_id = $1 AND template = 'suspicious-sign-in'`,
        [account.id],
      );
      expect(mails).toHaveLength(1);
      const [link] = await accounts.rows<{ has: boolean }>(
        `SELECT session_id IS NOT NULL AS has FROM sign_in_links WHERE user_id = $1`,
        [account.id],
      );
      expect(link).toEqual({ has: true });
      const token = tokenIn(mail);
      expect((await app.post('/api/auth/sign-ins/deny', { token })).status).toBe(200);
      expect(await accounts.liveSessions(account)).toBe(0);
    });

    it('The owner is notified of a right password that no second factor follows', async () => {
      const account = await anAccountWithTotp(accounts);
      await showCode(app, await begin(account), codeOf(account));
      await login(account, { from: TOKYO });
      await mailTo(sink, account.email, SUSPICIOUS);
      expect(await events(account, 'sign_in.suspicious')).toHaveLength(1);
    });
  });

  describe('after a reset of the password', () => {
    it('The second factor is still there and still needed, and open challenges and remembered devices end', async () => {
      const account = await anAccountWithTotp(accounts);
      const remembered = await begin(account);
      await showCode(app, remembered, codeOf(account), { remember_device: true });
      const open = await begin(account);
      const token = await accounts.mailedToken(account, 'reset_password');
      const headers = { 'x-device-token': remembered.device };
      const reset = await app.post(
        '/api/password/reset',
        { token, password: OTHER_PASSWORD },
        { headers },
      );
      expect(reset.status).toBe(200);
      expect(await showCode(app, open, codeOf(account, 2))).toMatchObject(INVALID_CHALLENGE);
      const changed = { ...account, password: OTHER_PASSWORD };
      const answer = await login(changed, { device: remembered.device });
      expect(answer.body.code).toBe('SECOND_FACTOR_REQUIRED');
      expect(
        await accounts.rows('SELECT FROM factors WHERE user_id = $1', [account.id]),
      ).toHaveLength(1);
    });
  });

  describe('a remembered device', () => {
    const remember = async (account: Account, step = 1) => {
      const half = await begin(account);
      const more = { remember_device: true };
      const { body } = await showCode(app, half, codeOf(account, step), more);
      return { device: half.device, token: body.access_token };
    };

    it('A remembered device signs in by the password alone for thirty days, as one factor', async () => {
      const account = await anAccountWithTotp(accounts);
      const { device } = await remember(account);
      clock.advanceSeconds(29 * 86_400);
      const answer = await login(account, { device });
      expect(answer.status).toBe(200);
      expect(decodeJwt(answer.body.access_token)).toMatchObject({ amr: ['pwd'], acr: 'aal1' });
      clock.advanceSeconds(2 * 86_400);
      expect((await login(account, { device })).body.code).toBe('SECOND_FACTOR_REQUIRED');
    });

    it('A device is remembered for the account alone at which its user asked for it', async () => {
      const { device } = await remember(await anAccountWithTotp(accounts));
      const other = await anAccountWithTotp(accounts);
      const half = await begin(other, device);
      expect((await showCode(app, half, codeOf(other))).status).toBe(200);
      expect((await login(other, { device })).body.code).toBe('SECOND_FACTOR_REQUIRED');
    });

    it('A suspicious sign-in from a remembered device needs the second factor', async () => {
      const account = await anAccountWithTotp(accounts);
      const half = await begin(account);
      await showCode(app, half, codeOf(account), { remember_device: true });
      const { device } = half;
      expect((await login(account, { device })).status).toBe(200);
      clock.advanceSeconds(60);
      const far = await login(account, { device, from: TOKYO });
      expect(far.body.code).toBe('SECOND_FACTOR_REQUIRED');
    });

    it('Where no device is remembered none is offered, none is stored, and an earlier one does not count', async () => {
      const account = await anAccountWithTotp(accounts);
      const { device } = await remember(account);
      const answer = await login(account, { device, at: strict });
      expect(answer.body).toMatchObject({ code: 'SECOND_FACTOR_REQUIRED', remember_days: 0 });
      const { challenge } = answer.body;
      const next = await anAccountWithTotp(accounts);
      const half = await beginSignIn(strict, next, { from: BERLIN });
      await showCode(strict, half, codeOf(next), { remember_device: true });
      expect((await login(next, { device: half.device })).body.code).toBe('SECOND_FACTOR_REQUIRED');
      expect(challenge).toEqual(expect.any(String));
    });

    it('The list of devices says until when one is remembered, and forgetting the device ends it', async () => {
      const account = await anAccountWithTotp(accounts);
      const { device, token } = await remember(account);
      const headers = { 'x-device-token': device };
      interface Listed {
        readonly devices: {
          readonly id: string;
          readonly second_factor_remembered_until: string;
        }[];
      }
      const list = await app.get<Listed>('/api/auth/devices', { token, headers });
      const until = new Date(clock.nowMs() + 30 * 86_400_000).toISOString();
      expect(list.body.devices).toMatchObject([{ second_factor_remembered_until: until }]);
      await app.delete(`/api/auth/devices/${list.body.devices[0]?.id}`, { token });
      expect((await login(account, { device })).body.code).toBe('SECOND_FACTOR_REQUIRED');
    });

    it('A change of the password ends it on every device, that of the change too', async () => {
      const account = await anAccountWithTotp(accounts);
      const { device, token } = await remember(account);
      const body = { current_password: account.password, new_password: OTHER_PASSWORD };
      const headers = { 'x-device-token': device };
      const changed = await app.post('/api/auth/change-password', body, { token, headers });
      expect(changed.status).toBe(200);
      const answer = await login({ ...account, password: OTHER_PASSWORD }, { device });
      expect(answer.body.code).toBe('SECOND_FACTOR_REQUIRED');
    });

    it('"This was not me" ends it on every device', async () => {
      const account = await anAccountWithTotp(accounts);
      const { device } = await remember(account);
      await login(account, { from: TOKYO });
      const token = tokenIn(await mailTo(sink, account.email, SUSPICIOUS));
      await app.post('/api/auth/sign-ins/deny', { token });
      await setPassword(tokenIn(await mailTo(sink, account.email, RESET)));
      const answer = await login({ ...account, password: OTHER_PASSWORD }, { device });
      expect(answer.body.code).toBe('SECOND_FACTOR_REQUIRED');
    });
  });

  it('A proof for a merge is not made by the password alone of an account with a second factor', async () => {
    const [own, other] = [await accounts.create(), await anAccountWithTotp(accounts)];
    const token = (await login(own)).body.access_token;
    const { email, password } = other;
    const body = { purpose: 'merge', email, password };
    const answer = await app.post<FactorDemand>('/api/auth/proofs', body, { token });
    expect(answer).toMatchObject({ status: 403, body: { code: 'FACTOR_REQUIRED' } });
    expect(answer.body).not.toHaveProperty('challenge');
  });
});
