import { FakeClock, startTestApp, type TestApp } from '#libs/testing';
import { encodeSolution, solve } from '../support/altcha.js';

const OFF = 'off';
const COMMON = {
  RATE_LIMIT_ENABLED: 'true',
  RATE_LIMIT_LOGIN_PER_ADDRESS: OFF,
  RATE_LIMIT_LOGIN_PER_ACCOUNT: OFF,
  RATE_LIMIT_REGISTER_PER_ADDRESS: OFF,
  CAPTCHA_DIFFICULTY: '1000',
};

let people = 0;
const login = (app: TestApp, solution?: string) =>
  app.post(
    '/api/auth/login',
    { email: `person-${(people += 1)}@example.com`, password: 'not the password of anybody' },
    solution === undefined ? {} : { headers: { 'x-captcha-solution': solution } },
  );

describe('challenges that are always asked for', () => {
  const clock = new FakeClock();
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp({ clock, env: { ...COMMON, CAPTCHA_MODE: 'always' } });
  }, 90_000);
  afterAll(() => app?.close());

  it('are told of by a refusal that says what to do', async () => {
    const { status, body } = await login(app);
    expect(status).toBe(403);
    expect(body).toMatchObject({
      success: false,
      code: 'CAPTCHA_REQUIRED',
      captcha: { provider: 'altcha', challenge: '/api/captcha/challenge', header: 'X-Captcha-Solution' }, // prettier-ignore
    });
    const registration = { email: 'new@example.com', password: 'a long enough password' };
    expect((await app.post('/api/auth/register', registration)).status).toBe(403);
  });

  it('let the solution through, once', async () => {
    const { text } = await solve(app);
    expect((await login(app, text)).status).toBe(401);
    expect((await login(app, text)).status).toBe(403);
    const another = (await solve(app)).text;
    const both = await Promise.all([login(app, another), login(app, another), login(app, another)]);
    expect(both.map(({ status }) => status).sort()).toEqual([401, 403, 403]);
  });

  it('die after a while', async () => {
    const { text } = await solve(app);
    clock.advanceSeconds(301);
    expect((await login(app, text)).status).toBe(403);
  });

  it('take nothing that was not solved or not made here', async () => {
    const { payload } = await solve(app);
    const salt = String(payload['salt']);
    const forged = [
      encodeSolution({ ...payload, number: Number(payload['number']) + 1 }),
      encodeSolution({ ...payload, salt: salt.replace(/expires=\d+/, 'expires=9999999999') }),
      encodeSolution({ ...payload, signature: 'a'.repeat(64) }),
      encodeSolution({ ...payload, algorithm: 'SHA-1' }),
      encodeSolution({ ...payload, number: null }),
      encodeSolution([]),
      Buffer.from('null').toString('base64'),
      'x'.repeat(5000),
      '%%%',
      '',
    ];
    for (const text of forged) expect((await login(app, text)).status).toBe(403);
    expect((await login(app, encodeSolution(payload))).status).toBe(401);
  });

  it('stand before nothing else', async () => {
    expect((await app.get('/health/live')).status).toBe(200);
    expect((await app.post('/api/auth/refresh', { refresh_token: 'x' })).status).toBe(401);
  });
});

describe('challenges that are asked for when sign-ins fail in masses', () => {
  const clock = new FakeClock();
  const open = (env: Record<string, string>) =>
    startTestApp({ clock, env: { ...COMMON, CAPTCHA_RISK_HOLD: '300', ...env } });

  async function statusesOf(count: number, ask: () => Promise<{ status: number }>) {
    const statuses: number[] = [];
    while (statuses.length < count) statuses.push((await ask()).status);
    return statuses;
  }

  it('begin with one wrong password each for many accounts, and hold for minutes after the last of them', async () => {
    const app = await open({ CAPTCHA_RISK_FAILURES_PER_MINUTE: '20' });
    try {
      const statuses = await statusesOf(30, () => login(app));
      expect(statuses).toEqual([...Array<number>(20).fill(401), ...Array<number>(10).fill(403)]);
      expect((await login(app, (await solve(app)).text)).status).toBe(401);
      expect((await app.get('/metrics')).text).toMatch(/^gatehouse_sign_ins_suspicious 1$/m);
      // Who ignores the challenge gets no fresh looks by it, however long it goes on.
      for (let minute = 0; minute < 12; minute += 1) {
        clock.advanceSeconds(60);
        expect(new Set(await statusesOf(12, () => login(app)))).toEqual(new Set([403]));
      }
      clock.advanceSeconds(299);
      expect((await login(app)).status).toBe(403);
      clock.advanceSeconds(1);
      expect((await login(app)).status).toBe(401);
    } finally {
      await app.close();
    }
  }, 90_000);

  it('end though a few clients go on without solving any', async () => {
    const app = await open({ CAPTCHA_RISK_FAILURES_PER_MINUTE: '20' });
    try {
      await statusesOf(20, () => login(app));
      const statuses = new Set<number>();
      for (let minute = 0; minute < 7; minute += 1) {
        clock.advanceSeconds(60);
        statuses.add((await login(app)).status);
      }
      expect(statuses).toEqual(new Set([403, 401]));
    } finally {
      await app.close();
    }
  }, 90_000);

  it('begin with many accounts sooner than with many tries', async () => {
    const app = await open({ CAPTCHA_RISK_ACCOUNTS_PER_MINUTE: '10', PASSWORD_BACKOFF_FREE_TRIES: '50' }); // prettier-ignore
    try {
      const one = { email: 'one@example.com', password: 'not the password of anybody' };
      const ofOne = await statusesOf(15, () => app.post('/api/auth/login', one));
      expect(new Set(ofOne)).toEqual(new Set([401]));
      expect(await statusesOf(11, () => login(app))).toEqual([...Array<number>(9).fill(401), 403, 403]); // prettier-ignore
    } finally {
      await app.close();
    }
  }, 90_000);
});

describe('challenges per class of routes', () => {
  const asks: Readonly<Record<string, (app: TestApp) => Promise<{ status: number }>>> = {
    login: (app) => login(app),
    register: (app) =>
      app.post('/api/auth/register', {
        email: `new-${(people += 1)}@example.com`,
        password: 'a long enough password',
      }),
    forgot: (app) => app.post('/api/password/forgot', { email: 'a@example.com' }),
    resend: (app) => app.post('/api/auth/resend-verification', { email: 'a@example.com' }),
    page: (app) =>
      app.post('/forgot-password', undefined, {
        rawBody: 'email=a%40example.com',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      }),
  };

  it.each([
    ['CAPTCHA_MODE alone', { CAPTCHA_MODE: 'always' }, ['login', 'register', 'forgot', 'resend', 'page']], // prettier-ignore
    ['the old list', { CAPTCHA_MODE: 'always', CAPTCHA_CLASSES: 'register' }, ['register']],
    ['one that is on', { CAPTCHA_MODE: 'off', CAPTCHA_MAIL: 'always' }, ['forgot', 'resend', 'page']], // prettier-ignore
    ['one that is off', { CAPTCHA_MODE: 'always', CAPTCHA_LOGIN: 'off', CAPTCHA_MAIL: 'risk' }, ['register']], // prettier-ignore
    ['a mode that says more than the list', { CAPTCHA_MODE: 'off', CAPTCHA_CLASSES: 'login', CAPTCHA_REGISTER: 'always' }, ['register']], // prettier-ignore
    ['limits off', { CAPTCHA_MODE: 'always', CAPTCHA_MAIL: 'always', RATE_LIMIT_ENABLED: 'false' }, []], // prettier-ignore
  ])(
    'follow %s',
    async (_what, env, expected) => {
      const app = await startTestApp({ env: { ...COMMON, ...env } });
      try {
        const challenged: string[] = [];
        for (const [name, ask] of Object.entries(asks)) {
          if ((await ask(app)).status === 403) challenged.push(name);
        }
        expect(challenged).toEqual(expected);
      } finally {
        await app.close();
      }
    },
    90_000,
  );

  it('are counted for the operator', async () => {
    const app = await startTestApp({ env: { ...COMMON, CAPTCHA_MODE: 'always' } });
    try {
      const { text } = await solve(app);
      for (const solution of [text, text, 'rubbish', undefined]) await login(app, solution);
      const { text: metrics } = await app.get('/metrics');
      const count = (name: string) =>
        new RegExp(`^gatehouse_captcha_${name}_total (\\d+)$`, 'm').exec(metrics)?.[1];
      expect(['challenges', 'solved', 'replayed', 'refused', 'unavailable'].map(count)).toEqual(
        ['1', '1', '1', '2', '0'], // prettier-ignore
      );
    } finally {
      await app.close();
    }
  }, 90_000);
});
