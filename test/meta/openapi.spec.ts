import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkExamples } from '../support/schema-check.js';

interface Field {
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  example?: unknown;
  examples?: unknown;
  $ref?: string;
  properties?: Record<string, Field>;
}

interface Parameter {
  name: string;
  in: string;
  description?: string;
  required?: boolean;
  example?: unknown;
  examples?: unknown;
  schema?: Field & { default?: unknown };
}

interface Operation {
  operationId?: string;
  summary?: string;
  tags?: string[];
  security?: object[];
  parameters?: Parameter[];
  requestBody?: { content: Record<string, Media> };
  description?: string;
  responses: Record<string, Response>;
}

interface Response {
  $ref?: string;
  description?: string;
  headers?: Record<string, object>;
  content?: Record<string, Media>;
}

interface Media {
  schema?: { $ref?: string };
  example?: unknown;
  examples?: Record<string, { $ref?: string }>;
}

interface Document {
  openapi: string;
  info: { title: string; license?: object };
  servers: object[];
  tags: { name: string; description: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: Record<string, Record<string, object>>;
}

const ROOT = join(import.meta.dirname, '../..');
const CONTRACT = join(ROOT, 'docs/openapi.json');

/** The document that `npm run generate` would write from the built code and the sources. */
function rendered(): string {
  const generator = pathToFileURL(join(ROOT, 'scripts/generate/openapi.mjs')).href;
  const program = `
    const { renderOpenApi } = await import(${JSON.stringify(generator)});
    process.stdout.write(await renderOpenApi(${JSON.stringify(ROOT)}), () => process.exit(0));`;
  const options = { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 } as const;
  return execFileSync(process.execPath, ['--input-type=module', '-e', program], options);
}

/** Each refusal is written once in the document; here each operation gets its own copy. */
function withoutReferences(document: Document): Document {
  const shared = document.components['responses'] as Record<string, Response>;
  for (const { responses } of Object.values(document.paths).flatMap(Object.values) as Operation[]) {
    for (const [status, { $ref }] of Object.entries(responses)) {
      if ($ref !== undefined) responses[status] = shared[$ref.replace(/^.*\//, '')]!;
    }
  }
  return document;
}

/** The verbs of operation ids. */
const VERBS = new Set(
  [
    'accept add appoint decline invite leave move take transfer',
    'assign begin change check confirm count create declare deny end erase explain export finish forget get grant',
    'introspect issue link list login logout make merge read refresh register remove request resend reset revoke rotate',
    'send set show stream trade unassign unlink update validate verify withdraw',
    'add appoint leave move transfer',
  ].flatMap((line) => line.split(' ')),
);

/** Fields whose ids are not ours. */
const OF_OTHER_SYSTEMS =
  /request_id$|AuditTargetDto|AuditActorDto|RelyingPartyDto|Passkey(?:Descriptor|Assertion|Attestation|User)Dto/;

/** The rules that linters of OpenAPI documents (Redocly, Spectral) recommend. */
describe('the OpenAPI document', () => {
  let document: Document;
  let operations: { at: string; path: string; operation: Operation }[];

  beforeAll(() => {
    document = withoutReferences(JSON.parse(readFileSync(CONTRACT, 'utf8')) as Document);
    operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        at: `${method.toUpperCase()} ${path}`,
        path,
        operation,
      })),
    );
  });

  const offenders = (isGood: (operation: Operation, path: string) => boolean) =>
    operations.filter(({ operation, path }) => !isGood(operation, path)).map(({ at }) => at);
  const mediaOf = (holder?: { content?: Record<string, Media> }) =>
    Object.entries(holder?.content ?? {});

  it('The OpenAPI document is checked in as the handlers of the built server declare it, byte for byte', () => {
    expect(rendered()).toBe(readFileSync(CONTRACT, 'utf8'));
  }, 120_000);

  it('The OpenAPI document is OpenAPI 3.1 and has a description', () => {
    expect(document).toMatchObject({ openapi: '3.1.0', info: { license: expect.anything() } });
    expect(document.servers).toHaveLength(1);
    expect(operations.length).toBeGreaterThan(20);
  });

  it('The OpenAPI document has no example that its own schema would refuse', () => {
    const { count, faults } = checkExamples(document);
    expect(faults).toEqual([]);
    expect(count).toBeGreaterThan(1000);
  });

  it('The OpenAPI document declares for each page that it refuses with a page, or with a problem document for a malformed request', () => {
    const pages = ['forgot-password', 'resend-verification', 'reset-password', 'verify-email'];
    for (const at of pages.map((page) => `POST /${page}`)) {
      const responses = operations.find((it) => it.at === at)?.operation.responses ?? {};
      const refusals = Object.entries(responses).filter(([status]) => Number(status) >= 400);
      expect(refusals.map(([status]) => status)).toEqual(expect.arrayContaining(['400', '403']));
      for (const [, { content = {} }] of refusals) {
        expect(Object.keys(content)).toEqual(['application/problem+json', 'text/html']);
      }
    }
  });

  it('The OpenAPI document has a body for the redirect of a verification link, and the extension members of problems', () => {
    const seeOther = document.paths['/api/auth/verify-email/{token}']?.['get']?.responses['303'];
    expect(Object.keys(seeOther?.content ?? {})).toEqual(['application/json']);
    const problem = document.components['schemas']?.['Problem'];
    expect(problem).not.toHaveProperty('additionalProperties');
    expect(problem).toMatchObject({
      properties: { required_permission: {}, needs_verification: {}, captcha: {} },
    });
  });

  it('The OpenAPI document has one class for each name of a schema', () => {
    const files = ['apps/api/src', 'libs'].flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.dto.ts'))
        .map((name) => join(ROOT, folder, name)),
    );
    const names = files.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/^export class (\w+)/gm)].map((match) => match[1]),
    );
    expect(names.length).toBeGreaterThan(100);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it('The OpenAPI document names every operation, once', () => {
    const names = operations.map(({ operation }) => operation.operationId ?? '');
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    const isNamed = ({ operationId = '' }: Operation) => {
      const [, noun, verb = ''] = /^([a-z][A-Za-z]*)\.([a-z][A-Za-z]*)$/.exec(operationId) ?? [];
      return noun !== verb && VERBS.has(verb.replace(/[A-Z].*/, ''));
    };
    expect(offenders(isNamed)).toEqual([]);
    expect(names).toEqual(expect.arrayContaining(['auth.register', 'roles.assign']));
  });

  it('The OpenAPI document describes every operation, and has a tag for each', () => {
    expect(offenders(({ summary }) => (summary ?? '').length > 5)).toEqual([]);
    expect(offenders(({ summary }) => !/[`*\n]/.test(summary ?? ''))).toEqual([]);
    expect(offenders(({ description }) => (description ?? '').length > 20)).toEqual([]);
    expect(offenders(({ tags }) => tags?.length === 1)).toEqual([]);
    const summaries = operations.map(({ operation }) => operation.summary);
    expect(summaries.filter((one, index) => summaries.indexOf(one) !== index)).toEqual([]);
  });

  it('The OpenAPI document describes every tag, those of a first visit first', () => {
    const used = new Set(operations.flatMap(({ operation }) => operation.tags ?? []));
    expect(document.tags.map(({ name }) => name).slice(0, 2)).toEqual(['Registration', 'Sign-in']);
    expect(document.tags.map(({ name }) => name).sort()).toEqual([...used].sort());
    expect(
      document.tags.filter(({ description, name }) => description.length <= name.length + 1),
    ).toEqual([]);
  });

  it('The OpenAPI document gives no parameter a value that Swagger UI would send unasked', () => {
    const isEmpty = ({ example, examples, schema }: Parameter) =>
      [example, examples, schema?.example, schema?.default].every((one) => one === undefined);
    expect(offenders(({ parameters = [] }) => parameters.every(isEmpty))).toEqual([]);
  });

  it('The OpenAPI document shows request bodies with their required fields, and without an optional service or cursor', () => {
    const post = (path: string) => operations.find(({ at }) => at === `POST ${path}`)!.operation;
    const shown = ({ requestBody }: Operation) => mediaOf(requestBody)[0]?.[1].example;
    const password = 'velvet tram at midnight';
    expect(shown(post('/api/auth/login'))).toEqual({ email: 'anna@example.org', password });
    const refresh = post('/api/auth/refresh');
    expect(shown(refresh)).toEqual({});
    expect(refresh.security).toEqual([{ 'refresh-token': [] }, {}]);
  });

  it('The OpenAPI document has no two templates that match the same path', () => {
    const forms = Object.keys(document.paths).map((path) => path.replace(/\{\w+\}/g, '{}'));
    expect(forms.filter((form, index) => forms.indexOf(form) !== index)).toEqual([]);
  });

  it('The OpenAPI document declares 401 with how to authenticate, 429 with when to retry, and the headers of limits', () => {
    const headersOf = ({ responses }: Operation, status: string) =>
      Object.keys(responses[status]?.headers ?? {});
    const takesToken = ({ security = [] }: Operation) => security.length > 0;
    expect(
      offenders((one) => !takesToken(one) || headersOf(one, '401').includes('WWW-Authenticate')),
    ).toEqual([]);
    const limited = operations.filter(({ operation }) => '429' in operation.responses);
    expect(limited.length).toBeGreaterThan(80);
    for (const { operation } of limited) {
      const statuses = Object.keys(operation.responses).filter((status) => /^[234]/.test(status));
      for (const status of statuses) {
        expect(headersOf(operation, status)).toEqual(
          expect.arrayContaining(['RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset']),
        );
      }
      expect(headersOf(operation, '429')).toContain('Retry-After');
    }
  });

  it('The OpenAPI document has the codes of all refusals, and of each operation its own', () => {
    const { Code } = document.components['schemas'] as { Code: Field };
    expect(Code.enum).toEqual(expect.arrayContaining(['EMAIL_NOT_VERIFIED', 'RATE_LIMITED']));
    const refusal = document.paths['/api/auth/login']?.['post']?.responses['401'];
    expect(JSON.stringify(refusal)).toContain('"enum":["INVALID_CREDENTIALS"]');
  });

  it('The OpenAPI document has the format date-time for times, uuid for ids, and the type integer for counts', () => {
    const fields = Object.entries(document.components['schemas'] as Record<string, Field>).flatMap(
      ([schema, { properties = {} }]) =>
        Object.entries(properties).map(([name, field]) => ({
          at: `${schema}.${name}`,
          name,
          field,
        })),
    );
    const isText = ({ type }: Field) => [type].flat().includes('string');
    const without = (ending: RegExp, format: string, except: RegExp) =>
      fields
        .filter(({ name, field }) => ending.test(name) && isText(field) && field.format !== format)
        .map(({ at }) => at)
        .filter((at) => !except.test(at));
    expect(without(/_at$/, 'date-time', /^$/)).toEqual([]);
    // Ids of other systems: of a request, of the target of an event, of WebAuthn.
    expect(without(/^(?:\w+_)?id$/, 'uuid', OF_OTHER_SYSTEMS)).toEqual([]);
    expect(fields.filter(({ field }) => field.type === 'number').map(({ at }) => at)).toEqual([]);
    expect(
      fields.filter(({ field }) => field.$ref === undefined && Object.keys(field).length === 0),
    ).toEqual([]);
  });

  it('The OpenAPI document has the format JWT for access tokens alone', () => {
    const schemes = document.components['securitySchemes'] as Record<
      string,
      { bearerFormat: string }
    >;
    const formats = Object.entries(schemes).map(([name, { bearerFormat }]) => [name, bearerFormat]);
    expect(Object.fromEntries(formats)).toEqual({
      'access-token': 'JWT',
      'app-token': 'opaque',
      'refresh-token': 'opaque',
    });
  });

  it('The OpenAPI document declares for every operation its callers', () => {
    expect(offenders(({ security }) => security !== undefined)).toEqual([]);
  });

  it('The OpenAPI document describes every parameter of every path, and no other', () => {
    const isDescribed = ({ parameters = [] }: Operation, path: string) => {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
      const described = parameters.filter((one) => one.in === 'path').map(({ name }) => name);
      return JSON.stringify(inPath) === JSON.stringify(described.sort());
    };
    expect(offenders(isDescribed)).toEqual([]);
    expect(
      offenders(({ parameters = [] }) => parameters.every(({ schema }) => schema !== undefined)),
    ).toEqual([]);
  });

  it('The OpenAPI document declares no header parameter that media types and security already declare (OpenAPI 3.1, Parameter Object)', () => {
    const isSaid = /^(?:accept|content-type|authorization)$/i;
    expect(
      offenders(({ parameters = [] }) => !parameters.some(({ name }) => isSaid.test(name))),
    ).toEqual([]);
  });

  it('The OpenAPI document has each header of an operation once, whatever its case, and describes it', () => {
    const headersOf = ({ parameters = [] }: Operation) =>
      parameters.filter((one) => one.in === 'header');
    const isGood = (operation: Operation) => {
      const names = headersOf(operation).map(({ name }) => name.toLowerCase());
      return new Set(names).size === names.length;
    };
    expect(offenders(isGood)).toEqual([]);
    const described = (operation: Operation) =>
      headersOf(operation).every(({ description = '' }) => description !== '');
    expect(offenders(described)).toEqual([]);
  });

  it('The OpenAPI document has a success and a refusal of every operation, each described', () => {
    const statuses = ({ responses }: Operation) => Object.keys(responses);
    expect(
      offenders((operation) => statuses(operation).some((status) => /^[23]/.test(status))),
    ).toEqual([]);
    expect(
      offenders((operation) => statuses(operation).some((status) => /^4/.test(status))),
    ).toEqual([]);
    expect(
      offenders(({ responses }) =>
        Object.values(responses).every(({ description }) => description),
      ),
    ).toEqual([]);
  });

  it('The OpenAPI document has an example of every JSON body, requested and answered', () => {
    const isShown = (operation: Operation) =>
      [operation.requestBody, ...Object.values(operation.responses)]
        .flatMap(mediaOf)
        .filter(([type]) => type.includes('json'))
        .every(([, { example, examples }]) => example !== undefined || examples !== undefined);
    expect(offenders(isShown)).toEqual([]);
  });

  it('The OpenAPI document has a schema for every JSON answer', () => {
    const isFormed = ({ responses }: Operation) =>
      Object.values(responses)
        .flatMap(mediaOf)
        .every(([, { schema }]) => schema !== undefined);
    expect(offenders(isFormed)).toEqual([]);
  });

  it('The OpenAPI document has no dangling reference', () => {
    const references = [
      ...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/(\w+)\/([^"]+)"/g),
    ];
    expect(references.length).toBeGreaterThan(100);
    const missing = references.filter(([, kind, name]) => !document.components[kind!]?.[name!]);
    expect(missing.map(([text]) => text)).toEqual([]);
  });
});
