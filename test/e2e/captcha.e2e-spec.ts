import { FakeClock, startTestApp, type TestApp } from '#libs/testing';
import { Accounts, type Account } from '../support/accounts.js';
import { encodeSolution, solve } from '../support/altcha.js';
import { withFixture } from '../support/with-fixture.js';

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

describe('challenges that are always required', () => {
  const clock = new FakeClock();
  let app: TestApp;

  withFixture(async (opened) => {
    app = opened.add(await startTestApp({ clock, env: { ...COMMON, CAPTCHA_MODE: 'always' } }));
  }, 90_000);

  it('A request without a solved challenge is refused with what to do', async () => {
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

  it('A solved challenge is accepted once', async () => {
    const { text } = await solve(app);
    expect((await login(app, text)).status).toBe(401);
    expect((await login(app, text)).status).toBe(403);
    const another = (await solve(app)).text;
    const both = await Promise.all([login(app, another), login(app, another), login(app, another)]);
    expect(both.map(({ status }) => status).sort()).toEqual([401, 403, 403]);
  });

  it('A challenge expires', async () => {
    const { text } = await solve(app);
    clock.advanceSeconds(301);
    expect((await login(app, text)).status).toBe(403);
  });

  it('A challenge is refused when it is unsolved or was not made here', async () => {
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

  it('Challenges are required on no other route', async () => {
    expect((await app.get('/health/live')).status).toBe(200);
    expect((await app.post('/api/auth/refresh', { refresh_token: 'x' })).status).toBe(401);
  });
});

describe('challenges that are required when many sign-ins fail', () => {
  const clock = new FakeClock();
  const HOLD = 300;
  const open = (env: Record<string, string> = {}) =>
    startTestApp({
      clock,
      env: { ...COMMON, TRUST_PROXY: 'loopback', CAPTCHA_RISK_HOLD: String(HOLD), ...env },
    });
  const from = (ip: string, headers: Record<string, string> = {}) => ({
    headers: { 'x-forwarded-for': ip, ...headers },
  });
  const wrong = (app: TestApp, ip: string, email = `person-${(people += 1)}@example.com`) =>
    app.post('/api/auth/login', { email, password: 'not the password of anybody' }, from(ip));
  /** So many networks, each an IPv4 /24. */
  const site = (number: number) => `198.${18 + Math.floor(number / 250)}.${number % 250}.1`;

  async function statusesOf(count: number, ask: (index: number) => Promise<{ status: number }>) {
    const statuses: number[] = [];
    while (statuses.length < count) statuses.push((await ask(statuses.length)).status);
    return statuses;
  }
  const many = (status: number, count: number) => Array<number>(count).fill(status);
  async function metric(app: TestApp, name: string): Promise<string | undefined> {
    const { text } = await app.get('/metrics');
    return text
      .split('\n')
      .find((line) => line.startsWith(`${name} `))
      ?.slice(name.length + 1);
  }

  it('Challenges are required of the address of the failed sign-ins, and of no other', async () => {
    const app = await open();
    try {
      const statuses = await statusesOf(25, () => wrong(app, '203.0.113.5'));
      expect(statuses).toEqual([...many(401, 20), ...many(403, 5)]);
      expect((await wrong(app, '203.0.113.6')).status).toBe(401);
      expect((await wrong(app, '192.0.2.1')).status).toBe(401);
      expect(await metric(app, 'gatehouse_sign_ins_suspicious')).toBe('0');
      expect(await metric(app, 'gatehouse_sign_in_attacks_total{scope="network"}')).toBe('1');
      expect(await metric(app, 'gatehouse_captcha_asked_total{reason="network"}')).toBe('5');
      const registration = { email: 'new@example.com', password: 'velvet tram at midnight' };
      const register = (ip: string) => app.post('/api/auth/register', registration, from(ip));
      expect((await register('203.0.113.5')).body['code']).toBe('CAPTCHA_REQUIRED');
      expect((await register('203.0.113.6')).status).toBe(201);
      // The pages of the server require it, too.
      const page = async (ip: string) => (await app.get('/forgot-password', from(ip))).text;
      expect(await page('203.0.113.5')).toContain('data-captcha');
      expect(await page('203.0.113.6')).not.toContain('data-captcha');
    } finally {
      await app.close();
    }
  }, 90_000);

  describe('of a network', () => {
    let app: TestApp;
    withFixture(async (opened) => {
      app = opened.add(await open());
    }, 90_000);

    it.each([
      ['an IPv6 /64', 20, (n: number) => `2001:db8:1:1:${(n + 1).toString(16)}::1`, '2001:db8:1:2::1'], // prettier-ignore
      ['an IPv6 /56', 80, (n: number) => `2001:db8:1:1${n.toString(16).padStart(2, '0')}::1`, '2001:db8:1:200::1'], // prettier-ignore
      [
        'an IPv6 /48',
        320,
        (n: number) => `2001:db8:2:${(n * 190).toString(16)}::1`,
        '2001:db8:3::1',
      ],
      ['an IPv4 /24', 160, (n: number) => `203.0.113.${n % 250}`, '203.0.114.1'],
    ])(
      'Challenges are required of %s as a whole, when an attacker changes addresses within it',
      async (_what, looks, address, elsewhere) => {
        const statuses = await statusesOf(looks + 10, (index) => wrong(app, address(index)));
        expect(statuses).toEqual([...many(401, looks), ...many(403, 10)]);
        expect((await wrong(app, elsewhere)).status).toBe(401);
      },
      90_000,
    );
  });

  it('Challenges end though the attacker ignores them, and each time hold that network for twice as long', async () => {
    const app = await open();
    try {
      const ip = '203.0.113.7';
      const looks: number[] = [];
      const minutes = 75;
      for (let minute = 0; minute < minutes; minute += 1) {
        const statuses = await statusesOf(30, () => wrong(app, ip));
        if (statuses.includes(401)) looks.push(minute);
        clock.advanceSeconds(60);
      }
      // Five, ten, twenty and forty minutes: 20 checks in each.
      expect(looks).toEqual([0, 5, 15, 35]);
      clock.advanceSeconds(2 * 86_400);
      expect(await statusesOf(21, () => wrong(app, ip))).toEqual([...many(401, 20), 403]);
      clock.advanceSeconds(HOLD);
      expect((await wrong(app, ip)).status).toBe(401);
    } finally {
      await app.close();
    }
  }, 90_000);

  it('Challenges are required of all clients only when failures come from many networks, and then of those for longer', async () => {
    const app = await open({ PASSWORD_BACKOFF_FREE_TRIES: '50' });
    try {
      // Twenty failures from one address alone would suffice.
      const few = await statusesOf(19 * 19, (index) => wrong(app, site(index % 19)));
      expect(new Set(few)).toEqual(new Set([401]));
      expect((await wrong(app, '192.0.2.1')).status).toBe(401);
      expect(await metric(app, 'gatehouse_sign_ins_suspicious')).toBe('0');
      clock.advanceSeconds(61);
      const looked = await statusesOf(110, (index) => wrong(app, site(index)));
      expect(looked).toEqual([...many(401, 100), ...many(403, 10)]);
      expect((await wrong(app, '192.0.2.1')).status).toBe(403);
      expect(await metric(app, 'gatehouse_sign_ins_suspicious')).toBe('1');
      // Bots that ignore the challenge do not prolong it for others.
      for (let second = 0; second < HOLD; second += 60) {
        expect(new Set(await statusesOf(100, (index) => wrong(app, site(index))))).toEqual(
          new Set([403]),
        );
        clock.advanceSeconds(60);
      }
      expect((await wrong(app, '192.0.2.1')).status).toBe(401);
      expect(await metric(app, 'gatehouse_sign_ins_suspicious')).toBe('0');
      // The second time the same networks need challenges for longer than the others.
      await statusesOf(100, (index) => wrong(app, site(index)));
      clock.advanceSeconds(HOLD);
      expect((await wrong(app, '192.0.2.1')).status).toBe(401);
      expect((await wrong(app, site(3))).status).toBe(403);
    } finally {
      await app.close();
    }
  }, 90_000);

  it('Challenges begin with many accounts sooner than with many tries', async () => {
    const app = await open({
      CAPTCHA_RISK_ACCOUNTS_PER_MINUTE: '10',
      CAPTCHA_RISK_ACCOUNT_FAILURES_PER_MINUTE: '100',
      PASSWORD_BACKOFF_FREE_TRIES: '50',
    });
    try {
      const ofOne = await statusesOf(15, (index) => wrong(app, site(index), 'one@example.com'));
      expect(new Set(ofOne)).toEqual(new Set([401]));
      expect(await statusesOf(11, (index) => wrong(app, site(20 + index)))).toEqual([...many(401, 9), 403, 403]); // prettier-ignore
    } finally {
      await app.close();
    }
  }, 90_000);

  it('Challenges are required at an account that is tried from many addresses, and at no other', async () => {
    const app = await open({ PASSWORD_BACKOFF_FREE_TRIES: '50' });
    try {
      const statuses = await statusesOf(12, (index) => wrong(app, site(index), 'one@example.com'));
      expect(statuses).toEqual([...many(401, 8), ...many(403, 4)]);
      expect((await wrong(app, site(0), 'other@example.com')).status).toBe(401);
      const forgot = await app.post('/api/password/forgot', { email: 'one@example.com' });
      expect(forgot.status).toBe(200);
    } finally {
      await app.close();
    }
  }, 90_000);

  describe('for the owners of accounts', () => {
    const STORM = '203.0.113.9';
    let app: TestApp;
    let accounts: Accounts;

    beforeEach(async () => {
      app = await open({ CAPTCHA_RISK_FAILURES_PER_MINUTE: '20', CAPTCHA_RISK_ACCOUNTS_PER_MINUTE: '20' }); // prettier-ignore
      accounts = new Accounts(app.databaseUrl);
    }, 90_000);
    afterEach(async () => {
      await accounts?.close();
      await app?.close();
    });

    const signIn = ({ email, password }: Account, ip: string, headers = {}) =>
      app.post('/api/auth/login', { email, password }, from(ip, headers));

    it('No challenge is required on a device that the account knows, at any address', async () => {
      const [owner, other] = [await accounts.create(), await accounts.create()];
      const { headers } = await signIn(owner, '192.0.2.1');
      const device = { 'x-device-token': String(headers['x-device-token']) };
      await statusesOf(20, () => wrong(app, STORM));
      await statusesOf(20, (index) => wrong(app, site(index)));
      expect((await signIn(owner, '192.0.2.1')).status).toBe(403);
      expect((await signIn(owner, '192.0.2.1', device)).status).toBe(200);
      expect((await signIn(owner, STORM, device)).status).toBe(200);
      const forgot = (email: string, headers_ = {}) =>
        app.post('/api/password/forgot', { email }, from(STORM, headers_));
      expect((await forgot(owner.email, device)).status).toBe(200);
      expect((await forgot(other.email, device)).status).toBe(403);
      // The device is known to its own account alone.
      expect((await signIn(other, '192.0.2.1', device)).status).toBe(403);
    });

    it('No challenge is required again for a while after a solved one, for that account alone', async () => {
      const [owner, other] = [await accounts.create(), await accounts.create()];
      await statusesOf(20, () => wrong(app, STORM));
      const solved = { 'x-captcha-solution': (await solve(app)).text };
      expect((await signIn({ ...owner, password: 'mistyped' }, STORM, solved)).status).toBe(401);
      expect((await signIn(owner, STORM)).status).toBe(200);
      expect((await signIn(owner, '203.0.113.10')).status).toBe(200);
      expect((await signIn(other, STORM)).status).toBe(403);
      expect((await app.post('/api/password/forgot', { email: owner.email }, from(STORM))).status).toBe(403); // prettier-ignore
      clock.advanceSeconds(601);
      await statusesOf(20, () => wrong(app, STORM));
      expect((await signIn(owner, STORM)).status).toBe(403);
    });
  });

  it('Challenges that are always required are required of known devices and after a solved one, too', async () => {
    const app = await open({ CAPTCHA_MODE: 'always' });
    const accounts = new Accounts(app.databaseUrl);
    try {
      const { email, password } = await accounts.create();
      const signIn = async (headers: Record<string, string>) =>
        app.post('/api/auth/login', { email, password }, { headers });
      const first = await signIn({ 'x-captcha-solution': (await solve(app)).text });
      expect(first.status).toBe(200);
      const device = { 'x-device-token': String(first.headers['x-device-token']) };
      expect((await signIn(device)).status).toBe(403);
    } finally {
      await accounts.close();
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
    'Challenges follow %s',
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

  it('Challenges are counted for the operator', async () => {
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
