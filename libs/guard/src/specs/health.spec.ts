import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Controller, Get, Logger } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import request from 'supertest';
import { FEED_TIMING } from '../core/feed.js';
import {
  Gatehouse,
  GatehouseModule,
  Permissions,
  SignedIn,
  type GatehouseModuleOptions,
} from '../index.js';
import { FakeGatehouse } from '../testing/index.js';
import { SigningKey } from '../testing/fake-credentials.js';
import { eventually } from './waiting.js';

jest.setTimeout(60_000);

@Controller('orders')
class Orders {
  @SignedIn()
  @Get()
  list() {
    return [];
  }

  @Permissions('orders:read')
  @Get('all')
  all() {
    return [];
  }
}

const DAY = 86_400;
const ends: (() => Promise<unknown> | void)[] = [];

/** The log lines of the guard at these levels. */
let lines: string[] = [];
beforeEach(() => {
  lines = [];
  // A service that was refused asks again soon: how long that takes is not what is tested here.
  jest.replaceProperty(FEED_TIMING, 'deniedDelayMs', 100);
  for (const level of ['warn', 'error'] as const) {
    jest
      .spyOn(Logger.prototype, level)
      .mockImplementation((...[line]: unknown[]) => void lines.push(String(line)));
  }
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  jest.restoreAllMocks();
});

const startFake = async (options: Parameters<typeof FakeGatehouse.start>[0] = {}) => {
  const fake = await FakeGatehouse.start({ heartbeatMs: 50, ...options });
  ends.push(() => fake.close());
  return fake;
};

async function startService(fake: FakeGatehouse, options: Partial<GatehouseModuleOptions> = {}) {
  const module = await Test.createTestingModule({
    imports: [
      GatehouseModule.forRoot({
        issuer: fake.issuer,
        service: fake.service,
        appToken: fake.appToken,
        ...options,
      }),
    ],
    controllers: [Orders],
  }).compile();
  const app = module.createNestApplication({ logger: false });
  // Else each call would open and close a server of its own.
  await app.listen(0, '127.0.0.1');
  ends.push(() => app.close());
  const gatehouse = app.get(Gatehouse);
  const get = (token: string, path = '/orders') =>
    request(app.getHttpServer()).get(path).set('Authorization', `Bearer ${token}`);
  /** Sends many calls, each of which is refused. */
  const flood = async (token: string, status: number) => {
    for (let call = 0; call < 20; call += 1) await get(token).expect(status);
  };
  const codes = () => gatehouse.health().problems.map(({ code }) => code);
  const becomes = (status: string) =>
    eventually(() => expect(gatehouse.health()).toMatchObject({ status }));
  return { app, gatehouse, get, flood, codes, becomes };
}

const listen = async (listener: RequestListener): Promise<{ server: Server; url: string }> => {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(
    () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  );
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
};

/** Expects exactly one log line, with all of these words. */
const expectOneLine = (...words: (string | RegExp)[]) => {
  expect(lines).toHaveLength(1);
  for (const word of words) expect(lines[0]).toMatch(word);
  expect(lines.join()).not.toMatch(/gh_\w{10}/);
};

describe('gatehouse.health()', () => {
  it('health is ok while calls are decided, and nothing is logged', async () => {
    const fake = await startFake();
    const { gatehouse, get, becomes } = await startService(fake);
    await becomes('ok');
    await get(fake.signIn().accessToken).expect(200);
    expect(gatehouse.health()).toEqual({ status: 'ok', since: expect.any(Date), problems: [] });
    expect(lines).toEqual([]);
  });

  it('health is refusing for an issuer that differs by a slash, although the feed is up', async () => {
    const fake = await startFake();
    const { gatehouse, flood, becomes } = await startService(fake, { issuer: `${fake.issuer}/` });
    await becomes('refusing');
    expect(gatehouse.feedState).not.toBe('lost');
    expect(gatehouse.health().problems[0]).toMatchObject({
      code: 'WRONG_ISSUER',
      severity: 'refusing',
      since: expect.any(Date),
    });
    await flood(fake.signIn().accessToken, 503);
    expectOneLine('WRONG_ISSUER', `set it to exactly ${fake.issuer} `);
  });

  it('health is refusing with the application token of another service', async () => {
    const fake = await startFake();
    const { token } = fake.createAppToken({ service: 'billing' });
    const { codes, flood, becomes } = await startService(fake, { appToken: token });
    await becomes('refusing');
    expect(codes()).toEqual(['WRONG_SERVICE']);
    await flood(fake.signIn().accessToken, 503);
    expectOneLine('WRONG_SERVICE', 'belongs to the service billing');
  });

  it('health is refusing while the server is down, ok after that, and each outage is logged once', async () => {
    const fake = await startFake();
    const { codes, flood, becomes, get } = await startService(fake);
    const { accessToken } = fake.signIn();
    await becomes('ok');
    await fake.stop();
    await becomes('refusing');
    expect(codes()).toEqual(['SERVER_UNREACHABLE']);
    await flood(accessToken, 503);
    expectOneLine('SERVER_UNREACHABLE', fake.url, 'ECONNREFUSED');
    await fake.restart();
    await becomes('ok');
    await get(accessToken).expect(200);
    await fake.stop();
    await becomes('refusing');
    expect(lines).toHaveLength(2);
  });

  it('health is degraded, not refusing, while a guard decides by its last known state', async () => {
    const fake = await startFake();
    const { get, becomes } = await startService(fake, { onFeedLost: 'allow-until-expiry' });
    const { accessToken } = fake.signIn();
    await becomes('ok');
    await get(accessToken).expect(200);
    await fake.stop();
    await eventually(() => expect(lines).toHaveLength(1));
    await becomes('degraded');
    await get(accessToken).expect(200);
  });

  it.each([
    ['HTML', 'NOT_GATEHOUSE', 200, 'text/html'],
    ['another program', 'NOT_GATEHOUSE', 404, 'application/json'],
    ['a proxy without a server behind it', 'SERVER_UNAVAILABLE', 502, 'text/html'],
  ])('health names %s at the address', async (_what, code, status, type) => {
    const fake = await startFake();
    const { url } = await listen((_request, response) => {
      response.writeHead(status, { 'Content-Type': type }).end('<h1>Hello</h1>');
    });
    const { codes, flood, becomes } = await startService(fake, { url });
    await becomes('refusing');
    expect(codes()).toEqual([code]);
    await flood(fake.signIn().accessToken, 503);
    expectOneLine(code, url);
  });

  it('health names a redirect, which is not followed', async () => {
    const fake = await startFake();
    const { url } = await listen((_request, response) => {
      response.writeHead(301, { Location: fake.url }).end();
    });
    const { becomes } = await startService(fake, { url });
    await becomes('refusing');
    expectOneLine('SERVER_UNREACHABLE', 'redirects');
  });

  describe('of the application token', () => {
    it.each([
      ['gives nothing', 'APP_TOKEN_MISSING', () => undefined as never],
      ['gives an empty text', 'APP_TOKEN_MISSING', () => ''],
      [
        'throws',
        'APP_TOKEN_MISSING',
        () => {
          throw new Error('gh_secretsecretsecret cannot be read');
        },
      ],
      ['gives something else', 'APP_TOKEN_MALFORMED', () => 'hello'],
      ['gives a line end with it', 'APP_TOKEN_MALFORMED', () => 'gh_secretsecretsecret\n'],
    ])('health names an appToken function that %s', async (_what, code, appToken) => {
      const fake = await startFake();
      const { codes, flood, becomes } = await startService(fake, { appToken });
      await becomes('refusing');
      expect(codes()).toEqual([code]);
      await flood(fake.signIn().accessToken, 503);
      expectOneLine(code, 'GATEHOUSE_APP_TOKEN');
    });

    it('health names an application token that the server does not know', async () => {
      const fake = await startFake();
      const stranger = await startFake();
      const { codes, flood, becomes } = await startService(fake, { appToken: stranger.appToken });
      await becomes('refusing');
      expect(codes()).toEqual(['APP_TOKEN_REFUSED']);
      await flood(fake.signIn().accessToken, 503);
      expectOneLine('APP_TOKEN_REFUSED', 'mint a new application token');
    });

    it('health names an application token that was revoked at run time, and is ok with the next one', async () => {
      const fake = await startFake();
      const first = fake.createAppToken();
      let { token } = first;
      const service = await startService(fake, { appToken: () => token });
      await service.becomes('ok');
      fake.revokeAppToken(first.id);
      await service.becomes('refusing');
      expect(service.codes()).toEqual(['APP_TOKEN_REVOKED']);
      await service.flood(fake.signIn().accessToken, 503);
      expectOneLine('APP_TOKEN_REVOKED', 'mint a new');
      ({ token } = fake.createAppToken());
      await service.becomes('ok');
    });

    it('health names a deactivated service', async () => {
      const fake = await startFake();
      const { codes, becomes } = await startService(fake);
      await becomes('ok');
      fake.setServiceActive(fake.service, false);
      await becomes('refusing');
      expect(codes()).toEqual(['SERVICE_INACTIVE']);
      expectOneLine('SERVICE_INACTIVE', 'activate it');
    });

    it('health warns once within fourteen days before the application token expires, and not earlier', async () => {
      const fake = await startFake();
      const late = fake.createAppToken({ expiresInSeconds: 15 * DAY }).token;
      const soon = fake.createAppToken({ expiresInSeconds: 13 * DAY }).token;
      const calm = await startService(fake, { appToken: late });
      await calm.becomes('ok');
      const { get, codes, becomes, gatehouse } = await startService(fake, { appToken: soon });
      await becomes('degraded');
      await gatehouse.ready();
      await eventually(() => expect(codes()).toEqual(['APP_TOKEN_EXPIRES_SOON']));
      fake.cutFeeds();
      await get(fake.signIn().accessToken).expect(200);
      await gatehouse.ready();
      await eventually(() => expect(codes()).toEqual(['APP_TOKEN_EXPIRES_SOON']));
      expectOneLine('APP_TOKEN_EXPIRES_SOON', /expires at \d{4}-/);
    });

    it('health names an application token that has expired', async () => {
      const fake = await startFake();
      const { token } = fake.createAppToken({ expiresInSeconds: 10 * DAY });
      let offsetMs = 0;
      const clock = () => Date.now() + offsetMs;
      const { codes, becomes } = await startService(fake, { appToken: token, clock });
      await eventually(() => expect(codes()).toEqual(['APP_TOKEN_EXPIRES_SOON']));
      offsetMs = 11 * DAY * 1000;
      Object.assign(fake.state.appTokens.get(token) ?? {}, { expiresAtMs: Date.now() - 1000 });
      fake.cutFeeds();
      await becomes('refusing');
      await eventually(() => expect(codes()).toContain('APP_TOKEN_EXPIRED'));
      expect(lines.filter((line) => line.includes('APP_TOKEN_EXPIRED'))).toHaveLength(1);
    });
  });

  it('health names the audience of refused tokens', async () => {
    const fake = await startFake();
    const { codes, flood, becomes, gatehouse } = await startService(fake, { audience: 'my-api' });
    await gatehouse.ready();
    await becomes('ok');
    await flood(fake.signIn().accessToken, 401);
    await becomes('refusing');
    expect(codes()).toEqual(['WRONG_AUDIENCE']);
    expectOneLine('WRONG_AUDIENCE', `"${fake.issuer}"`, '"my-api"', 'JWT_AUDIENCE');
  });

  it('health names a key set that lacks an announced key', async () => {
    const fake = await startFake();
    const old = new SigningKey();
    const relay = async (path: string, authorization: string, response: ServerResponse) => {
      const answer = await fetch(fake.url + path, { headers: { authorization } });
      response.writeHead(answer.status, {
        'Content-Type': answer.headers.get('content-type') ?? '',
      });
      for await (const bytes of answer.body ?? []) response.write(bytes);
    };
    const { url } = await listen(({ url: path = '', headers }, response) => {
      if (path === '/.well-known/jwks.json') {
        response.setHeader('Content-Type', 'application/json');
        return void response.end(JSON.stringify({ keys: [old.publicJwk] }));
      }
      void relay(path, headers.authorization ?? '', response)
        .catch(() => undefined)
        .finally(() => response.destroy());
    });
    const { codes, becomes, flood } = await startService(fake, { url });
    await becomes('refusing');
    expect(codes()).toEqual(['KEYS_MISSING']);
    await flood(fake.signIn().accessToken, 503);
    expectOneLine('KEYS_MISSING', `${url}/.well-known/jwks.json`);
  });

  it.each([
    ['two minutes behind', -120_000, 'CLOCK_BEHIND', 'refusing', 401],
    ['two minutes ahead', 120_000, 'CLOCK_AHEAD', 'degraded', 200],
  ])('health names a clock that is %s', async (_what, offsetMs, code, status, answer) => {
    const fake = await startFake();
    const { codes, becomes, get, gatehouse } = await startService(fake, {
      clock: () => Date.now() + offsetMs,
    });
    await gatehouse.ready();
    await becomes(status);
    expect(codes()).toEqual([code]);
    for (let call = 0; call < 10; call += 1) await get(fake.signIn().accessToken).expect(answer);
    expectOneLine(code, '120 s', 'NTP');
  });

  it('health is refusing with a clock so far ahead that fresh tokens appear expired', async () => {
    const fake = await startFake({ tokenLifetimeSeconds: 60 });
    const { becomes, flood, gatehouse } = await startService(fake, {
      clock: () => Date.now() + 120_000,
    });
    await gatehouse.ready();
    await becomes('degraded');
    await flood(fake.signIn().accessToken, 401);
    await becomes('refusing');
    expectOneLine('CLOCK_AHEAD');
  });

  it('tokens of another server do not count as a wrong clock or audience', async () => {
    const fake = await startFake();
    const stranger = await startFake();
    const { becomes, get, gatehouse } = await startService(fake);
    await gatehouse.ready();
    await get(stranger.signIn().accessToken).expect(401);
    await becomes('ok');
    expect(lines).toEqual([]);
  });
});
