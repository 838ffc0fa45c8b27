import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { IsInt, IsOptional, IsString, MaxLength, ValidateNested } from 'class-validator';
import { Type } from 'class-transformer';
import { AcceptsForm, Public, RateClass, Refuses } from '#libs/access';
import { startHttp, type HttpFixture } from './support/http-fixture.js';
import { rawRequest, readAnswer } from './support/raw-http.js';
import { withFixture } from '../support/with-fixture.js';

class Inner {
  @IsString()
  city!: string;
}

class Thing {
  @IsString()
  @MaxLength(20)
  name!: string;

  @IsOptional()
  @IsInt()
  count?: number;

  @IsOptional()
  @ValidateNested()
  @Type(() => Inner)
  address?: Inner;
}

@Controller('things')
class ThingsController {
  @Post()
  @HttpCode(200)
  @Public()
  @RateClass('write')
  @Refuses()
  make(@Body() body: Thing) {
    return { success: true, body, prototype: Object.getPrototypeOf({}) === Object.prototype };
  }

  @Post('bare')
  @HttpCode(200)
  @Public()
  @RateClass('write')
  @Refuses()
  bare() {
    return { success: true };
  }

  @Post('form')
  @HttpCode(200)
  @Public()
  @RateClass('write')
  @Refuses()
  @AcceptsForm()
  form(@Body() body: Thing) {
    return { success: true, body };
  }
}

describe('the bodies of requests', () => {
  let http: HttpFixture;
  const JSON_TYPE = { 'content-type': 'application/json' };
  const FORM_TYPE = { 'content-type': 'application/x-www-form-urlencoded' };

  withFixture(async (opened) => {
    http = opened.add(await startHttp({ module: { controllers: [ThingsController] } }));
  });

  const send = (
    rawBody: string | Buffer,
    headers: Record<string, string> = JSON_TYPE,
    path = '/things',
  ) => http.call('POST', path, { rawBody, headers });

  async function expectRefusal(
    answer: Awaited<ReturnType<typeof send>>,
    status: number,
    code: string,
  ) {
    expect(answer).toMatchObject({ status, body: { code, success: false, status } });
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.text).not.toMatch(/\bat .*\.[jt]s|node_modules|fastify|nestjs/i);
  }

  it('Bodies become the fields of their class; unknown fields are dropped', async () => {
    const answer = await send('{"name":"a","count":2,"is_admin":true}');
    expect(answer.body).toMatchObject({ success: true, body: { name: 'a', count: 2 } });
    expect(answer.body['body']).not.toHaveProperty('is_admin');
  });

  it.each([
    ['no JSON', '{name:1}'],
    ['cut off', '{"name":"a"'],
    ['with something behind it', '{"name":"a"} x'],
    ['two documents', '{"name":"a"}{"name":"b"}'],
    ['a list', '["a"]'],
    ['a text', '"a"'],
    ['null', 'null'],
    ['with a byte order mark', '\uFEFF{"name":"a"}'],
    ['one key twice', '{"name":"a","name":"b"}'],
    ['one key in two spellings', '{"name":"a","n\\u0061me":"b"}'],
    ['__proto__', '{"name":"a","__proto__":{"x":1}}'],
    ['__proto__ in another spelling', '{"name":"a","__pro\\u0074o__":{"x":1}}'],
    ['nested too deeply', `{"name":${'['.repeat(30_000)}${']'.repeat(30_000)}}`],
    ['nested too deeply and not closed', `{"name":${'{"a":'.repeat(12_000)}`],
    [
      'too many keys',
      `{"name":"a",${Array.from({ length: 5000 }, (_, i) => `"k${i}":1`).join(',')}}`,
    ],
  ])('Bodies are refused when they are %s', async (_what, body) => {
    await expectRefusal(await send(body), 400, 'MALFORMED_BODY');
  });

  it('Bodies are refused when they are not UTF-8', async () => {
    await expectRefusal(
      await send(Buffer.from('7b226e616d65223a22ff227d', 'hex')),
      400,
      'MALFORMED_BODY',
    );
  });

  it.each([
    ['NUL', '{"name":"a\\u0000b"}', 'name'],
    ['a lone surrogate', '{"name":"\\ud800"}', 'name'],
    ['a lone surrogate in an unknown field', '{"name":"a","x":["\\udc00"]}', 'x.0'],
    ['NUL in a key', '{"name":"a","\\u0000":1}', ''],
  ])('Bodies are refused when a text has %s', async (_what, body, field) => {
    const answer = await send(body);
    await expectRefusal(answer, 400, 'VALIDATION_FAILED');
    expect(answer.body['errors']).toMatchObject([{ field, code: 'UNSAFE_TEXT' }]);
  });

  it('Bodies keep the whole of Unicode otherwise', async () => {
    const name = 'Zoë 🦊 \u{10FFFD}';
    const answer = await send(JSON.stringify({ name }));
    expect(answer.body).toMatchObject({ body: { name } });
  });

  it('The refusal of a body names every wrong field with a stable code, and no field is converted', async () => {
    const answer = await send('{"count":"5","address":{"city":7}}');
    await expectRefusal(answer, 400, 'VALIDATION_FAILED');
    expect(answer.body['errors']).toEqual([
      { field: 'name', code: 'REQUIRED', message: 'name is required' },
      { field: 'count', code: 'NOT_A_WHOLE_NUMBER', message: 'count must be an integer number' },
      { field: 'address.city', code: 'NOT_A_TEXT', message: 'city must be a string' },
    ]);
    expect(answer.body['message']).toMatch(/^Name is required; .*\.$/);
  });

  it.each([
    ['{"name":{"$ne":""}}', 'NOT_A_TEXT'],
    ['{"name":["a","b"]}', 'NOT_A_TEXT'],
    ['{"name":true}', 'NOT_A_TEXT'],
    ['{"name":null}', 'REQUIRED'],
    ['{"name":"a","count":1e400}', 'NOT_A_WHOLE_NUMBER'],
  ])('Bodies with a field of another type are refused: %s', async (body, code) => {
    const answer = await send(body);
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ code }] } });
  });

  it.each([
    'text/plain',
    'text/plain;charset=utf-8',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json; charset=iso-8859-1',
    'application/json; charset=utf-16',
    'application/jsonx',
    'application/xml',
    'nonsense',
  ])('Bodies are refused as %s', async (type) => {
    await expectRefusal(
      await send('{"name":"a"}', { 'content-type': type }),
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    );
  });

  it('Bodies are refused without a content type', async () => {
    await expectRefusal(await send('{"name":"a"}', {}), 415, 'UNSUPPORTED_MEDIA_TYPE');
  });

  it('Bodies are refused when compressed', async () => {
    const answer = await send('x', { ...JSON_TYPE, 'content-encoding': 'gzip' });
    await expectRefusal(answer, 415, 'UNSUPPORTED_MEDIA_TYPE');
  });

  it.each([
    'application/json; charset=UTF-8',
    'Application/JSON',
    'application/json;charset="utf-8"',
  ])('Bodies are read as %s', async (type) => {
    expect(await send('{"name":"a"}', { 'content-type': type })).toMatchObject({ status: 200 });
  });

  it('Bodies beyond 64 KiB are refused, by a declared length and by a counted one', async () => {
    const body = JSON.stringify({ name: 'x'.repeat(70_000) });
    await expectRefusal(await send(body), 413, 'BODY_TOO_LARGE');
    const head =
      'POST /things HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json';
    const size = body.length.toString(16);
    const bytes = `${head}\r\nTransfer-Encoding: chunked\r\n\r\n${size}\r\n${body}\r\n0\r\n\r\n`;
    expect(readAnswer(await rawRequest(http.port, bytes))).toMatchObject({
      status: 413,
      body: { code: 'BODY_TOO_LARGE' },
    });
  });

  it('Bodies of 10 MB are refused before they are sent', async () => {
    const head = 'POST /things HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
    const text = await rawRequest(http.port, `${head}Content-Length: 10485760\r\n\r\n`);
    expect(readAnswer(text)).toMatchObject({ status: 413, body: { code: 'BODY_TOO_LARGE' } });
    expect(text.toLowerCase()).toContain('connection: close');
  });

  it('Bodies may be absent where nothing is required', async () => {
    expect(await http.call('POST', '/things/bare')).toMatchObject({ status: 200 });
    expect(await send('', JSON_TYPE, '/things/bare')).toMatchObject({ status: 200 });
  });

  it('Bodies that are missing are told from fields that are missing', async () => {
    const answer = await http.call('POST', '/things');
    expect(answer).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'name', code: 'REQUIRED' }] },
    });
  });

  describe('as forms', () => {
    it('Forms are read where a handler accepts them', async () => {
      const answer = await send('name=a+b%C3%A9', FORM_TYPE, '/things/form');
      expect(answer).toMatchObject({ status: 200, body: { body: { name: 'a bé' } } });
      expect(await send('{"name":"a"}', JSON_TYPE, '/things/form')).toMatchObject({ status: 200 });
    });

    it.each(['name=a&name=b', 'name=%zz', 'name=%ff', '__proto__=1', 'name=a%00', 'name=\u00e9'])(
      'Forms are refused when they are ambiguous: %s',
      async (body) => {
        await expectRefusal(await send(body, FORM_TYPE, '/things/form'), 400, 'MALFORMED_BODY');
      },
    );
  });

  it.each([
    '{"name":"a","constructor":1}',
    '{"name":"a","prototype":1}',
    '{"name":"a","constructor":{"prototype":{"x":1}}}',
    '{"name":"a","\\u0063onstructor":{"prototype":{"x":1}}}',
    '{"name":"a","address":{"city":"b","constructor":1,"prototype":[]}}',
  ])('Forms may have the names of members of every object, which are ignored: %s', async (body) => {
    const answer = await send(body);
    expect(answer).toMatchObject({ status: 200, body: { body: { name: 'a' }, prototype: true } });
    expect(answer.text).not.toMatch(/constructor|"prototype":[^t]/);
  });

  it('Forms leave the prototype of objects unchanged', async () => {
    expect(await send('{"name":"a"}')).toMatchObject({ body: { prototype: true } });
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });
});
