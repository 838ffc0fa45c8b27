import { Database } from '#libs/database';
import type { Answer, TestApp } from '#libs/testing';
import { OneTimeTokensService } from '#api/users';
import { newFakeAppToken } from '../../libs/guard/src/testing/fake-app-token.js';
import { House } from './support/house.js';

/** Of bad ones, from one address. */
const MOST = 4;
const LIMITS = {
  RATE_LIMIT_ENABLED: 'true',
  TRUST_PROXY: 'loopback',
  RATE_LIMIT_LOGIN_PER_ADDRESS: 'off',
  RATE_LIMIT_VALIDATE_PER_ADDRESS: `${MOST}/1h`,
  RATE_LIMIT_READ_PER_ADDRESS: `${MOST}/1h`,
  RATE_LIMIT_WRITE_PER_ADDRESS: `${MOST}/1h`,
  RATE_LIMIT_TOKEN_PER_ADDRESS: `${MOST}/1h`,
};
const NEW_PASSWORD = 'another long enough password';

describe('an address from which bad credentials come in masses', () => {
  let house: House;
  let app: TestApp;
  let addresses = 0;
  let service: string;

  beforeAll(async () => {
    house = await House.open({ env: LIMITS });
    app = house.app;
    service = await house.service('orders');
  }, 90_000);
  afterAll(() => house?.close());

  const address = () => `192.0.2.${(addresses += 1)}`;
  const from = (ip: string) => ({ headers: { 'x-forwarded-for': ip } });
  const statusesOf = (answers: readonly Answer[]) => answers.map(({ status }) => status);

  /** More bad ones than the limit; answers the statuses of those within it and of those beyond. */
  async function flood(ask: (turn: number) => Promise<Answer>) {
    const answers: Answer[] = [];
    for (let turn = 0; turn < MOST + 3; turn += 1) answers.push(await ask(turn));
    for (const { headers } of answers.slice(MOST)) {
      expect(Number(headers['retry-after'])).toBeGreaterThan(0);
      expect(headers['ratelimit-limit']).toBe(String(MOST));
    }
    const statuses = statusesOf(answers);
    return { within: new Set(statuses.slice(0, MOST)), beyond: new Set(statuses.slice(MOST)) };
  }

  const REFUSED = { within: new Set([401]), beyond: new Set([429]) };

  const askedByServices: readonly [string, (token: string, ip: string) => Promise<Answer>][] = [
    ['validation', (token, ip) => app.get('/api/tokens/validate', { token, ...from(ip) })],
    [
      'introspection',
      (token, ip) => app.post('/api/tokens/introspect', { token: 'x' }, { token, ...from(ip) }),
    ],
    [
      'a look at permissions',
      (token, ip) => app.get('/api/guard/permissions?user=u', { token, ...from(ip) }),
    ],
  ];

  it.each(askedByServices)(
    'is refused bad application tokens at %s, and no good one that nobody has seen yet',
    async (_what, ask) => {
      const ip = address();
      expect(await flood(() => ask(newFakeAppToken(), ip))).toEqual(REFUSED);
      const { token } = await house.appToken(service);
      for (const _turn of [1, 2, 3]) expect((await ask(token, ip)).status).toBe(200);
    },
  );

  it('is refused application tokens that cannot be any without a look-up, and counted', async () => {
    const ip = address();
    expect(
      await flood((turn) => app.get('/api/tokens/validate', { token: `gh_${turn}`, ...from(ip) })),
    ).toEqual(REFUSED);
  });

  it.each(['revoked', 'from elsewhere'])('is refused a token that is %s', async (what) => {
    const ip = address();
    const networks = what === 'revoked' ? {} : { allowed_networks: ['198.51.100.0/24'] };
    const { id, token } = await house.appToken(service, networks);
    if (what === 'revoked') await house.asAdmin('POST', `/api/tokens/${id}/revoke`);
    const validate = () => app.get('/api/tokens/validate', { token, ...from(ip) });
    expect(await flood(validate)).toEqual(REFUSED);
  });

  it('is refused bad access tokens, and no good one, to read and to write', async () => {
    const ip = address();
    const { token } = await house.person();
    const [head, body] = token.split('.');
    const read = (shown: string) => app.get('/api/auth/me', { token: shown, ...from(ip) });
    const write = (shown: string) =>
      app.call('PATCH', '/api/auth/me', { token: shown, body: { first_name: 'A' }, ...from(ip) });
    for (const ask of [read, write]) {
      expect(await flood((turn) => ask(`${head}.${body}.${'A'.repeat(85)}${turn}`))).toEqual(
        REFUSED,
      );
      for (const _turn of [1, 2]) expect((await ask(token)).status).toBe(200);
    }
    const other = address();
    expect(await flood(() => app.get('/api/auth/sessions', from(other)))).toEqual(REFUSED);
  });

  it('is refused bad refresh tokens, and no good one', async () => {
    const ip = address();
    const people = [await house.person(), await house.person(), await house.person()];
    const refresh = (refreshToken: string) =>
      app.post('/api/auth/refresh', { refresh_token: refreshToken }, from(ip));
    expect(await flood((turn) => refresh(`guess-${turn}`))).toEqual(REFUSED);
    for (const { refreshToken } of people) expect((await refresh(refreshToken)).status).toBe(200);
  });

  it('is refused bad mailed tokens, and no good one', async () => {
    const ip = address();
    const person = await house.person();
    const { token } = await app.nest.get(OneTimeTokensService).issue(app.nest.get(Database).pool, {
      userId: person.id,
      purpose: 'reset_password',
      emailCanonical: person.email,
      ttlSeconds: 600,
    });
    const reset = (shown: string) =>
      app.post('/api/password/reset', { token: shown, password: NEW_PASSWORD }, from(ip));
    const bad = await flood((turn) => reset(`${'A'.repeat(42)}${turn}`));
    expect(bad).toEqual({ within: new Set([400]), beyond: new Set([429]) });
    expect((await reset(token)).status).toBe(200);
  });

  it('counts calls of somebody known who may not do them by who it is', async () => {
    const ip = address();
    const { token } = await house.person();
    for (let turn = 0; turn < MOST + 3; turn += 1) {
      const { status, headers } = await app.get('/api/users', { token, ...from(ip) });
      expect(status).toBe(403);
      expect(headers['ratelimit-limit']).not.toBe(String(MOST));
    }
  });
});
