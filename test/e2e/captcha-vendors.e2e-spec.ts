import { startTestApp, type Answer, type TestApp } from '#libs/testing';
import { FakeVerifier } from './support/fake-verifier.js';
import { withFixture } from '../support/with-fixture.js';

const OPEN = {
  RATE_LIMIT_ENABLED: 'true',
  RATE_LIMIT_LOGIN_PER_ADDRESS: 'off',
  RATE_LIMIT_LOGIN_PER_ACCOUNT: 'off',
  RATE_LIMIT_REGISTER_PER_ADDRESS: 'off',
  RATE_LIMIT_MAIL_PER_ADDRESS: 'off',
  RATE_LIMIT_MAIL_PER_ACCOUNT: 'off',
  CAPTCHA_MODE: 'always',
};
const SOLVED = 401;

let numbers = 0;
const aToken = () => `good-${(numbers += 1)}`;
const login = (app: TestApp, solution: string): Promise<Answer> =>
  app.post(
    '/api/auth/login',
    { email: `person-${(numbers += 1)}@example.com`, password: 'not the password of anybody' },
    { headers: { 'x-captcha-solution': solution } },
  );

describe.each(['turnstile', 'hcaptcha', 'recaptcha'])('challenges by %s', (provider) => {
  let verifier: FakeVerifier;
  let app: TestApp;

  withFixture(async (opened) => {
    verifier = opened.add(await FakeVerifier.start());
    app = opened.add(
      await startTestApp({
        env: { ...OPEN, ...verifier.env, CAPTCHA_PROVIDER: provider },
      }),
    );
  }, 90_000);
  beforeEach(() => {
    verifier.fault = null;
    verifier.says = { hostname: 'localhost' };
    verifier.calls.length = 0;
  });

  it('A challenge names its provider and the key of the widget', async () => {
    const expected = { provider, site_key: verifier.siteKey };
    expect((await app.get('/api/captcha/challenge')).body).toEqual({ success: true, ...expected });
    const { status, body } = await app.post('/api/auth/login', { email: 'a@example.com', password: 'x' }); // prettier-ignore
    expect([status, body['code']]).toEqual([403, 'CAPTCHA_REQUIRED']);
    expect(body['captcha']).toMatchObject({ ...expected, action: 'login' });
  });

  it('A solution that the provider accepts is accepted once', async () => {
    const token = aToken();
    expect((await login(app, token)).status).toBe(SOLVED);
    expect((await login(app, token)).status).toBe(403);
    const another = aToken();
    const together = await Promise.all(Array.from({ length: 8 }, () => login(app, another)));
    expect(together.filter(({ status }) => status === SOLVED)).toHaveLength(1);
    // The provider was called once for each token: replays are detected without it.
    expect(verifier.calls.map((fields) => fields.get('response'))).toEqual([token, another]);
    expect([...verifier.calls[0]!.keys()].sort()).toEqual(['response', 'secret', 'sitekey']);
  });

  it('A solution that the provider refuses, or that is malformed, is refused', async () => {
    expect((await login(app, 'bad')).status).toBe(403);
    expect((await login(app, 'x'.repeat(7000))).status).toBe(403);
    expect((await login(app, '')).status).toBe(403);
    expect(verifier.calls).toHaveLength(1);
  });

  it('A solution from another site or for another action is refused', async () => {
    for (const says of [
      { hostname: 'evil.example' },
      { hostname: 'localhost.evil.example' },
      {},
      { hostname: null },
      { hostname: 'localhost', action: 'register' },
    ]) {
      verifier.says = says;
      const { status, body } = await login(app, aToken());
      expect([says, status, body['code']]).toEqual([says, 403, 'CAPTCHA_REQUIRED']);
    }
    verifier.says = { hostname: 'LOCALHOST', action: 'login' };
    expect((await login(app, aToken())).status).toBe(SOLVED);
  });

  it.each([
    'hangs',
    'trickles',
    'fails',
    'is endless',
    'leads elsewhere',
    'speaks no JSON',
  ] as const)(
    'No solution is accepted while the provider %s, and the refusal says so',
    async (fault) => {
      verifier.fault = fault;
      const token = aToken();
      const { status, body, headers } = await login(app, token);
      expect([status, body['code']]).toEqual([503, 'CAPTCHA_UNAVAILABLE']);
      expect(Number(headers['retry-after'])).toBeGreaterThan(0);
      expect(verifier.calls).toHaveLength(1);
      verifier.fault = null;
      // A solution that was shown during the outage is used up; a new one is accepted.
      expect((await login(app, token)).status).toBe(403);
      expect((await login(app, aToken())).status).toBe(SOLVED);
    },
  );

  it('Challenges concern only the routes that require them', async () => {
    verifier.fault = 'fails';
    expect((await app.post('/api/auth/refresh', { refresh_token: 'x' })).status).toBe(401);
    expect((await app.get('/health/live')).status).toBe(200);
    expect((await app.get('/metrics')).text).toMatch(/^gatehouse_captcha_unavailable_total [1-9]/m);
  });

  it('Challenges are shown on the pages that ask for a mail, which may load their script and no other', async () => {
    const { text, headers } = await app.get('/forgot-password');
    expect(text).toContain(`data-sitekey="${verifier.siteKey}"`);
    const [, script = ''] = /<script src="([^"]+)"/.exec(text) ?? [];
    const policy = String(headers['content-security-policy']);
    const origin = new URL(script).origin.replace('js.hcaptcha.com', '*.hcaptcha.com');
    expect(policy).toMatch(new RegExp(`script-src [^;]*${origin.replace(/[.*]/g, '\\$&')}`));
    expect(policy).not.toMatch(/unsafe|script-src[^;]* \*(?![.])/);
    const send = (field: string) =>
      app.post('/forgot-password', undefined, {
        rawBody: `email=a%40example.com&${field}=${aToken()}`,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
    const names = { turnstile: 'cf-turnstile-response', hcaptcha: 'h-captcha-response', recaptcha: 'g-recaptcha-response' }; // prettier-ignore
    expect((await send(names[provider as keyof typeof names])).status).toBe(200);
    expect((await send('other')).status).toBe(403);
  });
});

describe('challenges by a provider whose keys do not fit', () => {
  it('A challenge provider with wrong keys accepts no solution, and the operator is told', async () => {
    const verifier = await FakeVerifier.start();
    const env = { ...OPEN, ...verifier.env, CAPTCHA_PROVIDER: 'turnstile' };
    const app = await startTestApp({ env: { ...env, CAPTCHA_SECRET_KEY: 'of-another-widget' } });
    try {
      const { status, body, headers } = await login(app, aToken());
      expect([status, body['code']]).toEqual([500, 'CAPTCHA_MISCONFIGURED']);
      expect(body['detail']).not.toMatch(/shortly/);
      expect(headers['retry-after']).toBeUndefined();
    } finally {
      await app.close();
      await verifier.close();
    }
  }, 90_000);
});

describe('challenges of reCAPTCHA v3', () => {
  it('reCAPTCHA v3 needs a score and the action of the request', async () => {
    const verifier = await FakeVerifier.start();
    const env = {
      ...verifier.env,
      CAPTCHA_PROVIDER: 'recaptcha',
      CAPTCHA_MIN_SCORE: '0.5',
      CAPTCHA_HOSTNAMES: 'app.example.com, www.example.com',
      CAPTCHA_SEND_ADDRESS: 'true',
    };
    const app = await startTestApp({ env: { ...OPEN, ...env } });
    try {
      const hostname = 'app.example.com';
      const cases: [Record<string, unknown>, number][] = [
        [{ hostname, action: 'login', score: 0.5 }, SOLVED],
        [{ hostname, action: 'login', score: 0.4 }, 403],
        [{ hostname, action: 'login', score: '0.9' }, 403],
        [{ hostname, action: 'login' }, 403],
        [{ hostname, score: 0.9 }, 403],
        [{ hostname, action: 'mail', score: 0.9 }, 403],
        [{ hostname: 'localhost', action: 'login', score: 0.9 }, 403],
      ];
      for (const [says, expected] of cases) {
        verifier.says = says;
        expect([says, (await login(app, aToken())).status]).toEqual([says, expected]);
      }
      expect(verifier.calls[0]?.get('remoteip')).toBe('127.0.0.1');
      const { text, headers } = await app.get('/resend-verification');
      expect(text).toContain(`api.js?render=${verifier.siteKey}`);
      expect(headers['content-security-policy']).toMatch(/script-src [^;]*'sha256-/);
    } finally {
      await app.close();
      await verifier.close();
    }
  }, 90_000);
});

describe('the configuration of challenges', () => {
  it.each([
    [{ CAPTCHA_PROVIDER: 'turnstile' }, /CAPTCHA_SITE_KEY.*CAPTCHA_SECRET_KEY/s],
    [{ CAPTCHA_VERIFY_URL: 'http://192.0.2.1/siteverify' }, /CAPTCHA_VERIFY_URL/],
    [{ CAPTCHA_VERIFY_URL: 'https://a:b@example.com/' }, /CAPTCHA_VERIFY_URL/],
    [{ CAPTCHA_MIN_SCORE: '2' }, /CAPTCHA_MIN_SCORE/],
    [{ CAPTCHA_MIN_SCORE: '0.5' }, /CAPTCHA_MIN_SCORE/],
    [{ CAPTCHA_LOGIN: 'sometimes' }, /CAPTCHA_LOGIN/],
    [{ CAPTCHA_CLASSES: 'login, refresh' }, /CAPTCHA_CLASSES/],
  ])('A contradictory configuration of challenges is refused at start: %j', async (env, words) => {
    await expect(
      startTestApp({ env: { ...OPEN, ...env }, database: { url: 'postgres://127.0.0.1:1/none' } }), // prettier-ignore
    ).rejects.toThrow(words);
  });
});
