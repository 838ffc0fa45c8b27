import { connect } from 'node:net';
import { AppTokenAuthentication } from '#api/app-tokens';
import { SessionAccess } from '#api/sessions';
import { Preparation } from '../../apps/api/src/protection/guards/preparation.service.js';
import { eventually, hasRedisServer, RedisServer, type Answer } from '#libs/testing';
import { withFixture } from '../support/with-fixture.js';
import { Fixture } from './support/fixture.js';
import { rawRequest } from './support/raw-http.js';

const PATH = '/api/tokens/validate';
const CHANGING = ['date', 'x-request-id', 'ratelimit-remaining', 'ratelimit-reset'];

const shapeOf = ({ status, body, headers }: Answer) => ({
  status,
  body,
  headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !CHANGING.includes(name))),
  names: Object.keys(headers).sort(),
});

(hasRedisServer() ? describe : describe.skip)(
  'requests that are prepared before their dispatch',
  () => {
    let redis: RedisServer;
    let fixture: Fixture;
    let service: string;
    /** The calls of the service that authenticates application tokens for the guards. */
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

    /** Leaves all requests to the guards meanwhile. */
    async function byGuards<T>(ask: () => Promise<T>): Promise<T> {
      const preparation = fixture.app.nest.get(Preparation, { strict: false });
      const spy = jest
        .spyOn(preparation, 'prepare')
        .mockImplementation((_plan, { done }) => done());
      try {
        return await ask();
      } finally {
        spy.mockRestore();
      }
    }

    /** A token that was validated successfully. */
    async function known(fields: Record<string, unknown> = {}) {
      const minted = await fixture.appToken(service, fields);
      expect((await validate(minted.token)).status).toBe(200);
      handled.mockClear();
      return minted;
    }

    it('A prepared request is answered byte for byte as one that passes the guards', async () => {
      const { token } = await known({ scopes: ['orders:ship'], expires_in_days: 3 });
      const fast = await validate(token);
      expect(handled).not.toHaveBeenCalled();
      const guarded = await byGuards(() => validate(token));
      expect(handled).toHaveBeenCalledTimes(1);
      expect(shapeOf(fast)).toEqual(shapeOf(guarded));
      expect(fast.headers['ratelimit-limit']).toBe('30');
      expect(Number(fast.headers['ratelimit-remaining'])).toBe(
        Number(guarded.headers['ratelimit-remaining']) + 1,
      );
    });

    it('A prepared request is answered with the request id of its caller, and counted as one request of the route', async () => {
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

    it('A prepared request takes from the same bucket as one that passes the guards, and is refused like it', async () => {
      const { token } = await known();
      for (let turn = 0; turn < 29; turn += 1) {
        const ask = () => validate(token);
        expect((await (turn % 2 === 0 ? ask() : byGuards(ask))).status).toBe(200);
      }
      const refused = [await validate(token), await byGuards(() => validate(token))];
      for (const { status, body, headers } of refused) {
        expect([status, body['code']]).toEqual([429, 'RATE_LIMITED']);
        expect(Number(headers['retry-after'])).toBeGreaterThan(0);
      }
    });

    it.each([
      ['revoked', (id: string) => fixture.asAdmin('POST', `/api/tokens/${id}/revoke`)],
      ['deleted', (id: string) => fixture.asAdmin('DELETE', `/api/tokens/${id}`)],
      ['rotated', (id: string) => fixture.asAdmin('POST', `/api/tokens/${id}/rotate`, { overlap_seconds: 0 })], // prettier-ignore
    ])(
      'No request is prepared with an application token that was %s a moment ago',
      async (_what, end) => {
        const { id, token } = await known();
        expect((await validate(token)).status).toBe(200);
        expect((await end(id)).status).toBeLessThan(300);
        const { status, body } = await validate(token);
        expect([status, body['code']]).toEqual([401, 'INVALID_TOKEN']);
      },
    );

    it('A request is prepared from the networks of its token alone, unless the asking service compares them', async () => {
      const { token } = await fixture.appToken(service, { allowed_networks: ['192.0.2.0/24'] });
      const from = (ip: string, more = {}) => validate(token, { 'x-forwarded-for': ip, ...more });
      for (const _turn of [1, 2]) {
        expect((await from('192.0.2.7')).status).toBe(200);
        expect((await from('198.51.100.7')).status).toBe(401);
        const told = { 'gatehouse-networks': 'told', 'gatehouse-asker': (await known()).token };
        expect((await from('198.51.100.7', told)).status).toBe(200);
      }
    });

    it('A prepared validation tells what holds at the service that asks about its caller, and is refused when that does not name its own', async () => {
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
    ])('A request with %s is answered as its guards would', async (_what, header, status) => {
      const { token } = await known();
      const { port } = new URL(fixture.app.url);
      const head = `GET ${PATH} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${token}\r\n`;
      const body = header.startsWith('Content') ? '{}' : '';
      const text = await rawRequest(Number(port), `${head}${header}\r\n${body}`);
      const finals = [...text.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map(([, code]) => Number(code));
      expect(finals.at(-1)).toBe(status);
      expect(handled).not.toHaveBeenCalled();
    });

    it('A request without a host or with two, with another method or with an ambiguous query is refused before it is prepared', async () => {
      const { token } = await known();
      const { port } = new URL(fixture.app.url);
      const bearer = `Authorization: Bearer ${token}\r\nConnection: close\r\n\r\n`;
      expect(await rawRequest(Number(port), `GET ${PATH} HTTP/1.1\r\n${bearer}`)).toMatch(/ 400 /);
      expect(await rawRequest(Number(port), `GET ${PATH} HTTP/1.1\r\nHost: x\r\nHost: y\r\n${bearer}`)).toMatch(/ 400 /); // prettier-ignore
      expect(await rawRequest(Number(port), `PUT ${PATH} HTTP/1.1\r\nHost: x\r\n${bearer}`)).toMatch(/ 405 /); // prettier-ignore
      expect((await validate(token, {}, `${PATH}?a=1&a=2`)).status).toBe(400);
    });

    it('A prepared request is not counted as in flight when its client hangs up', async () => {
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

    it('A request of a signed-in user is prepared once its session is remembered, and answered as by the guards', async () => {
      const { token } = await fixture.person();
      const ask = () => fixture.app.get('/api/auth/me', { token });
      const sessions = jest.spyOn(fixture.app.nest.get(SessionAccess), 'authenticate');
      await ask();
      sessions.mockClear();
      const prepared = await ask();
      expect(sessions).not.toHaveBeenCalled();
      const guarded = await byGuards(ask);
      expect(sessions).toHaveBeenCalledTimes(1);
      expect(shapeOf(prepared)).toEqual(shapeOf(guarded));
      sessions.mockRestore();
    });

    it('A request is not prepared with the body of a request that arrives after its session has ended', async () => {
      const { token } = await fixture.person();
      const { port } = new URL(fixture.app.url);
      expect((await fixture.app.get('/api/auth/me', { token })).status).toBe(200);
      const socket = connect(Number(port), '127.0.0.1');
      const answer = new Promise<string>((resolve) => {
        let text = '';
        socket.on('data', (part) => (text += String(part)));
        socket.once('close', () => resolve(text));
      });
      const head = `PATCH /api/auth/me HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: 22\r\n\r\n`;
      await new Promise((resolve) => socket.write(head, resolve));
      expect((await fixture.app.post('/api/auth/logout', {}, { token })).status).toBe(200);
      socket.write('{"first_name":"Late"}\n');
      expect(await answer).toMatch(/^HTTP\/1\.1 401 [^]*SESSION_ENDED/);
    });

    it('A permission that was withdrawn a moment ago prepares no request', async () => {
      const user = await fixture.person();
      const ask = () => fixture.app.get('/api/users', { token: user.token });
      expect((await ask()).status).toBe(403);
      await fixture.assign(user, fixture.authServiceId, 'readonly');
      for (const _turn of [1, 2, 3]) expect((await ask()).status).toBe(200);
      const role = await fixture.role(fixture.authServiceId, 'readonly');
      const path = `/api/roles/user/${user.id}/service/${fixture.authServiceId}/role/${role}`;
      expect((await fixture.asAdmin('DELETE', path)).status).toBe(200);
      expect((await ask()).status).toBe(403);
    });

    it('A request is prepared with a permission that needs two factors only in a session that has them', async () => {
      const made = await fixture.asAdmin<{ role_id: string }>(
        'POST',
        `/api/roles/service/${service}`,
        { name: 'strict', permissions: ['role:read'] },
      );
      const user = await fixture.person();
      await fixture.assign(user, service, 'strict');
      const two = await fixture.stepUp(user);
      const ask = (token: string) => fixture.app.get(`/api/roles/service/${service}`, { token });
      const authenticate = jest.spyOn(fixture.app.nest.get(SessionAccess), 'authenticate');
      for (const token of [user.token, two, user.token, two]) {
        expect((await ask(token)).status).toBe(200);
      }
      const path = `/api/roles/${made.body.role_id}`;
      expect((await fixture.asAdmin('PUT', path, { requires_mfa: true })).status).toBe(200);
      for (const turn of [1, 2, 3]) {
        authenticate.mockClear();
        expect((await ask(two)).status).toBe(200);
        expect(authenticate).toHaveBeenCalledTimes(turn === 1 ? 1 : 0);
        const refused = await ask(user.token);
        expect([refused.status, refused.body['code']]).toEqual([
          401,
          'INSUFFICIENT_AUTHENTICATION',
        ]);
        expect(await byGuards(() => ask(user.token))).toMatchObject({ status: 401 });
        expect((await byGuards(() => ask(two))).status).toBe(200);
      }
      authenticate.mockRestore();
    });
  },
);
