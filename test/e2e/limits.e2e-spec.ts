import { startTestApp, type Answer, type TestApp } from '#libs/testing';
import { type Accounts } from '../support/accounts.js';
import { solve } from '../support/altcha.js';
import { ADMIN, Fixture } from './support/fixture.js';
import { withFixture } from '../support/with-fixture.js';

const LIMITS = {
  RATE_LIMIT_ENABLED: 'true',
  TRUST_PROXY: 'loopback',
  RATE_LIMIT_LOGIN_PER_ADDRESS: '8/1h',
  RATE_LIMIT_LOGIN_PER_ACCOUNT: '5/1h',
  RATE_LIMIT_MAIL_PER_ACCOUNT: '3/1h',
  RATE_LIMIT_TOKEN_PER_ADDRESS: '9/1h',
  RATE_LIMIT_TOKEN_PER_CREDENTIAL: '3/1h',
  RATE_LIMIT_READ_PER_CREDENTIAL: '6/1h',
  RATE_LIMIT_VALIDATE_PER_ADDRESS: '4/1h',
  RATE_LIMIT_VALIDATE_PER_CREDENTIAL: '9/1h',
};
const WRONG = 'not the password of anybody';

describe('rate limits', () => {
  let fixture: Fixture;
  let app: TestApp;
  let addresses = 0;

  withFixture(async (opened) => {
    fixture = opened.add(await Fixture.open({ env: LIMITS }));
    app = fixture.app;
  }, 90_000);

  const address = () => `192.0.2.${(addresses += 1)}`;
  const from = (ip: string) => ({ headers: { 'x-forwarded-for': ip } });
  const login = (email: string, ip: string, password = WRONG) =>
    app.post('/api/auth/login', { email, password }, from(ip));
  const statuses = (answers: readonly Answer[]) => answers.map(({ status }) => status);

  async function inTurn(count: number, ask: (index: number) => Promise<Answer>) {
    const answers: Answer[] = [];
    for (let index = 0; index < count; index += 1) answers.push(await ask(index));
    return answers;
  }

  it('Rate limits are sent with each answer, and 429 has the time to retry', async () => {
    const ip = address();
    const answers = await inTurn(9, (index) => login(`person-${index}@example.com`, ip));
    expect(statuses(answers)).toEqual([...Array<number>(8).fill(401), 429]);
    expect(answers[0]?.headers).toMatchObject({
      'ratelimit-limit': '5',
      'ratelimit-remaining': '4',
    });
    const refused = answers[8];
    expect(refused?.body).toMatchObject({ success: false, code: 'RATE_LIMITED', status: 429 });
    const seconds = Number(refused?.headers['retry-after']);
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(7200);
    expect(refused?.headers).toMatchObject({
      'ratelimit-limit': '8',
      'ratelimit-remaining': '0',
      'ratelimit-reset': String(seconds),
    });
  });

  it('Rate limits are the same for an existing account and an absent one, in all spellings of its address', async () => {
    const known = ['admin@example.org', 'ADMIN@example.org', 'ad.min@EXAMPLE.org', 'admin@Example.org', ' admin@example.org', 'a.dmin@example.org']; // prettier-ignore
    const tries = (forms: readonly string[]) =>
      inTurn(6, (index) => login(forms[index] ?? '', address()));
    const [ofKnown, ofUnknown] = [
      await tries(known),
      await tries(known.map((form) => form.replace(/m/i, 'n'))),
    ];
    // The first was the sign-in of the administrator at the start of this file.
    expect(statuses(ofKnown)).toEqual([401, 401, 401, 401, 429, 429]);
    expect(statuses(ofUnknown)).toEqual([401, 401, 401, 401, 401, 429]);
    const shape = ({ status, headers, body }: Answer) => ({
      status,
      headers: Object.keys(headers).sort(),
      body: Object.keys(body).sort(),
      code: body['code'],
    });
    expect(shape(ofKnown[5]!)).toEqual(shape(ofUnknown[5]!));
  });

  it('Rate limits count an IPv6 network as one address', async () => {
    const answers = await inTurn(9, (index) =>
      login(`v6-${index}@example.com`, `2001:db8:7:7:${index}::${index + 1}`),
    );
    expect(statuses(answers).slice(7)).toEqual([401, 429]);
    expect((await login('v6@example.com', '2001:db8:7:8::1')).status).toBe(401);
  });

  it('A rate limit applies to the mail of one account', async () => {
    const ask = () =>
      app.post('/api/password/forgot', { email: 'nobody@example.com' }, from(address()));
    expect(statuses(await inTurn(4, ask))).toEqual([200, 200, 200, 429]);
  });

  it('A rate limit applies to one session, and not to the next', async () => {
    const [one, other] = [await fixture.person(), await fixture.person()];
    const read = (token: string) => app.get('/api/auth/me', { token, ...from(address()) });
    const answers = await inTurn(7, () => read(one.token));
    expect(statuses(answers)).toEqual([...Array<number>(6).fill(200), 429]);
    expect((await read(other.token)).status).toBe(200);
  });

  it('Rate limits count machines by their token; invalid tokens count by address', async () => {
    const service = await fixture.service();
    const [one, other] = [await fixture.appToken(service), await fixture.appToken(service)];
    const ip = address();
    const validate = (token: string) => app.get('/api/tokens/validate', { token, ...from(ip) });
    expect((await validate(one.token)).status).toBe(200);
    expect((await validate(other.token)).status).toBe(200);
    const bad = await inTurn(6, (index) => validate(`${one.token.slice(0, -4)}bad${index}`));
    expect(statuses(bad)).toEqual([401, 401, 401, 401, 429, 429]);
    const good = await inTurn(9, () => validate(one.token));
    expect(statuses(good)).toEqual([...Array<number>(8).fill(200), 429]);
    expect((await validate(other.token)).status).toBe(200);
  });

  it.each(['revoked', 'used from elsewhere'])(
    'Rate limits are not avoided by a formerly valid token that is %s',
    async (what) => {
      const service = await fixture.service();
      const fields = what === 'revoked' ? {} : { allowed_networks: ['192.0.2.0/24'] };
      const { id, token } = await fixture.appToken(service, fields);
      const ip = address();
      const validate = (from_: string) =>
        app.get('/api/tokens/validate', { token, ...from(from_) });
      expect((await validate(ip)).status).toBe(200);
      if (what === 'revoked') await fixture.asAdmin('POST', `/api/tokens/${id}/revoke`);
      const place = what === 'revoked' ? ip : '198.51.100.7';
      const flood = statuses(await inTurn(7, () => validate(place)));
      expect(flood[0]).toBe(401);
      expect(flood[6]).toBe(429);
    },
  );

  it('Each form of a credential that is shown once has a rate limit of its own', async () => {
    const ways: Readonly<Record<string, (secret: string, ip: string) => Promise<Answer>>> = {
      'refresh token': (secret, ip) =>
        app.post('/api/auth/refresh', { refresh_token: secret }, from(ip)),
      'refresh token as Bearer': (token, ip) =>
        app.post('/api/auth/refresh', undefined, { token, ...from(ip) }),
      'as Bearer, beside another field': (token, ip) =>
        app.post('/api/auth/refresh', { token: `x${ip}` }, { token, ...from(ip) }),
      'verification link': (secret, ip) => app.get(`/api/auth/verify-email/${secret}`, from(ip)),
      'reset token': (token, ip) =>
        app.post('/api/password/reset', { token, password: WRONG }, from(ip)),
      'reset token beside another field': (token, ip) =>
        app.post('/api/password/reset', { token, password: WRONG, refresh_token: `x${ip}` }, from(ip)), // prettier-ignore
      'code of a provider': (code, ip) => app.post('/api/oauth/token', { code }, from(ip)),
    };
    for (const [name, show] of Object.entries(ways)) {
      const secret = `shown-${name.replace(/\W/g, '-')}`;
      const answers = await inTurn(4, () => show(secret, address()));
      expect([name, answers[3]?.status]).toEqual([name, 429]);
      expect([name, statuses(answers.slice(0, 3)).includes(429)]).toEqual([name, false]);
      expect(answers[3]?.headers['ratelimit-limit']).toBe('3');
      expect([name, (await show(`${secret}-other`, address())).status === 429]).toEqual([name, false]); // prettier-ignore
    }
  });

  it('A rate limit applies to guesses of tokens from one address', async () => {
    const ip = address();
    const answers = await inTurn(10, (index) =>
      app.post('/api/auth/refresh', { refresh_token: `guess-${index}` }, from(ip)),
    );
    expect(statuses(answers)).toEqual([...Array<number>(9).fill(401), 429]);
    expect(answers[9]?.headers['ratelimit-limit']).toBe('9');
  });

  it('A refusal names the rate limit that refuses, though another is as full', async () => {
    const ip = address();
    const email = 'both@example.com';
    for (let index = 0; index < 5; index += 1) await login(email, address());
    for (let index = 0; index < 7; index += 1) await login(`fill-${index}@example.com`, ip);
    const refused = await login(email, ip);
    expect(refused.status).toBe(429);
    expect(refused.headers['ratelimit-limit']).toBe('5');
    expect(refused.headers['ratelimit-remaining']).toBe('0');
    expect(refused.headers['ratelimit-reset']).toBe(refused.headers['retry-after']);
  });

  it('Rate limits are not avoided by a malformed forwarded address', async () => {
    const odd = ['a', 'fe80::1%eth0', `${'1,'.repeat(5000)}1`, '', 'unknown', '"', '::g', ' '];
    const answers = await inTurn(9, (index) =>
      login(`odd-${index}@example.com`, odd[index] ?? 'b'),
    );
    expect(statuses(answers)[8]).toBe(429);
    expect(statuses(answers).every((status) => [401, 429].includes(status))).toBe(true);
  });

  it('Health checks, keys and metrics have no rate limit', async () => {
    const answers = await inTurn(30, () => app.get('/health/live'));
    expect(new Set(statuses(answers))).toEqual(new Set([200]));
    expect(answers[0]?.headers['ratelimit-limit']).toBeUndefined();
    expect((await app.get('/metrics')).text).toMatch(
      /gatehouse_rate_limited_total\{class="login",scope="address"\} \d/,
    );
  });
});

describe('rate limits of networks', () => {
  const PER_ADDRESS = 3;
  let app: TestApp;
  let accounts: Accounts;
  let people = 0;

  withFixture(async (opened) => {
    ({ app, accounts } = await opened.app({
      env: {
        RATE_LIMIT_ENABLED: 'true',
        TRUST_PROXY: 'loopback',
        CAPTCHA_MODE: 'off',
        CAPTCHA_DIFFICULTY: '1000',
        RATE_LIMIT_LOGIN_PER_ADDRESS: `${PER_ADDRESS}/1h`,
        RATE_LIMIT_MAIL_PER_ADDRESS: `${PER_ADDRESS}/1h`,
        RATE_LIMIT_TOKEN_PER_ADDRESS: `${PER_ADDRESS}/1h`,
        RATE_LIMIT_PER_48: '6',
      },
    }));
  }, 90_000);

  const from = (ip: string, headers = {}) => ({ headers: { 'x-forwarded-for': ip, ...headers } });
  const login = (ip: string) =>
    app.post('/api/auth/login', { email: `v-${(people += 1)}@example.com`, password: WRONG }, from(ip)); // prettier-ignore
  const refused = (scope: string) =>
    new RegExp(`gatehouse_rate_limited_total\\{class="login",scope="${scope}"\\} (\\d+)`);

  async function looked(tries: number, address: (index: number) => string): Promise<number> {
    let count = 0;
    for (let index = 0; index < tries; index += 1)
      if ((await login(address(index))).status === 401) count += 1;
    return count;
  }

  it.each([
    ['an IPv6 /56', 'network_56', 4, (n: number) => `2001:db8:1:1${n.toString(16).padStart(2, '0')}::1`, '2001:db8:1:200::1'], // prettier-ignore
    ['an IPv6 /48', 'network_48', 6, (n: number) => `2001:db8:2:${((n + 1) * 512).toString(16)}::1`, '2001:db8:3::1'], // prettier-ignore
    ['an IPv4 /24', 'network_24', 8, (n: number) => `203.0.113.${n}`, '203.0.114.1'],
  ])(
    'A rate limit of a network applies to addresses that change within %s, and to no other',
    async (_what, scope, multiple, address, elsewhere) => {
      expect(await looked(40, address)).toBe(PER_ADDRESS * multiple);
      expect(await looked(1, () => elsewhere)).toBe(1);
      const { text } = await app.get('/metrics');
      expect(refused(scope).exec(text)?.[1]).toBe(String(40 - PER_ADDRESS * multiple));
      const { body } = await login(address(1));
      expect(body['detail']).toMatch(/^Too many requests from your network\. Try again in \d+ seconds\.$/); // prettier-ignore
    },
  );

  it('A rate limit of a network counts an address in all its notations', async () => {
    const clothes = ['192.0.2.9', '::ffff:192.0.2.9', '::ffff:c000:209', '64:ff9b::c000:209', '2002:c000:209::1', '2002:c000:209:7::7']; // prettier-ignore
    expect(await looked(6, (index) => clothes[index]!)).toBe(PER_ADDRESS);
  });

  it('A request that its address limit refused is not counted against the network', async () => {
    for (let index = 0; index < 50; index += 1) await login('198.51.100.1');
    expect(await looked(25, (index) => `198.51.100.${2 + index}`)).toBe(PER_ADDRESS * 7);
  });

  it('A rate limit of a network does not delay a known device or a solved challenge, which count by their own address', async () => {
    const owner = await accounts.create();
    const signIn = (ip: string, headers = {}) =>
      app.post('/api/auth/login', { email: owner.email, password: owner.password }, from(ip, headers)); // prettier-ignore
    const { headers } = await signIn('192.0.2.200');
    const device = { 'x-device-token': String(headers['x-device-token']) };
    await looked(30, (index) => `198.18.7.${index}`);
    expect((await signIn('198.18.7.200')).status).toBe(429);
    expect((await signIn('198.18.7.200', device)).status).toBe(200);
    const solved = async () => ({ 'x-captcha-solution': (await solve(app)).text });
    expect((await signIn('198.18.7.200', await solved())).status).toBe(200);
    for (let index = 0; index < PER_ADDRESS; index += 1) {
      const other = { email: `o-${index}@example.com`, password: WRONG };
      await app.post('/api/auth/login', other, from('198.18.7.200', await solved()));
    }
    expect((await signIn('198.18.7.200', await solved())).status).toBe(429);
  });

  it('Rate limits of networks are higher where no secret can be guessed', async () => {
    const refresh = (index: number) =>
      app.post('/api/auth/refresh', { refresh_token: `guess-${index}` }, from(`198.18.9.${index}`));
    const statuses: number[] = [];
    for (let index = 0; index < 100; index += 1) statuses.push((await refresh(index)).status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(PER_ADDRESS * 8 * 4);
  });
});

describe('limits that are switched off', () => {
  it('Disabled rate limits refuse nothing and send no headers', async () => {
    const app = await startTestApp({
      env: { ...LIMITS, RATE_LIMIT_ENABLED: 'false', ADMIN_EMAIL: ADMIN.email },
    });
    try {
      const answers = await Promise.all(
        Array.from({ length: 30 }, () =>
          app.post('/api/auth/login', { email: ADMIN.email, password: WRONG }),
        ),
      );
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
      expect(answers[0]?.headers['ratelimit-limit']).toBeUndefined();
    } finally {
      await app.close();
    }
  }, 90_000);
});
