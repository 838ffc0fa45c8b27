import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { IsString } from 'class-validator';
import {
  IdParam,
  Idempotent,
  Public,
  RateClass,
  Refuses,
  RequireAppToken,
  RequirePermission,
} from '#libs/access';
import { OpenApiModule } from '../../apps/api/src/platform/http/index.js';
import { buildDocument, type ApiDocument } from '../../apps/openapi/src/index.js';
import { startHttp, type HttpFixture } from './support/http-fixture.js';
import { withFixture } from '../support/with-fixture.js';

class NewThing {
  /** @example 'a thing' */
  @IsString()
  name!: string;
}

@ApiTags('Things')
@Controller('api/things')
class ThingsController {
  @Get(':thing_id')
  @RequirePermission('role:read')
  @RateClass('read')
  @Refuses('ROLE_NOT_FOUND')
  get(@IdParam('thing_id') id: string) {
    return { success: true, id };
  }

  @Post()
  @Public()
  @RateClass('write')
  @Refuses('CONFLICT')
  @Idempotent()
  create(@Body() body: NewThing) {
    return { success: true, name: body.name };
  }

  @Get()
  @RequireAppToken('things')
  @RateClass('validate')
  @Refuses()
  list() {
    return { success: true };
  }
}

const start = (env: Record<string, string> = {}): Promise<HttpFixture> => {
  const module = { imports: [OpenApiModule], controllers: [ThingsController] };
  return startHttp({ module, env });
};

const CONTRACT = join(import.meta.dirname, '../../docs/openapi.json');
const PRODUCTION = { NODE_ENV: 'production', SECRET_KEY: 'f3Qz8-vKp0Lr2Xw9Ty6Ub1Ne5Ma4Hs7J' };

describe('the served documentation', () => {
  let http: HttpFixture;
  let document: ApiDocument;
  withFixture(async (opened) => {
    http = opened.add(await start());
    document = await buildDocument(http.nest, 'Things');
  });

  it('The documentation is served as it is checked in, with the title and the address of the server', async () => {
    const contract = JSON.parse(readFileSync(CONTRACT, 'utf8')) as ApiDocument;
    const named = await start({ APP_NAME: 'Acme', APP_BASE_URL: 'https://id.example.com/auth' });
    const { body } = await named.get<ApiDocument>('/docs/openapi.json');
    expect(body).toEqual({
      ...contract,
      info: { ...contract.info, title: 'Acme' },
      servers: [{ url: '/auth', description: 'This server' }],
    });
    expect((await http.get('/docs/openapi.json')).body).toEqual(contract);
    await named.close();
  });

  /** Each refusal is written once, and operations refer to it. */
  const refusalOf = (response: { $ref?: string } | object) => {
    const name = '$ref' in response ? response.$ref?.replace(/^.*\//, '') : undefined;
    return document.components?.responses?.[name ?? ''];
  };
  const codesOf = (operation: ApiDocument['paths'][string]['get']) =>
    Object.entries(operation?.responses ?? {}).flatMap(([status, response]) =>
      Object.keys(refusalOf(response)?.content?.['application/problem+json']?.examples ?? {}).map(
        (code) => `${status} ${code}`,
      ),
    );

  it('The documentation has every refusal of an operation: its own and those of the guards and filters before it', () => {
    expect(codesOf(document.paths['/api/things/{thing_id}']?.get)).toEqual([
      '400 MALFORMED_REQUEST',
      '400 VALIDATION_FAILED',
      '401 INSUFFICIENT_AUTHENTICATION',
      '401 INVALID_TOKEN',
      '401 SESSION_ENDED',
      '401 UNAUTHENTICATED',
      '403 PERMISSION_DENIED',
      '403 SECOND_FACTOR_ENROLMENT_REQUIRED',
      '403 WRONG_AUDIENCE',
      '404 NOT_FOUND',
      '404 ROLE_NOT_FOUND',
      '414 URI_TOO_LONG',
      '429 RATE_LIMITED',
      '500 INTERNAL_ERROR',
      '503 DATABASE_UNAVAILABLE',
      '503 SERVICE_UNAVAILABLE',
    ]);
    expect(codesOf(document.paths['/api/things']?.post)).toEqual(
      expect.arrayContaining([
        '400 VALIDATION_FAILED',
        '400 MALFORMED_BODY',
        '409 CONFLICT',
        '409 IDEMPOTENCY_KEY_REUSED',
        '409 IDEMPOTENCY_IN_PROGRESS',
        '413 BODY_TOO_LARGE',
        '415 UNSUPPORTED_MEDIA_TYPE',
      ]),
    );
  });

  it('The documentation shows each refusal as it is answered', async () => {
    const example =
      document.components?.examples?.['ROUTE_NOT_FOUND']?.value ??
      document.components?.examples?.['NOT_FOUND']?.value;
    const { body } = await http.get('/nothing');
    expect(Object.keys(example as object).sort()).toEqual(Object.keys(body).sort());
  });

  it('The documentation names how to authenticate, and which operations need no authentication', () => {
    expect(document.paths['/api/things/{thing_id}']?.get?.security).toEqual([
      { 'access-token': [] },
    ]);
    expect(document.paths['/api/things']?.get?.security).toEqual([{ 'app-token': [] }]);
    expect(document.paths['/api/things']?.post?.security).toEqual([]);
  });

  it('The documentation names operations so that generated clients can use the names', () => {
    expect(document.paths['/api/things']?.post?.operationId).toBe('things.create');
  });

  it('The documentation mentions Idempotency-Key where it is accepted', () => {
    const names = document.paths['/api/things']?.post?.parameters?.map(({ name }) => name);
    expect(names).toEqual(['Idempotency-Key']);
    expect(document.paths['/api/things']?.get?.parameters).toEqual([]);
  });

  it('The documentation page loads from this server alone and has no inline script', async () => {
    const { headers, text, status } = await http.get('/docs/');
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['content-security-policy']).toContain("script-src 'self'");
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(text).not.toMatch(/https?:|<script>|\son\w+=/);
    const loaded = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path!);
    expect(loaded).toHaveLength(4);
    for (const path of loaded) {
      const asset = await http.get(path);
      expect(asset.status).toBe(200);
      expect(asset.headers['content-type']).toMatch(/^(text\/css|text\/javascript|image\/png)/);
    }
  });

  it.each(['/docs/openapi.json', '/docs/assets/swagger-ui-bundle.js', '/docs/assets/start.js'])(
    'The documentation is sent compressed, and not again to a browser that has it: %s',
    async (path) => {
      const headers = { 'accept-encoding': 'gzip, br' };
      const first = await http.get(path, { headers });
      expect(first).toMatchObject({
        status: 200,
        headers: { 'content-encoding': 'br', vary: expect.stringContaining('Accept-Encoding') },
      });
      expect(first.headers['cache-control']).toMatch(/^(no-cache|public, max-age=\d+)$/);
      const known = { ...headers, 'if-none-match': first.headers.etag! };
      expect(await http.get(path, { headers: known })).toMatchObject({ status: 304, text: '' });
      expect(await http.get(path)).not.toMatchObject({ headers: { 'content-encoding': /./ } });
    },
  );

  it.each(['/docs/openapi.json', '/docs/assets/start.js', '/nothing'])(
    'The documentation is cached apart for each allowed origin: %s',
    async (path) => {
      const open = await start({ CORS_ORIGINS: 'https://app.example.com,https://b.example.com' });
      const headers = { origin: 'https://app.example.com', accept: 'text/html' };
      const answer = await open.get(path, { headers });
      expect(answer.headers).toMatchObject({
        'access-control-allow-origin': 'https://app.example.com',
        vary: expect.stringMatching(/\bOrigin\b/),
      });
      expect(answer.headers.vary).toMatch(/\bAccept/);
      await open.close();
    },
  );

  it.each(['package.json', '..%2fpackage.json', 'index.html', '__proto__', 'constructor'])(
    'The documentation serves no other file of the package: %s',
    async (name) => {
      expect(await http.get(`/docs/assets/${name}`)).toMatchObject({ status: 404 });
    },
  );

  it.each(['/docs', '/docs/openapi.json', '/docs/assets/start.js'])(
    'The documentation is not served in production unless it is enabled: %s',
    async (path) => {
      const closed = await start(PRODUCTION);
      expect(await closed.get(path)).toMatchObject({
        status: 404,
        body: { code: 'ROUTE_NOT_FOUND' },
      });
      await closed.close();
      const opened = await start({ ...PRODUCTION, DOCS_ENABLED: 'true' });
      expect(await opened.get(path)).toMatchObject({ status: 200 });
      await opened.close();
      const shut = await start({ DOCS_ENABLED: 'false' });
      expect(await shut.get(path)).toMatchObject({ status: 404 });
      await shut.close();
    },
  );
});
