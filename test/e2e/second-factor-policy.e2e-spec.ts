import { decodeJwt } from 'jose';
import { FakeClock, type TestApp } from '#libs/testing';
import {
  refresh,
  signIn,
  UNLIMITED,
  type Account,
  type Accounts,
  type Problem,
  type Tokens,
} from '../support/accounts.js';
import { codeOf, enrolFactor, fakeTotp, beginSignIn, showCode } from '../support/factors.js';
import { proven } from '../support/fresh-proof.js';
import { enrolTotp } from '../support/totp.js';
import { withFixture } from '../support/with-fixture.js';

const DAY_SECONDS = 86_400;
const ENROLMENT = 'urn:gatehouse:enrolment';

interface Duty {
  readonly required: boolean;
  readonly enrol_until: string;
}

describe('an account that must have a second factor', () => {
  const clock = new FakeClock('2026-03-01T00:00:00.000Z');
  let app: TestApp;
  let forAdministrators: TestApp;
  let optional: TestApp;
  let accounts: Accounts;

  withFixture(async (opened) => {
    const env = { ...UNLIMITED, JWT_REFRESH_TOKEN_EXPIRES: String(60 * DAY_SECONDS) };
    ({ app, accounts } = await opened.app({ env: { ...env, MFA_POLICY: 'required' }, clock }));
    const database = { url: app.databaseUrl };
    const other = { ...env, APP_BASE_URL: app.url };
    const administrators = { ...other, MFA_POLICY: 'administrators', MFA_ENROLMENT_DAYS: '0' };
    ({ app: forAdministrators } = await opened.app({ env: administrators, clock, database }));
    ({ app: optional } = await opened.app({ env: other, clock, database }));
    fakeTotp(app);
  }, 90_000);

  const enter = async (account: Account, at = app) =>
    (await signIn(at, account)) as Awaited<ReturnType<typeof signIn>> & { readonly mfa?: Duty };
  const me = (token: string, at = app) =>
    at.get<Problem & { readonly mfa?: Duty }>('/api/auth/me', { token });
  const sessions = (token: string, at = app) => at.get<Problem>('/api/auth/sessions', { token });
  const audienceOf = (token: string) => decodeJwt(token).aud;

  /** An account whose time to enrol has passed, with its tokens. */
  async function overdue() {
    const account = await accounts.create();
    await enter(account);
    clock.advanceSeconds(14 * DAY_SECONDS);
    return { account, tokens: await enter(account) };
  }

  it('It signs in and does everything until its time has passed, and its answers tell until when', async () => {
    const account = await accounts.create();
    const first = await enter(account);
    const until = new Date(clock.nowMs() + 14 * DAY_SECONDS * 1000).toISOString();
    expect(first.mfa).toEqual({ required: true, enrol_until: until });
    expect((await me(first.access_token)).body.mfa).toEqual(first.mfa);
    expect((await sessions(first.access_token)).status).toBe(200);
    clock.advanceSeconds(14 * DAY_SECONDS - 60);
    const last = await enter(account);
    expect(last.mfa).toEqual(first.mfa);
    expect(last.expires_in).toBe(60);
    expect((await sessions(last.access_token)).status).toBe(200);
  });

  it('After that its tokens are for enrolling alone, those of a refresh and of one service too', async () => {
    const { tokens } = await overdue();
    const refreshed = await refresh(app, tokens.refresh_token);
    for (const token of [tokens.access_token, refreshed.body.access_token]) {
      expect(audienceOf(token)).toBe(ENROLMENT);
      expect((await me(token)).status).toBe(200);
      expect(await sessions(token)).toMatchObject({
        status: 403,
        body: { code: 'SECOND_FACTOR_ENROLMENT_REQUIRED' },
      });
      for (const path of ['/api/users', '/api/auth/devices']) {
        expect((await app.get<Problem>(path, { token })).status).toBe(403);
      }
    }
    const changed = await app.call('PATCH', '/api/auth/me', {
      token: tokens.access_token,
      body: { first_name: 'Anna' },
    });
    expect(changed.status).toBe(403);
  });

  it('It makes a proof and signs out while it must enrol', async () => {
    const { account, tokens } = await overdue();
    const token = tokens.access_token;
    const wish = { purpose: 'set_password', password: account.password };
    expect((await app.post('/api/auth/proofs', wish, { token })).status).toBe(201);
    expect((await app.post('/api/auth/logout', {}, { token })).status).toBe(200);
    expect((await me(token)).status).toBe(401);
  });

  it('From a token for enrolling alone it comes to ordinary ones, by an authenticator app and a step-up', async () => {
    const { account, tokens } = await overdue();
    const { access_token: token, refresh_token } = tokens;
    const { recoveryCodes } = await enrolTotp(app, { ...account, token }, clock.nowMs());
    expect((await app.get('/api/auth/factors', { token })).status).toBe(200);
    expect((await app.post('/api/auth/step-up/options', {}, { token })).status).toBe(200);
    expect((await sessions(token)).status).toBe(403);
    const shown = { type: 'recovery_codes', code: recoveryCodes[0], refresh_token };
    const steppedUp = await app.post<Tokens>('/api/auth/step-up', shown, { token });
    expect(steppedUp).toMatchObject({ status: 200, body: { acr: 'aal2' } });
    expect((await sessions(steppedUp.body.access_token)).status).toBe(200);
    const refreshed = await refresh(app, steppedUp.body.refresh_token);
    expect((await sessions(refreshed.body.access_token)).status).toBe(200);
  });

  it('A passkey and recovery codes are within reach while it must enrol', async () => {
    const { account, tokens } = await overdue();
    const prover = { ...account, token: tokens.access_token };
    for (const [path, status] of [
      ['passkeys/options', 200],
      ['recovery-codes', 409],
    ] as const) {
      const options = await proven(app, prover, 'add_factor');
      expect((await app.post(`/api/auth/factors/${path}`, {}, options)).status).toBe(status);
    }
    const { token } = prover;
    const wish = { purpose: 'add_factor' };
    expect((await app.post('/api/auth/proofs/options', wish, { token })).status).toBe(200);
  });

  it('Once it has a factor, a refresh and a sign-in give ordinary tokens', async () => {
    const { account, tokens } = await overdue();
    await enrolFactor(accounts, account);
    const refreshed = await refresh(app, tokens.refresh_token);
    expect(refreshed.body).not.toHaveProperty('mfa');
    expect((await sessions(refreshed.body.access_token)).status).toBe(200);
    expect((await sessions(tokens.access_token)).status).toBe(403);
    const signedIn = await showCode(app, await beginSignIn(app, account), codeOf(account));
    expect(signedIn.body).not.toHaveProperty('mfa');
    expect((await sessions(signedIn.body.access_token)).status).toBe(200);
  });

  it('For administrators alone: holders of a role of auth_service, from the moment that they hold one', async () => {
    const account = await accounts.create();
    const before = await enter(account, forAdministrators);
    expect(before).not.toHaveProperty('mfa');
    await accounts.grant(account, 'admin');
    const after = await enter(account, forAdministrators);
    expect(after.mfa?.required).toBe(true);
    expect(audienceOf(after.access_token)).toBe(ENROLMENT);
    expect((await sessions(after.access_token, forAdministrators)).status).toBe(403);
  });

  it('Where no factor is required nothing is asked and nothing is stored', async () => {
    const account = await accounts.create();
    const tokens = await enter(account, optional);
    expect(tokens).not.toHaveProperty('mfa');
    expect((await me(tokens.access_token, optional)).body).not.toHaveProperty('mfa');
    const [stored] = await accounts.rows<{ asked: Date | null }>(
      'SELECT second_factor_asked_at AS asked FROM users WHERE id = $1',
      [account.id],
    );
    expect(stored?.asked).toBeNull();
  });
});
