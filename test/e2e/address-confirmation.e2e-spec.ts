import {
  FakeClock,
  startSmtpSink,
  startTestApp,
  type Answer,
  type SmtpSink,
  type TestApp,
} from '#libs/testing';
import { newId } from '#libs/kernel';
import {
  Accounts,
  anEmail,
  mailTo,
  tokenIn,
  UNLIMITED,
  type Problem,
} from '../support/accounts.js';
import { withFixture } from '../support/with-fixture.js';

const CONFIRM = /Confirm your e-mail/;
const RESET = /Choose a new password/;
const SQUATTERS = 'the password of the squatter';
const OWNERS = 'seven herons over the weir';
const NEW = 'a lantern in the rain';

describe('confirming an address', () => {
  const clock = new FakeClock('2026-01-01T00:00:00.000Z');
  let app: TestApp;
  /** Settings under which unverified accounts may sign in. */
  let open: TestApp;
  /** Settings under which the page asks only for the link. */
  let easy: TestApp;
  let sink: SmtpSink;
  let accounts: Accounts;

  withFixture(async (opened) => {
    sink = opened.add(await startSmtpSink());
    const env = { ...UNLIMITED, ...sink.env };
    app = opened.add(await startTestApp({ clock, env }));
    accounts = opened.add(new Accounts(app.databaseUrl));
    const database = { url: app.databaseUrl };
    const openEnv = { ...env, EMAIL_VERIFICATION_REQUIRED: 'false' };
    open = opened.add(await startTestApp({ clock, database, env: openEnv }));
    const easyEnv = { ...env, EMAIL_VERIFICATION_PROOF: 'none' };
    easy = opened.add(await startTestApp({ clock, database, env: easyEnv }));
  }, 120_000);

  const withDevice = (device: string | undefined) => ({
    ...(device !== undefined && { 'x-device-token': device }),
  });
  /** Answers the device credential of the registering browser. */
  const register = async (email: string, password: string, device?: string): Promise<string> => {
    const answer = await app.post(
      '/api/auth/register',
      { email, password, first_name: password === OWNERS ? 'Vera' : 'Mallory' },
      { headers: withDevice(device) },
    );
    expect(answer.status).toBe(201);
    return String(answer.headers['x-device-token']);
  };
  const tokenOf = async (email: string, nth = 1) =>
    tokenIn(await mailTo(sink, email, CONFIRM, nth));
  const look = (token: string, device?: string, at = app): Promise<Answer> =>
    at.get(`/verify-email?token=${token}`, {
      headers: { accept: 'text/html', ...withDevice(device) },
    });
  const press = (
    token: string,
    fields: Record<string, string> = {},
    device?: string,
    at = app,
  ): Promise<Answer> =>
    at.call('POST', '/verify-email', {
      rawBody: new URLSearchParams({ token, ...fields }).toString(),
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        accept: 'text/html',
        ...withDevice(device),
      },
    });
  const api = (token: string, device?: string) =>
    app.get<Problem>(`/api/auth/verify-email/${token}`, { headers: withDevice(device) });
  const login = (email: string, password: string, at = app) =>
    at.post<Problem & { access_token: string; refresh_token: string }>('/api/auth/login', {
      email,
      password,
    });
  const status = async (email: string, password: string) => (await login(email, password)).status;
  const isVerified = async (email: string) =>
    (
      await accounts.row<{ is: boolean }>(
        'SELECT is_email_verified AS is FROM users WHERE email = $1',
        [email],
      )
    )?.is;

  describe('after the registration of a stranger', () => {
    it('The owner of an address continues at once with a new password, and the password of the stranger is void', async () => {
      const email = anEmail('victim');
      await register(email, SQUATTERS);
      const token = await tokenOf(email);
      const page = await look(token);
      expect(page.text).toContain('name="new_password"');
      const bare = await press(token);
      expect(bare.status).toBe(403);
      expect(await isVerified(email)).toBe(false);
      const set = await press(token, { new_password: NEW, new_password_repeat: NEW });
      expect(set.status).toBe(200);
      expect(set.text).toContain('is confirmed');
      expect(await status(email, SQUATTERS)).toBe(401);
      expect(await status(email, NEW)).toBe(200);
    });

    it('The link of the stranger’s mail confirms the owner’s registration in the browser that the owner registered with', async () => {
      const email = anEmail('victim');
      await register(email, SQUATTERS);
      const device = await register(email, OWNERS);
      const token = await tokenOf(email, 1);
      expect((await look(token, device)).text).not.toContain('password');
      expect((await press(token, {}, device)).status).toBe(200);
      expect(await status(email, SQUATTERS)).toBe(401);
      const signedIn = await login(email, OWNERS);
      expect(signedIn).toMatchObject({ status: 200, body: { user: { first_name: 'Vera' } } });
    });

    it.each([1, 2])(
      'Another browser confirms the registration whose password is typed, by mail %i of 2',
      async (nth) => {
        const email = anEmail('victim');
        await register(email, SQUATTERS);
        await register(email, OWNERS);
        await tokenOf(email, 2);
        const token = await tokenOf(email, nth);
        expect((await press(token, { password: OWNERS })).status).toBe(200);
        expect(await status(email, SQUATTERS)).toBe(401);
        expect(await status(email, OWNERS)).toBe(200);
      },
    );

    it('Each pending password is told that it awaits confirmation, and any other is told nothing', async () => {
      const email = anEmail('victim');
      await register(email, SQUATTERS);
      await register(email, OWNERS);
      for (const password of [SQUATTERS, OWNERS]) {
        expect(await login(email, password)).toMatchObject({
          status: 403,
          body: { needs_verification: true },
        });
      }
      expect(await status(email, NEW)).toBe(401);
    });

    it('A confirmation ends the link of the other registration, which says so', async () => {
      const email = anEmail('victim');
      await register(email, SQUATTERS);
      const device = await register(email, OWNERS);
      const [first, second] = [await tokenOf(email, 1), await tokenOf(email, 2)];
      expect((await press(second, {}, device)).status).toBe(200);
      const late = await press(first, { password: SQUATTERS });
      expect(late.status).toBe(400);
      expect(late.text).toContain('does not work any more');
      expect(late.text).toContain('/forgot-password');
      expect((await api(first)).status).toBe(400);
      expect(await status(email, SQUATTERS)).toBe(401);
    });

    it('A confirmation ends the stranger’s sessions where unverified accounts may sign in', async () => {
      const email = anEmail('victim');
      await register(email, SQUATTERS);
      const { body } = await login(email, SQUATTERS, open);
      expect((await open.get('/api/auth/me', { token: body.access_token })).status).toBe(200);
      const device = await register(email, OWNERS);
      expect((await login(email, OWNERS, open)).status).toBe(403);
      expect((await press(await tokenOf(email, 2), {}, device)).status).toBe(200);
      expect((await open.get('/api/auth/me', { token: body.access_token })).status).toBe(401);
      const refreshed = await open.post('/api/auth/refresh', { refresh_token: body.refresh_token });
      expect(refreshed.status).toBe(401);
      expect((await login(email, SQUATTERS, open)).status).toBe(401);
      expect((await login(email, OWNERS, open)).status).toBe(200);
    });

    it('The link of the owner’s registration stays valid while the stranger changes their password', async () => {
      const email = anEmail('victim');
      await register(email, SQUATTERS);
      const { body } = await login(email, SQUATTERS, open);
      const device = await register(email, OWNERS);
      const token = await tokenOf(email, 2);
      const change = { current_password: SQUATTERS, new_password: NEW };
      const changed = await open.post('/api/auth/change-password', change, {
        token: body.access_token,
      });
      expect(changed.status).toBe(200);
      expect((await press(token, {}, device)).status).toBe(200);
      expect(await status(email, NEW)).toBe(401);
      expect(await status(email, OWNERS)).toBe(200);
    });

    it('The owner’s registration is not displaced by more registrations than are kept', async () => {
      const email = anEmail('victim');
      const device = await register(email, OWNERS);
      for (let n = 0; n < 9; n += 1) await register(email, `${SQUATTERS} ${n}`);
      const kept = await accounts.rows(
        `SELECT FROM pending_registrations p JOIN users u ON u.id = p.user_id
          WHERE u.email = $1 AND p.password IS NOT NULL`,
        [email],
      );
      expect(kept).toHaveLength(5);
      expect((await press(await tokenOf(email, 1), {}, device)).status).toBe(200);
      expect(await status(email, OWNERS)).toBe(200);
      for (let n = 0; n < 9; n += 1) expect(await status(email, `${SQUATTERS} ${n}`)).toBe(401);
    });

    it('A reset ends all registrations of the address', async () => {
      const email = anEmail('victim');
      await register(email, SQUATTERS);
      const device = await register(email, OWNERS);
      await app.post('/api/password/forgot', { email });
      const token = tokenIn(await mailTo(sink, email, RESET));
      expect((await app.post('/api/password/reset', { token, password: NEW })).status).toBe(200);
      expect((await press(await tokenOf(email, 2), {}, device)).status).toBe(400);
      expect(await status(email, SQUATTERS)).toBe(401);
      expect(await status(email, OWNERS)).toBe(401);
      expect(await status(email, NEW)).toBe(200);
    });
  });

  describe('on the page', () => {
    it('The confirmation page asks nothing of the browser that has registered', async () => {
      const email = anEmail();
      const device = await register(email, OWNERS);
      const token = await tokenOf(email);
      const page = await look(token, device);
      expect(page.text).toContain(email);
      expect(page.text).not.toContain('type="password"');
      expect((await press(token, {}, device)).status).toBe(200);
      expect(await status(email, OWNERS)).toBe(200);
    });

    it('The confirmation page refuses a wrong password, a device of another account and an invented device', async () => {
      const email = anEmail();
      await register(email, OWNERS);
      const other = await register(anEmail('other'), OWNERS);
      const token = await tokenOf(email);
      const wrong = await press(token, { password: NEW });
      expect(wrong.status).toBe(400);
      expect(wrong.text).toContain('not the password');
      expect((await press(token, {}, other)).status).toBe(403);
      expect((await press(token, {}, `${other.slice(0, -3)}abc`)).status).toBe(403);
      expect(await isVerified(email)).toBe(false);
      expect((await press(token, { password: OWNERS })).status).toBe(200);
    });

    it('The confirmation page reports what is wrong with a new password, and uses nothing up', async () => {
      const email = anEmail();
      await register(email, OWNERS);
      const token = await tokenOf(email);
      const short = await press(token, { new_password: 'short', new_password_repeat: 'short' });
      expect(short.status).toBe(400);
      const different = await press(token, { new_password: NEW, new_password_repeat: OWNERS });
      expect(different.status).toBe(400);
      expect(different.text).toContain('not the same');
      expect(await isVerified(email)).toBe(false);
    });

    it('The confirmation page asks only for the link with EMAIL_VERIFICATION_PROOF=none', async () => {
      const email = anEmail();
      await register(email, OWNERS);
      const token = await tokenOf(email);
      expect((await look(token, undefined, easy)).text).not.toContain('type="password"');
      expect((await press(token, {}, undefined, easy)).status).toBe(200);
      expect(await status(email, OWNERS)).toBe(200);
    });

    it('The confirmation page accepts the link of a new mail that this or another browser requested', async () => {
      const email = anEmail();
      const device = await register(email, OWNERS);
      await app.post('/api/auth/resend-verification', { email });
      const token = await tokenOf(email, 2);
      expect((await press(token)).status).toBe(403);
      expect((await press(token, {}, device)).status).toBe(200);
      expect(await status(email, OWNERS)).toBe(200);
    });
  });

  describe('by the API', () => {
    it('The API confirms the registration that the link was mailed for', async () => {
      for (const [nth, right, wrong] of [
        [1, SQUATTERS, OWNERS],
        [2, OWNERS, SQUATTERS],
      ] as const) {
        const email = anEmail();
        await register(email, SQUATTERS);
        await register(email, OWNERS);
        await tokenOf(email, 2);
        expect((await api(await tokenOf(email, nth))).status).toBe(200);
        expect(await status(email, right)).toBe(200);
        expect(await status(email, wrong)).toBe(401);
      }
    });

    it('The API confirms the registration of the device that is shown, whichever link it is', async () => {
      const email = anEmail();
      await register(email, SQUATTERS);
      const device = await register(email, OWNERS);
      expect((await api(await tokenOf(email, 1), device)).status).toBe(200);
      expect(await status(email, OWNERS)).toBe(200);
      expect(await status(email, SQUATTERS)).toBe(401);
    });

    it('The API leaves no password valid when a link could mean several registrations, and mails what to do next', async () => {
      const email = anEmail();
      await register(email, SQUATTERS);
      await register(email, OWNERS);
      await app.post('/api/auth/resend-verification', { email });
      expect((await api(await tokenOf(email, 3))).status).toBe(200);
      expect(await isVerified(email)).toBe(true);
      expect(await status(email, SQUATTERS)).toBe(401);
      expect(await status(email, OWNERS)).toBe(401);
      const token = tokenIn(await mailTo(sink, email, RESET));
      expect((await app.post('/api/password/reset', { token, password: NEW })).status).toBe(200);
      expect(await status(email, NEW)).toBe(200);
    });

    it('The API accepts the same proofs as the page, for applications with a page of their own', async () => {
      const email = anEmail();
      await register(email, SQUATTERS);
      await register(email, OWNERS);
      const token = await tokenOf(email, 1);
      const post = (body: object) => app.post<Problem>('/api/auth/verify-email', body);
      expect(await post({ token })).toMatchObject({
        status: 403,
        body: { code: 'VERIFICATION_PROOF_REQUIRED' },
      });
      expect(await post({ token, password: NEW })).toMatchObject({
        status: 400,
        body: { code: 'WRONG_REGISTRATION_PASSWORD' },
      });
      expect(await post({ token: newId(), password: OWNERS })).toMatchObject({
        status: 400,
        body: { code: 'INVALID_VERIFICATION_TOKEN' },
      });
      expect((await post({ token, password: OWNERS })).status).toBe(200);
      expect(await status(email, OWNERS)).toBe(200);
      expect(await status(email, SQUATTERS)).toBe(401);
    });
  });

  it('A registration does not reveal whether a password is one that waits', async () => {
    const email = anEmail('asked');
    for (const password of [SQUATTERS, OWNERS, ...['a', 'b', 'c', 'd'].map((end) => NEW + end)]) {
      await register(email, password);
    }
    const ask = async (password: string) => {
      const asked = { email, password };
      return (await app.post<{ user_id: string }>('/api/auth/register', asked)).body.user_id;
    };
    expect(await ask(OWNERS)).not.toBe(await ask(OWNERS));
    expect(await ask(`${NEW} wrong`)).not.toBe(await ask(`${NEW} wrong`));
  });
});
