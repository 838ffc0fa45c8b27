import { createHash } from 'node:crypto';
import { Database } from '#libs/database';
import type { Answer, TestApp } from '#libs/testing';
import { OneTimeTokens } from '#api/users';
import { newFakeAppToken } from '../../libs/guard/src/testing/fake-credentials.js';
import { Fixture } from './support/fixture.js';
import { withFixture } from '../support/with-fixture.js';

/** The limit of bad tokens from one address. */
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
  let fixture: Fixture;
  let app: TestApp;
  let addresses = 0;
  let service: string;

  withFixture(async (opened) => {
    fixture = opened.add(await Fixture.open({ env: LIMITS }));
    app = fixture.app;
    service = await fixture.service('orders');
  }, 90_000);

  const address = () => `192.0.2.${(addresses += 1)}`;
  const from = (ip: string) => ({ headers: { 'x-forwarded-for': ip } });
  const statusesOf = (answers: readonly Answer[]) => answers.map(({ status }) => status);

  /** Sends more bad tokens than the limit; answers the statuses within and beyond it. */
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
      (token, ip) =>
        app.get('/api/guard/permissions?user=00000000-0000-7000-8000-000000000000', {
          token,
          ...from(ip),
        }),
    ],
  ];

  it.each(askedByServices)(
    'An address that sends many bad credentials is refused further bad application tokens at %s, and no valid one that was not seen before',
    async (_what, ask) => {
      const ip = address();
      expect(await flood(() => ask(newFakeAppToken(), ip))).toEqual(REFUSED);
      const { token } = await fixture.appToken(service);
      for (const _turn of [1, 2, 3]) expect((await ask(token, ip)).status).toBe(200);
    },
  );

  it('Malformed application tokens are refused without a look-up, and counted', async () => {
    const ip = address();
    expect(
      await flood((turn) => app.get('/api/tokens/validate', { token: `gh_${turn}`, ...from(ip) })),
    ).toEqual(REFUSED);
  });

  it.each(['revoked', 'from elsewhere'])(
    'An address that sends many bad credentials is refused a token that is %s',
    async (what) => {
      const ip = address();
      const networks = what === 'revoked' ? {} : { allowed_networks: ['198.51.100.0/24'] };
      const { id, token } = await fixture.appToken(service, networks);
      if (what === 'revoked') await fixture.asAdmin('POST', `/api/tokens/${id}/revoke`);
      const validate = () => app.get('/api/tokens/validate', { token, ...from(ip) });
      expect(await flood(validate)).toEqual(REFUSED);
    },
  );

  it('An address that sends many bad credentials is refused further bad access tokens, and no valid one, on reads and writes', async () => {
    const ip = address();
    const { token } = await fixture.person();
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

  it('An address that sends many bad credentials is refused further bad refresh tokens, and no valid one', async () => {
    const ip = address();
    const people = [await fixture.person(), await fixture.person(), await fixture.person()];
    const refresh = (refreshToken: string) =>
      app.post('/api/auth/refresh', { refresh_token: refreshToken }, from(ip));
    expect(await flood((turn) => refresh(`guess-${turn}`))).toEqual(REFUSED);
    for (const { refreshToken } of people) expect((await refresh(refreshToken)).status).toBe(200);
  });

  it('An address that sends many bad credentials is refused further bad mailed tokens, and no valid one', async () => {
    const ip = address();
    const person = await fixture.person();
    const { token } = await app.nest.get(OneTimeTokens).issue(app.nest.get(Database).pool, {
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

  it('Forbidden calls of an authenticated caller are counted by the caller, not by the address', async () => {
    const ip = address();
    const { token } = await fixture.person();
    for (let turn = 0; turn < MOST + 3; turn += 1) {
      const { status, headers } = await app.get('/api/users', { token, ...from(ip) });
      expect(status).toBe(403);
      expect(headers['ratelimit-limit']).not.toBe(String(MOST));
    }
  });
});

describe('a service that asks about the tokens of its callers', () => {
  let fixture: Fixture;
  let own: string;
  let service: string;

  withFixture(async (opened) => {
    fixture = opened.add(await Fixture.open({ env: LIMITS }));
    service = await fixture.service('orders');
    own = (await fixture.appToken(service)).token;
  }, 90_000);

  interface Asked {
    readonly status: string;
    readonly retry_after_seconds?: number;
    readonly service?: { readonly name: string };
    readonly token?: { readonly id: string; readonly allowed_networks: readonly string[] };
  }

  const digestOf = (token: string) => createHash('sha256').update(token).digest('base64url');
  const ask = (
    tokens: readonly { readonly token: string; readonly caller?: string }[],
    bearer = own,
  ) =>
    fixture.app.post<{ tokens: Asked[] }>(
      '/api/guard/app-tokens',
      { tokens: tokens.map(({ token, caller }) => ({ digest: digestOf(token), caller })) },
      { token: bearer },
    );
  const ofCaller = (caller: string, count: number) =>
    Array.from({ length: count }, () => ({ token: newFakeAppToken(), caller }));

  it('A service that validates the tokens of its callers is answered in the order of its question', async () => {
    const networks = ['192.0.2.0/24'];
    const good = await fixture.appToken(service, { allowed_networks: networks });
    const revoked = await fixture.appToken(service);
    await fixture.asAdmin('POST', `/api/tokens/${revoked.id}/revoke`);
    const shown = [good.token, newFakeAppToken(), revoked.token, good.token];
    const { status, body } = await ask(shown.map((token) => ({ token })));
    expect(status).toBe(200);
    expect(body.tokens.map((one) => one.status)).toEqual(['good', 'bad', 'bad', 'good']);
    expect(body.tokens[0]).toMatchObject({
      service: { name: 'orders' },
      token: { id: good.id, allowed_networks: networks },
    });
    const { body: listed } = await fixture.asAdmin<{ tokens: { id: string; use_count: number }[] }>(
      'GET',
      `/api/tokens/service/${service}`,
    );
    expect(listed.tokens.map(({ id }) => id)).toContain(good.id);
  });

  it('A service that validates the tokens of its callers is told which caller has shown too many bad tokens, and still of each valid one', async () => {
    const many = (await ask(ofCaller('many', MOST + 3))).body.tokens;
    expect(many.map(({ retry_after_seconds: seconds = 0 }) => seconds > 0)).toEqual([
      ...Array<boolean>(MOST).fill(false),
      ...Array<boolean>(3).fill(true),
    ]);
    const { token } = await fixture.appToken(service);
    const [good, others] = (await ask([{ token, caller: 'many' }, ...ofCaller('few', 1)])).body
      .tokens;
    expect(good?.status).toBe('good');
    expect(others).toEqual({ status: 'bad' });
  });

  it('A service that validates the tokens of its callers must show a valid token of its own, and a valid body', async () => {
    const one = ofCaller('few', 1);
    expect((await ask(one, newFakeAppToken())).status).toBe(401);
    expect((await ask([])).status).toBe(400);
    expect((await ask(ofCaller('few', 251))).status).toBe(400);
    expect((await ask(ofCaller('x'.repeat(65), 1))).status).toBe(400);
    const body = { tokens: [{ digest: 'x' }] };
    expect((await fixture.app.post('/api/guard/app-tokens', body, { token: own })).status).toBe(
      400,
    );
  });
});
