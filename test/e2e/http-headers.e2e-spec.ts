import { Controller, Get } from '@nestjs/common';
import { Public, RateClass, Refuses } from '#libs/access';
import { startHttp, type HttpFixture } from './support/http-fixture.js';
import { rawRequest, readAnswer } from './support/raw-http.js';
import { withFixture } from '../support/with-fixture.js';

@Controller('api/hello')
class HelloController {
  @Get()
  @Public()
  @RateClass('read')
  @Refuses()
  hello() {
    return { success: true };
  }
}

const fixture = { controllers: [HelloController] };

/** The headers that ASVS 3.4 and 14.3 require of every answer. */
const EXPECTED = {
  'strict-transport-security': /max-age=(31536000|[4-9]\d{7}|\d{9,})/,
  'x-content-type-options': /^nosniff$/,
  'content-security-policy': /frame-ancestors 'none'/,
  'referrer-policy': /^no-referrer$/,
  'cache-control': /^no-store$/,
  'x-request-id': /^[A-Za-z0-9._-]{1,128}$/,
};

describe('the headers of answers', () => {
  let http: HttpFixture;
  withFixture(async (opened) => {
    http = opened.add(await startHttp({ module: fixture }));
  });

  const target = async (bytes: string) => readAnswer(await rawRequest(http.port, bytes));
  const OF_EVERY_KIND: [string, string][] = [
    ['a success', 'GET /api/hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'],
    ['an unknown path', 'GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'],
    ['a wrong method', 'PUT /api/hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'],
    ['a broken path', 'GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'],
    ['a broken query', 'GET /api/hello?a=%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'],
    ['the asterisk', 'OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'],
    ['what is no HTTP', 'hello\r\n\r\n'],
    ['a broken header', 'GET /api/hello HTTP/1.1\r\nHost: x\r\nBad Header: 1\r\n\r\n'],
    ['headers that are too large', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(65_000)}\r\n\r\n`],
    ['a request without a host', 'GET /api/hello HTTP/1.1\r\nConnection: close\r\n\r\n'],
  ];

  it.each(OF_EVERY_KIND)('Security headers protect %s', async (what, bytes) => {
    const { status, headers, body } = await target(bytes);
    expect(status).toBeGreaterThanOrEqual(what === 'a success' ? 200 : 400);
    expect(status).toBeLessThan(500);
    const found = Object.fromEntries(
      headers
        .split('\r\n')
        .slice(1)
        .map((line) => line.split(/: (.*)/s).slice(0, 2)),
    ) as Record<string, string>;
    for (const [name, value] of Object.entries(EXPECTED)) expect(found[name]).toMatch(value);
    expect(found).not.toHaveProperty('x-powered-by');
    expect(found).not.toHaveProperty('server');
    if (status >= 400) {
      expect(found['content-type']).toBe('application/problem+json; charset=utf-8');
      expect(body).toMatchObject({ success: false, status, request_id: expect.any(String) });
    }
  });

  it.each([
    ['both lengths', 'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['two lengths', 'Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!'],
    ['two codings', 'Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n'],
    ['a coding in disguise', 'Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n'],
    ['a bare line feed', 'Content-Length: 0\nX: y\r\n\r\n'],
  ])('A request that two servers would parse differently is refused: %s', async (_what, rest) => {
    const bytes = `POST /api/hello HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${rest}`;
    const answer = await target(bytes);
    expect([400, 431]).toContain(answer.status);
    expect(answer.headers).toContain('connection: close');
  });

  it('A valid request id is returned, in the header and in the problem; another is replaced', async () => {
    const ask = (id: string) => http.get('/nothing', { headers: { 'x-request-id': id } });
    const sane = await ask('abc-1.2_3');
    expect(sane.headers['x-request-id']).toBe('abc-1.2_3');
    expect(sane.body).toMatchObject({
      request_id: 'abc-1.2_3',
      instance: 'urn:gatehouse:request:abc-1.2_3',
    });
    for (const id of ['a b', 'x'.repeat(129), 'a;b', '<script>', 'é']) {
      const answer = await ask(id);
      expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
      expect(answer.text).not.toContain(id);
    }
  });

  it('A problem document has every member of the contract', async () => {
    const { body } = await http.get('/nothing');
    expect(body).toEqual({
      type: 'urn:gatehouse:problem:route-not-found',
      title: 'No such route',
      status: 404,
      detail: 'There is nothing at this address.',
      instance: expect.stringMatching(/^urn:gatehouse:request:/),
      success: false,
      message: 'There is nothing at this address.',
      code: 'ROUTE_NOT_FOUND',
      request_id: expect.any(String),
    });
  });
});

describe('cross-origin requests', () => {
  let http: HttpFixture;
  const ALLOWED = 'https://app.example.com';
  withFixture(async (opened) => {
    http = opened.add(
      await startHttp({
        module: fixture,
        env: { CORS_ORIGINS: `${ALLOWED}, http://localhost:3000` },
      }),
    );
  });

  const ask = (origin: string, path = '/api/hello') => http.get(path, { headers: { origin } });
  const preflight = (origin: string) =>
    http.call('OPTIONS', '/api/hello', {
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization, content-type',
      },
    });

  it('A listed origin may read answers, refusals too', async () => {
    for (const path of ['/api/hello', '/nothing', '/api/hello?a=%zz']) {
      const { headers } = await ask(ALLOWED, path);
      expect(headers['access-control-allow-origin']).toBe(ALLOWED);
      expect(headers['access-control-allow-credentials']).toBe('true');
      expect(headers.vary).toBe('Origin');
    }
  });

  it('A listed origin is told what it may send', async () => {
    const answer = await preflight(ALLOWED);
    expect(answer.status).toBe(204);
    expect(answer.headers['access-control-allow-origin']).toBe(ALLOWED);
    expect(answer.headers['access-control-allow-headers']).toContain('authorization');
    expect(answer.headers['access-control-allow-methods']).toContain('DELETE');
  });

  it.each([
    'https://app.example.com.evil.test',
    'https://evil-app.example.com',
    'https://app.example.com:8443',
    'http://app.example.com',
    'https://APP.example.com',
    'https://sub.app.example.com',
    'https://app.example.com/',
    'null',
    '*',
    '',
  ])('An origin that resembles a listed one (%s) gets no CORS header', async (origin) => {
    for (const { headers } of [await ask(origin), await preflight(origin)]) {
      expect(headers['access-control-allow-origin']).toBeUndefined();
      expect(headers['access-control-allow-credentials']).toBeUndefined();
      expect(headers.vary).toBe('Origin');
    }
  });

  it('Every origin may read without credentials when the list is *', async () => {
    const open = await startHttp({ module: fixture, env: { CORS_ORIGINS: '*' } });
    const { headers } = await open.get('/api/hello', { headers: { origin: 'https://any.test' } });
    expect(headers['access-control-allow-origin']).toBe('*');
    expect(headers['access-control-allow-credentials']).toBeUndefined();
    await open.close();
  });

  it('No origin gets a CORS header when there is no list', async () => {
    const closed = await startHttp({ module: fixture });
    const { headers } = await closed.get('/api/hello', { headers: { origin: ALLOWED } });
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    await closed.close();
  });
});
