import { connect } from 'node:net';
import { AppTokenAuthentication } from '#api/app-tokens';
import { eventually, hasRedisServer, RedisServer, type Answer } from '#libs/testing';
import { Fixture } from './support/fixture.js';
import { rawRequest } from './support/raw-http.js';

const PATH = '/api/tokens/validate';
/** The same route, by an address that no short cut knows. */
const LONG_WAY = `${PATH}/`;
const CHANGING = ['date', 'x-request-id', 'ratelimit-remaining', 'ratelimit-reset'];

const shapeOf = ({ status, body, headers }: Answer) => ({
  status,
  body,
  headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !CHANGING.includes(name))),
  names: Object.keys(headers).sort(),
});

(hasRedisServer() ? describe : describe.skip)('a validation that needs no handler', () => {
  let redis: RedisServer;
  let fixture: Fixture;
  let service: string;
  /** Calls that came to where application tokens are looked at for handlers. */
  let handled: jest.SpyInstance;

  beforeAll(async () => {
    redis = await RedisServer.start();
    fixture = await Fixture.open({
      env: {
        REDIS_URL: redis.url,
        RATE_LIMIT_ENABLED: 'true',
        // The administrator proves themselves for each token that is minted here.
        RATE_LIMIT_LOGIN_PER_ACCOUNT: 'off',
        RATE_LIMIT_LOGIN_PER_ADDRESS: 'off',
        RATE_LIMIT_VALIDATE_PER_CREDENTIAL: '30/1h',
        TRUST_PROXY: 'loopback',
        CORS_ORIGINS: 'https://console.example.org',
      },
    });
    service = await fixture.service('orders');
  }, 90_000);
  beforeEach(() => {
    handled = jest.spyOn(fixture.app.nest.get(AppTokenAuthentication), 'authenticate');
  });
  afterAll(async () => {
    await fixture?.close();
    await redis?.stop();
  });

  const validate = (token: string, headers: Record<string, string> = {}, path = PATH) =>
    fixture.app.get(path, { token, headers });

  /** A token that was found good. */
  async function known(fields: Record<string, unknown> = {}) {
    const minted = await fixture.appToken(service, fields);
    expect((await validate(minted.token)).status).toBe(200);
    handled.mockClear();
    return minted;
  }

  it('answers to the letter what the handler answers', async () => {
    const { token } = await known({ scopes: ['orders:ship'], expires_in_days: 3 });
    const short = await validate(token);
    expect(handled).not.toHaveBeenCalled();
    const long = await validate(token, {}, LONG_WAY);
    expect(handled).toHaveBeenCalledTimes(1);
    expect(shapeOf(short)).toEqual(shapeOf(long));
    expect(short.headers['ratelimit-limit']).toBe('30');
    expect(Number(short.headers['ratelimit-remaining'])).toBe(
      Number(long.headers['ratelimit-remaining']) + 1,
    );
  });

  it('takes the request id of its caller, and is counted as one request of the route', async () => {
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

  it('takes from the same bucket as the handler, which refuses', async () => {
    const { token } = await known();
    const paths = Array.from({ length: 29 }, (_, turn) => (turn % 2 === 0 ? PATH : LONG_WAY));
    for (const path of paths) expect((await validate(token, {}, path)).status).toBe(200);
    for (const path of [PATH, LONG_WAY]) {
      const { status, body, headers } = await validate(token, {}, path);
      expect([status, body['code']]).toEqual([429, 'RATE_LIMITED']);
      expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    }
  });

  it.each([
    ['revoked', (id: string) => fixture.asAdmin('POST', `/api/tokens/${id}/revoke`)],
    ['deleted', (id: string) => fixture.asAdmin('DELETE', `/api/tokens/${id}`)],
    ['rotated', (id: string) => fixture.asAdmin('POST', `/api/tokens/${id}/rotate`, { overlap_seconds: 0 })], // prettier-ignore
  ])('is not given to a token that was %s a moment ago', async (_what, end) => {
    const { id, token } = await known();
    expect((await validate(token)).status).toBe(200);
    expect((await end(id)).status).toBeLessThan(300);
    const { status, body } = await validate(token);
    expect([status, body['code']]).toEqual([401, 'INVALID_TOKEN']);
  });

  it('is given from the networks of the token alone, unless its asker sees to them', async () => {
    const { token } = await fixture.appToken(service, { allowed_networks: ['192.0.2.0/24'] });
    const from = (ip: string, more = {}) => validate(token, { 'x-forwarded-for': ip, ...more });
    for (const _turn of [1, 2]) {
      expect((await from('192.0.2.7')).status).toBe(200);
      expect((await from('198.51.100.7')).status).toBe(401);
      const told = { 'gatehouse-networks': 'told', 'gatehouse-asker': (await known()).token };
      expect((await from('198.51.100.7', told)).status).toBe(200);
    }
  });

  it('is not given to a service that asks about its caller, or that does not say who it is', async () => {
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
  ])('is left to the handler with %s', async (_what, header, status) => {
    const { token } = await known();
    const { port } = new URL(fixture.app.url);
    const head = `GET ${PATH} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${token}\r\n`;
    const body = header.startsWith('Content') ? '{}' : '';
    const text = await rawRequest(Number(port), `${head}${header}\r\n${body}`);
    const finals = [...text.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map(([, code]) => Number(code));
    expect(finals.at(-1)).toBe(status);
    // The header that came twice is refused before anything is looked for.
    expect(handled).toHaveBeenCalledTimes(status === 401 ? 0 : 1);
  });

  it('is left to the handler without a host or with two, with another method, with a query', async () => {
    const { token } = await known();
    const { port } = new URL(fixture.app.url);
    const bearer = `Authorization: Bearer ${token}\r\nConnection: close\r\n\r\n`;
    expect(await rawRequest(Number(port), `GET ${PATH} HTTP/1.1\r\n${bearer}`)).toMatch(/ 400 /);
    expect(await rawRequest(Number(port), `GET ${PATH} HTTP/1.1\r\nHost: x\r\nHost: y\r\n${bearer}`)).toMatch(/ 400 /); // prettier-ignore
    expect(await rawRequest(Number(port), `PUT ${PATH} HTTP/1.1\r\nHost: x\r\n${bearer}`)).toMatch(/ 405 /); // prettier-ignore
    expect((await validate(token, {}, `${PATH}?a=1&a=2`)).status).toBe(400);
  });

  it('counts no request as under way when its client hangs up', async () => {
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
