import { connect } from 'node:net';
import { AppTokenAuthentication } from '#api/app-tokens';
import { eventually, hasRedisServer, RedisServer, type Answer } from '#libs/testing';
import { withFixture } from '../support/with-fixture.js';
import { Fixture } from './support/fixture.js';
import { rawRequest } from './support/raw-http.js';

const PATH = '/api/tokens/validate';
/** The same route with a path that the fast path does not answer. */
const BY_HANDLER = `${PATH}/`;
const CHANGING = ['date', 'x-request-id', 'ratelimit-remaining', 'ratelimit-reset'];

const shapeOf = ({ status, body, headers }: Answer) => ({
  status,
  body,
  headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !CHANGING.includes(name))),
  names: Object.keys(headers).sort(),
});

(hasRedisServer() ? describe : describe.skip)('the fast path of validations', () => {
  let redis: RedisServer;
  let fixture: Fixture;
  let service: string;
  /** The calls of the service that authenticates application tokens for handlers. */
  let handled: jest.SpyInstance;

  withFixture(async (opened) => {
    redis = opened.add(await RedisServer.start());
    fixture = opened.add(
      await Fixture.open({
        env: {
          REDIS_URL: redis.url,
          RATE_LIMIT_ENABLED: 'true',
          // Each minting needs a fresh proof of the administrator.
          RATE_LIMIT_LOGIN_PER_ACCOUNT: 'off',
          RATE_LIMIT_LOGIN_PER_ADDRESS: 'off',
          RATE_LIMIT_VALIDATE_PER_CREDENTIAL: '30/1h',
          TRUST_PROXY: 'loopback',
          CORS_ORIGINS: 'https://console.example.org',
        },
      }),
    );
    service = await fixture.service('orders');
  }, 90_000);
  beforeEach(() => {
    handled = jest.spyOn(fixture.app.nest.get(AppTokenAuthentication), 'authenticate');
  });

  const validate = (token: string, headers: Record<string, string> = {}, path = PATH) =>
    fixture.app.get(path, { token, headers });

  /** A token that was validated successfully. */
  async function known(fields: Record<string, unknown> = {}) {
    const minted = await fixture.appToken(service, fields);
    expect((await validate(minted.token)).status).toBe(200);
    handled.mockClear();
    return minted;
  }

  it('The fast path answers a validation byte for byte as the handler does', async () => {
    const { token } = await known({ scopes: ['orders:ship'], expires_in_days: 3 });
    const fast = await validate(token);
    expect(handled).not.toHaveBeenCalled();
    const byHandler = await validate(token, {}, BY_HANDLER);
    expect(handled).toHaveBeenCalledTimes(1);
    expect(shapeOf(fast)).toEqual(shapeOf(byHandler));
    expect(fast.headers['ratelimit-limit']).toBe('30');
    expect(Number(fast.headers['ratelimit-remaining'])).toBe(
      Number(byHandler.headers['ratelimit-remaining']) + 1,
    );
  });

  it('The fast path answers a validation with the request id of its caller, and counts it as one request of the route', async () => {
    const { token } = await known();
    const counted = async () => {
      const { text } = await fixture.app.get('/metrics');
      const line = `gatehouse_http_requests_total{method="GET",route="${PATH}",status="200"}`;
      return Number(
        text
          .split('\n')
          .find((one) => one.startsWith(line))
          ?.split(' ')[1],
      );
    };
    const before = await counted();
    const { headers } = await validate(token, { 'x-request-id': 'asked-by-orders' });
    expect(headers['x-request-id']).toBe('asked-by-orders');
    expect(await counted()).toBe(before + 1);
    expect(handled).not.toHaveBeenCalled();
  });

  it('The fast path takes validations from the same bucket as the handler, which refuses', async () => {
    const { token } = await known();
    const paths = Array.from({ length: 29 }, (_, turn) => (turn % 2 === 0 ? PATH : BY_HANDLER));
    for (const path of paths) expect((await validate(token, {}, path)).status).toBe(200);
    for (const path of [PATH, BY_HANDLER]) {
      const { status, body, headers } = await validate(token, {}, path);
      expect([status, body['code']]).toEqual([429, 'RATE_LIMITED']);
      expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    }
  });

  it.each([
    ['revoked', (id: string) => fixture.asAdmin('POST', `/api/tokens/${id}/revoke`)],
    ['deleted', (id: string) => fixture.asAdmin('DELETE', `/api/tokens/${id}`)],
    ['rotated', (id: string) => fixture.asAdmin('POST', `/api/tokens/${id}/rotate`, { overlap_seconds: 0 })], // prettier-ignore
  ])(
    'The fast path answers no validation of a token that was %s a moment ago',
    async (_what, end) => {
      const { id, token } = await known();
      expect((await validate(token)).status).toBe(200);
      expect((await end(id)).status).toBeLessThan(300);
      const { status, body } = await validate(token);
      expect([status, body['code']]).toEqual([401, 'INVALID_TOKEN']);
    },
  );

  it('The fast path answers validations from the networks of the token alone, unless the asking service compares them', async () => {
    const { token } = await fixture.appToken(service, { allowed_networks: ['192.0.2.0/24'] });
    const from = (ip: string, more = {}) => validate(token, { 'x-forwarded-for': ip, ...more });
    for (const _turn of [1, 2]) {
      expect((await from('192.0.2.7')).status).toBe(200);
      expect((await from('198.51.100.7')).status).toBe(401);
      const told = { 'gatehouse-networks': 'told', 'gatehouse-asker': (await known()).token };
      expect((await from('198.51.100.7', told)).status).toBe(200);
    }
  });

  it('The fast path leaves a validation to the handler when a service asks about its caller, or does not name its own', async () => {
    const { token } = await known({ scopes: ['orders:ship'] });
    const other = (await fixture.appToken(await fixture.service('shipping'))).token;
    const { body } = await validate(token, { 'gatehouse-asker': other });
    expect(body).toMatchObject({ token: { scopes: [] }, grant: null });
    const nobody = await validate(token, { 'gatehouse-networks': 'told' });
    expect([nobody.status, nobody.body['code']]).toEqual([403, 'ASKER_REQUIRED']);
    expect((await validate(token)).body).toMatchObject({ token: { scopes: ['orders:ship'] } });
  });

  it.each([
    ['another origin', 'Origin: https://console.example.org\r\n', 200],
    ['a body', 'Content-Length: 2\r\n', 200],
    ['an expectation', 'Expect: 100-continue\r\n', 200],
    ['the header twice', 'Authorization: Bearer x\r\n', 401],
  ])('The fast path leaves a validation to the handler with %s', async (_what, header, status) => {
    const { token } = await known();
    const { port } = new URL(fixture.app.url);
    const head = `GET ${PATH} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${token}\r\n`;
    const body = header.startsWith('Content') ? '{}' : '';
    const text = await rawRequest(Number(port), `${head}${header}\r\n${body}`);
    const finals = [...text.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map(([, code]) => Number(code));
    expect(finals.at(-1)).toBe(status);
    // A repeated header is refused before any look-up.
    expect(handled).toHaveBeenCalledTimes(status === 401 ? 0 : 1);
  });

  it('The fast path leaves a validation to the handler without a host or with two, with another method, with a query', async () => {
    const { token } = await known();
    const { port } = new URL(fixture.app.url);
    const bearer = `Authorization: Bearer ${token}\r\nConnection: close\r\n\r\n`;
    expect(await rawRequest(Number(port), `GET ${PATH} HTTP/1.1\r\n${bearer}`)).toMatch(/ 400 /);
    expect(await rawRequest(Number(port), `GET ${PATH} HTTP/1.1\r\nHost: x\r\nHost: y\r\n${bearer}`)).toMatch(/ 400 /); // prettier-ignore
    expect(await rawRequest(Number(port), `PUT ${PATH} HTTP/1.1\r\nHost: x\r\n${bearer}`)).toMatch(/ 405 /); // prettier-ignore
    expect((await validate(token, {}, `${PATH}?a=1&a=2`)).status).toBe(400);
  });

  it('The fast path does not count a validation as in flight when its client hangs up', async () => {
    const { token } = await known();
    const { port } = new URL(fixture.app.url);
    const ask = `GET ${PATH} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`;
    await Promise.all(
      Array.from({ length: 10 }, () => {
        const socket = connect(Number(port), '127.0.0.1', () => {
          socket.write(ask, () => socket.destroy());
        });
        return new Promise((resolve) => socket.once('close', resolve));
      }),
    );
    await eventually(async () => {
      const { text } = await fixture.app.get('/metrics');
      // The scrape itself.
      expect(text).toMatch(/^gatehouse_http_requests_in_flight 1$/m);
    });
  });
});
