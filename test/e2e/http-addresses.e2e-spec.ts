import { Controller, Delete, Get, Post, Query } from '@nestjs/common';
import { IsOptional, IsString } from 'class-validator';
import { IdParam, Public, RateClass, Refuses } from '#libs/access';
import { startHttp, type HttpFixture } from './support/http-fixture.js';
import { rawRequest, readAnswer } from './support/raw-http.js';
import { withFixture } from '../support/with-fixture.js';

class Filter {
  @IsOptional()
  @IsString()
  q?: string;
}

@Controller('api/items')
class ItemsController {
  @Get()
  @Public()
  @RateClass('read')
  @Refuses()
  list(@Query() query: Filter) {
    return { success: true, query };
  }

  @Post()
  @Public()
  @RateClass('write')
  @Refuses()
  make() {
    return { success: true };
  }

  @Get(':id')
  @Public()
  @RateClass('read')
  @Refuses('NOT_FOUND')
  one(@IdParam('id') id: string) {
    return { success: true, id };
  }

  @Delete(':id')
  @Public()
  @RateClass('write')
  @Refuses('NOT_FOUND')
  drop(@IdParam('id') id: string) {
    return { success: true, id };
  }
}

describe('addresses and methods', () => {
  let http: HttpFixture;
  const ID = '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44';

  withFixture(async (opened) => {
    http = opened.add(await startHttp({ module: { controllers: [ItemsController] } }));
  });

  const target = async (line: string, host = 'Host: x\r\n') =>
    readAnswer(await rawRequest(http.port, `${line} HTTP/1.1\r\n${host}Connection: close\r\n\r\n`));

  it('More than one Host is malformed, in any case of its name', async () => {
    for (const hosts of ['Host: x\r\nHost: y\r\n', 'Host: x\r\nhost: x\r\n']) {
      expect(await target('GET /api/items', hosts)).toMatchObject({
        status: 400,
        body: { code: 'MALFORMED_REQUEST' },
      });
    }
  });

  it('An unsupported expectation is 417, as a problem document with the headers of any answer', async () => {
    const answer = await target('GET /api/items', 'Host: x\r\nExpect: 999\r\n');
    expect(answer).toMatchObject({ status: 417, body: { code: 'EXPECTATION_FAILED' } });
    expect(answer.headers).toContain('x-content-type-options: nosniff');
    const kept = await http.get('/api/items', { headers: { expect: '100-continue' } });
    expect(kept.status).toBe(200);
  });

  it('A trailing slash changes nothing', async () => {
    expect(await http.get('/api/items/')).toMatchObject({ status: 200 });
    expect(await http.post('/api/items/', {})).toMatchObject({ status: 201 });
    expect(await http.get(`/api/items/${ID}/`)).toMatchObject({ status: 200, body: { id: ID } });
  });

  it('An unknown path is 404, with the headers of any answer', async () => {
    const answer = await http.get('/api/nothing');
    expect(answer).toMatchObject({ status: 404, body: { code: 'ROUTE_NOT_FOUND' } });
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
    expect(answer.headers['x-powered-by']).toBeUndefined();
  });

  it.each([
    '//api/items',
    '/api//items',
    '/API/items',
    '/api/items;a=b',
    '/api/%2e%2e/api/items',
    '/api%2fitems',
  ])('%s is another path, and never bypasses a guard', async (path) => {
    expect((await target(`GET ${path}`)).status).toBe(404);
  });

  it('A wrong method is 405 and names the allowed ones', async () => {
    const answer = await http.call('PUT', '/api/items');
    expect(answer).toMatchObject({ status: 405, body: { code: 'METHOD_NOT_ALLOWED' } });
    expect(answer.headers.allow).toBe('GET, HEAD, POST');
    const one = await http.call('POST', `/api/items/${ID}/`);
    expect(one.headers.allow).toBe('DELETE, GET, HEAD');
  });

  it.each(['TRACE', 'PROPFIND', 'OPTIONS', 'PATCH'])(
    '%s is answered as a wrong method',
    async (method) => {
      expect(await http.call(method, '/api/items')).toMatchObject({ status: 405 });
    },
  );

  it('A method in a header or in the query has no effect', async () => {
    const headers = { 'x-http-method-override': 'DELETE', 'x-method-override': 'DELETE' };
    const answer = await http.call('GET', `/api/items/${ID}?_method=DELETE`, { headers });
    expect(answer).toMatchObject({ status: 200 });
    expect(await http.call('POST', `/api/items/${ID}`, { headers })).toMatchObject({
      status: 405,
    });
  });

  it('HEAD is GET without the body', async () => {
    const answer = await http.call('HEAD', '/api/items');
    expect(answer).toMatchObject({ status: 200, text: '' });
    expect(Number(answer.headers['content-length'])).toBeGreaterThan(0);
  });

  it.each([
    '/api/items/%',
    '/api/items/%zz',
    '/api/items/%ff',
    '/api/items?q=%',
    '/api/items?q=%c3%28',
    '/api/items?q=%ed%a0%80',
    '/api/items/%00',
    '/api/items?q=a%00b',
    '/api/items?%00=a',
    '/api/items?q=é',
  ])('The address %s is malformed', async (path) => {
    const bytes = Buffer.from(path).toString('latin1');
    expect(await target(`GET ${bytes}`)).toMatchObject({ status: 400, body: { success: false } });
  });

  it('A repeated parameter is refused by name', async () => {
    const answer = await http.get('/api/items?q=a&q=b');
    expect(answer).toMatchObject({
      status: 400,
      body: { code: 'VALIDATION_FAILED', errors: [{ field: 'q', code: 'REPEATED' }] },
    });
  });

  it('Ten thousand parameters are refused quickly', async () => {
    const few = Array.from({ length: 60 }, (_, index) => `p${index}=1`).join('&');
    expect(await http.get(`/api/items?${few}`)).toMatchObject({ status: 400 });
    const many = Array.from({ length: 10_000 }, (_, index) => `p${index}=1`).join('&');
    const answer = await rawRequest(
      http.port,
      `GET /api/items?${many} HTTP/1.1\r\nHost: x\r\n\r\n`,
    );
    expect(readAnswer(answer)).toMatchObject({ status: 431, body: { code: 'HEADERS_TOO_LARGE' } });
  });

  it('An address beyond 8 KiB is 414', async () => {
    expect(await http.get(`/api/items?q=${'a'.repeat(9000)}`)).toMatchObject({
      status: 414,
      body: { code: 'URI_TOO_LONG' },
    });
  });

  it('A segment of a path that is longer than any id is 414 or 404, never a fault', async () => {
    const answer = await http.get(`/api/items/${'a'.repeat(3000)}`);
    expect([404, 414]).toContain(answer.status);
  });

  it.each([
    '1',
    '-1',
    '0',
    '99999999999999999999',
    'x',
    `${ID}x`,
    ID.slice(1),
    '..',
    "'%20OR%201=1--",
  ])('A malformed id (%s) is not found', async (id) => {
    const answer = await http.call('DELETE', `/api/items/${id}`);
    expect([404, 405]).toContain(answer.status);
  });

  it('An id may be in capitals', async () => {
    expect(await http.get(`/api/items/${ID.toUpperCase()}`)).toMatchObject({ body: { id: ID } });
  });

  it('The asterisk form and CONNECT reach no handler', async () => {
    expect((await target('OPTIONS *')).status).toBe(404);
    const connect = await rawRequest(http.port, 'CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(connect).not.toContain('200');
  });
});
