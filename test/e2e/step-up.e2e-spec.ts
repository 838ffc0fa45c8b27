import { decodeJwt } from 'jose';
import { FakeClock, type TestApp } from '#libs/testing';
import {
  OTHER_PASSWORD,
  refresh,
  signIn,
  UNLIMITED,
  type Accounts,
  type Problem,
} from '../support/accounts.js';
import { enrolTotp, removeFactor, fakeTotp } from '../support/fake-totp.js';
import { withFixture } from '../support/with-fixture.js';

const STEP_UP = '/api/auth/step-up';

interface SteppedUp extends Problem {
  readonly access_token: string;
  readonly refresh_token?: string;
  readonly acr: string;
  readonly by_factors?: readonly string[];
  readonly methods: readonly string[];
  readonly factors: readonly {
    readonly id: string;
    readonly type: string;
    readonly options?: object;
  }[];
}

describe('step-up', () => {
  let app: TestApp;
  let accounts: Accounts;
  const clock = new FakeClock();

  withFixture(async (opened) => {
    ({ app, accounts } = await opened.app({ clock, env: UNLIMITED }));
    fakeTotp(app);
  }, 120_000);

  /** A signed-in user; some time has passed since the sign-in. */
  async function aUser() {
    const account = await accounts.create();
    const { access_token: token, refresh_token } = await signIn(app, account);
    clock.advanceSeconds(600);
    return { ...account, token, refreshToken: refresh_token };
  }
  const stepUp = (token: string, body: object) => app.post<SteppedUp>(STEP_UP, body, { token });
  const claimsOf = (token: string) => {
    const { sid, amr, acr, auth_time } = decodeJwt(token);
    return { sid, amr, acr, auth_time };
  };

  it('the password renews auth_time and keeps the level, in the same session', async () => {
    const user = await aUser();
    const before = claimsOf(user.token);
    const answer = await stepUp(user.token, { type: 'password', password: user.password });
    expect(answer).toMatchObject({ status: 200, body: { acr: 'aal1', token_type: 'Bearer' } });
    const after = claimsOf(answer.body.access_token);
    expect(after).toEqual({ ...before, auth_time: clock.nowSeconds() });
    expect(after.auth_time).toBeGreaterThan(Number(before.auth_time) + 500);
  });

  it('a factor raises the level, which refreshed tokens keep; the older access token keeps what it says', async () => {
    const user = await aUser();
    const factor = await enrolTotp(accounts, user.id);
    const answer = await stepUp(user.token, { type: 'totp', code: factor.code(1) });
    expect(answer).toMatchObject({ status: 200, body: { acr: 'aal2' } });
    const raised = claimsOf(answer.body.access_token);
    expect(raised).toMatchObject({
      amr: ['pwd', 'otp', 'mfa'],
      acr: 'aal2',
      auth_time: clock.nowSeconds(),
    });
    expect(claimsOf(user.token)).toMatchObject({ acr: 'aal1' });
    expect((await app.get('/api/auth/me', { token: user.token })).status).toBe(200);
    clock.advanceSeconds(60);
    const refreshed = await refresh(app, user.refreshToken);
    expect(claimsOf(refreshed.body.access_token)).toEqual(raised);
    const [event] = await accounts.rows<{ details: object }>(
      `SELECT details FROM audit_events WHERE type = 'session.stepped_up' AND target_id = $1`,
      [raised.sid],
    );
    expect(event?.details).toMatchObject({ method: 'totp', acr: 'aal2', acr_before: 'aal1' });
  });

  it('the options name what can be shown now: a session of two factors needs a factor', async () => {
    const user = await aUser();
    const options = (token: string) => app.post<SteppedUp>(`${STEP_UP}/options`, {}, { token });
    expect((await options(user.token)).body).toMatchObject({ methods: ['password'], factors: [] });
    const factor = await enrolTotp(accounts, user.id);
    const both = await options(user.token);
    expect(both.body).toMatchObject({
      methods: ['password', 'totp'],
      factors: [{ id: factor.id, type: 'totp', name: 'Phone' }],
    });
    const raised = await stepUp(user.token, { type: 'totp', code: factor.code(1) });
    const { access_token: token } = raised.body;
    expect((await options(token)).body.methods).toEqual(['totp']);
    const byPassword = { type: 'password', password: user.password };
    expect(await stepUp(token, byPassword)).toMatchObject({
      status: 403,
      body: { code: 'FACTOR_REQUIRED', by_factors: ['totp'] },
    });
    const wrong = { type: 'password', password: OTHER_PASSWORD };
    expect(await stepUp(token, wrong)).toMatchObject({ body: { code: 'FACTOR_REQUIRED' } });
    await removeFactor(accounts, factor);
    const lowered = await stepUp(token, byPassword);
    expect(claimsOf(lowered.body.access_token)).toMatchObject({ amr: ['pwd'], acr: 'aal1' });
  });

  it('passkeys are offered with the options of a ceremony', async () => {
    const user = await aUser();
    await accounts.rows(
      `INSERT INTO factors (id, user_id, type, name, created_at, confirmed_at)
       VALUES (gen_random_uuid(), $1, 'passkey', 'Laptop', now(), now())`,
      [user.id],
    );
    const { body } = await app.post<SteppedUp>(`${STEP_UP}/options`, {}, { token: user.token });
    expect(body.methods).toEqual(['password', 'passkey']);
    expect(body.factors).toMatchObject([
      { type: 'passkey', options: { challenge: expect.any(String) } },
    ]);
    const answer = await stepUp(user.token, { type: 'passkey', response: { id: 'x' } });
    expect(answer).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED' } });
  });

  it.each([
    ['a wrong code', (own: string) => `${own}9`],
    ['no code at all', () => 'nonsense'],
  ])('%s is refused, and the session stays as it was', async (_name, spoil) => {
    const user = await aUser();
    const factor = await enrolTotp(accounts, user.id);
    const code = spoil(factor.code(1)).replace(/^..../, '0000');
    expect(await stepUp(user.token, { type: 'totp', code })).toMatchObject({
      status: 400,
      body: { code: 'WRONG_FACTOR' },
    });
    const refreshed = await refresh(app, user.refreshToken);
    expect(claimsOf(refreshed.body.access_token)).toEqual(claimsOf(user.token));
  });

  it('the factor of another account is refused', async () => {
    const [user, other] = [await aUser(), await aUser()];
    await enrolTotp(accounts, user.id);
    const theirs = await enrolTotp(accounts, other.id);
    const answer = await stepUp(user.token, { type: 'totp', code: theirs.code(1) });
    expect(answer).toMatchObject({ status: 400, body: { code: 'WRONG_FACTOR' } });
    // It was not used up.
    expect((await stepUp(other.token, { type: 'totp', code: theirs.code(1) })).status).toBe(200);
  });

  it('a used code is refused', async () => {
    const user = await aUser();
    const factor = await enrolTotp(accounts, user.id);
    const body = { type: 'totp', code: factor.code(1) };
    expect((await stepUp(user.token, body)).status).toBe(200);
    expect(await stepUp(user.token, body)).toMatchObject({ body: { code: 'WRONG_FACTOR' } });
  });

  it('a type that the account has not is as wrong as a wrong code', async () => {
    const user = await aUser();
    for (const type of ['totp', 'recovery_codes'])
      expect(await stepUp(user.token, { type, code: '123456' })).toMatchObject({
        status: 400,
        body: { code: 'WRONG_FACTOR' },
      });
  });

  it.each([
    {},
    { type: 'sms' },
    { type: 'totp' },
    { type: 'totp', code: 7 },
    { type: 'password' },
    { type: 'passkey', response: 'x' },
  ])('the incomplete body %j is refused', async (body) => {
    const user = await aUser();
    expect(await stepUp(user.token, body)).toMatchObject({
      status: 400,
      body: { code: 'VALIDATION_FAILED' },
    });
  });

  describe('the tokens of a step-up', () => {
    it('a stolen access token, with a factor too, gets no refresh token', async () => {
      const user = await aUser();
      const factor = await enrolTotp(accounts, user.id);
      const answer = await stepUp(user.token, { type: 'totp', code: factor.code(1) });
      expect(answer.status).toBe(200);
      expect(answer.body).not.toHaveProperty('refresh_token');
      // The owner's refresh token was not touched.
      expect((await refresh(app, user.refreshToken)).status).toBe(200);
    });

    it('the present refresh token that is sent along is replaced', async () => {
      const user = await aUser();
      const { password, refreshToken: refresh_token } = user;
      const answer = await stepUp(user.token, { type: 'password', password, refresh_token });
      expect(answer.status).toBe(200);
      expect(claimsOf(answer.body.access_token).auth_time).toBe(clock.nowSeconds());
      expect(answer.body.refresh_token).not.toBe(refresh_token);
      expect((await refresh(app, answer.body.refresh_token ?? '')).status).toBe(200);
    });

    it.each(['x', 7, {}])(
      'the refresh token %j is refused before anything is used up',
      async (refresh_token) => {
        const user = await aUser();
        const factor = await enrolTotp(accounts, user.id);
        const body = { type: 'totp', code: factor.code(1) };
        expect(await stepUp(user.token, { ...body, refresh_token })).toMatchObject({
          status: 401,
          body: { code: 'INVALID_REFRESH_TOKEN' },
        });
        expect((await stepUp(user.token, body)).status).toBe(200);
      },
    );

    it('the refresh token of another session is refused', async () => {
      const [user, other] = [await aUser(), await aUser()];
      const { password } = user;
      const body = { type: 'password', password, refresh_token: other.refreshToken };
      expect(await stepUp(user.token, body)).toMatchObject({
        body: { code: 'INVALID_REFRESH_TOKEN' },
      });
      expect((await refresh(app, other.refreshToken)).status).toBe(200);
    });

    it('an unknown resource is refused before anything is used up', async () => {
      const user = await aUser();
      const factor = await enrolTotp(accounts, user.id);
      const body = { type: 'totp', code: factor.code(1) };
      expect(await stepUp(user.token, { ...body, resource: 'nobody' })).toMatchObject({
        status: 400,
        body: { code: 'INVALID_TARGET' },
      });
      expect((await stepUp(user.token, body)).status).toBe(200);
    });

    it('a session that was begun for one service gets a token for it', async () => {
      const { email, password } = await accounts.create();
      await accounts.rows(
        `INSERT INTO services (id, name, name_canonical)
         VALUES (gen_random_uuid(), 'step-up orders', 'step-up orders')`,
      );
      const begun = await app.post<{ access_token: string; refresh_token: string }>(
        '/api/auth/login',
        {
          email,
          password,
          resource: 'step-up orders',
        },
      );
      const here = await app.post<{ access_token: string }>('/api/auth/refresh', {
        refresh_token: begun.body.refresh_token,
        resource: 'auth_service',
      });
      const answer = await stepUp(here.body.access_token, { type: 'password', password });
      expect(decodeJwt(answer.body.access_token).aud).toBe(decodeJwt(begun.body.access_token).aud);
    });
  });

  it('an ended session is refused', async () => {
    const user = await aUser();
    await app.post('/api/auth/logout', {}, { token: user.token });
    const { password } = user;
    expect(await stepUp(user.token, { type: 'password', password })).toMatchObject({
      status: 401,
      body: { code: 'SESSION_ENDED' },
    });
  });
});

describe('the limits of step-up', () => {
  let app: TestApp;
  let accounts: Accounts;

  withFixture(async (opened) => {
    const env = {
      RATE_LIMIT_ENABLED: 'true',
      RATE_LIMIT_LOGIN_PER_ACCOUNT: 'off',
      RATE_LIMIT_LOGIN_PER_ADDRESS: 'off',
    };
    ({ app, accounts } = await opened.app({ env }));
    fakeTotp(app);
  }, 120_000);

  it('wrong codes slow down the next one, also the right one, and a right password does not take them back', async () => {
    const account = await accounts.create();
    const { access_token: token } = await signIn(app, account);
    const factor = await enrolTotp(accounts, account.id);
    const shown = (code: string) => app.post<Problem>(STEP_UP, { type: 'totp', code }, { token });
    const { password } = account;
    let answer = await shown('wrong');
    for (let tries = 1; tries < 12 && answer.status === 400; tries += 1) {
      await app.post(STEP_UP, { type: 'password', password }, { token });
      answer = await shown('wrong');
    }
    expect(answer).toMatchObject({ status: 429, body: { code: 'RATE_LIMITED' } });
    expect(answer.body.message).toContain('wrong codes');
    expect((await shown(factor.code(1))).status).toBe(429);
    // The password has a count of its own.
    expect((await app.post(STEP_UP, { type: 'password', password }, { token })).status).toBe(200);
    const refused = await accounts.rows(
      `SELECT 1 FROM audit_events WHERE type = 'user.factor_asked' AND target_id = $1`,
      [account.id],
    );
    expect(refused.length).toBeGreaterThan(2);
  });
});
