import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkExamples } from '../support/schema-check.js';

interface Operation {
  operationId?: string;
  summary?: string;
  tags?: string[];
  security?: object[];
  parameters?: { name: string; in: string; schema?: object }[];
  requestBody?: { content: Record<string, Media> };
  responses: Record<string, { description?: string; content?: Record<string, Media> }>;
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
  paths: Record<string, Record<string, Operation>>;
  components: Record<string, Record<string, object>>;
}

const BUILT = join(import.meta.dirname, '../../dist/apps/api/src/describe-api.js');

/** From the built code, as it is served. */
function describeBuilt(): Document {
  if (!existsSync(BUILT)) throw new Error('The server is not built: npm run build');
  const program = `
    const { describeApi } = await import(${JSON.stringify(pathToFileURL(BUILT).href)});
    process.stdout.write(JSON.stringify(await describeApi()), () => process.exit(0));`;
  const options = { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 } as const;
  return JSON.parse(
    execFileSync(process.execPath, ['--input-type=module', '-e', program], options),
  ) as Document;
}

/** The rules that linters of OpenAPI documents (Redocly, Spectral) recommend. */
describe('the OpenAPI document', () => {
  let document: Document;
  let operations: { at: string; path: string; operation: Operation }[];

  beforeAll(() => {
    document = describeBuilt();
    operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        at: `${method.toUpperCase()} ${path}`,
        path,
        operation,
      })),
    );
  }, 60_000);

  const offenders = (isGood: (operation: Operation, path: string) => boolean) =>
    operations.filter(({ operation, path }) => !isGood(operation, path)).map(({ at }) => at);
  const mediaOf = (holder?: { content?: Record<string, Media> }) =>
    Object.entries(holder?.content ?? {});

  it('is OpenAPI 3.1 and says what it is about', () => {
    expect(document).toMatchObject({ openapi: '3.1.0', info: { license: expect.anything() } });
    expect(document.servers).toHaveLength(1);
    expect(operations.length).toBeGreaterThan(20);
  });

  it('has no example that its own schema would refuse', () => {
    const { count, faults } = checkExamples(document);
    expect(faults).toEqual([]);
    expect(count).toBeGreaterThan(1000);
  });

  it('says of each page that it refuses with a page, or with a problem document what is no request to it', () => {
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

  it('has a body for the redirect of a verification link, and the extension members of problems', () => {
    const seeOther = document.paths['/api/auth/verify-email/{token}']?.['get']?.responses['303'];
    expect(Object.keys(seeOther?.content ?? {})).toEqual(['application/json']);
    const problem = document.components['schemas']?.['Problem'];
    expect(problem).toMatchObject({
      additionalProperties: true,
      properties: { required_permission: {}, needs_verification: {}, captcha: {} },
    });
  });

  it('has one class for each name of a schema: of two, one would be shown for both', () => {
    const root = join(import.meta.dirname, '../..');
    const files = ['apps/api/src', 'libs'].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.dto.ts'))
        .map((name) => join(root, folder, name)),
    );
    const names = files.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/^export class (\w+)/gm)].map((match) => match[1]),
    );
    expect(names.length).toBeGreaterThan(100);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it('names every operation, once', () => {
    const names = operations.map(({ operation }) => operation.operationId ?? '');
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    expect(offenders(({ operationId }) => /^[a-z][A-Za-z0-9]*$/.test(operationId ?? ''))).toEqual(
      [],
    );
  });

  it('says of every operation what it does, and where it belongs', () => {
    expect(offenders(({ summary }) => (summary ?? '').length > 5)).toEqual([]);
    expect(offenders(({ tags }) => tags?.length === 1)).toEqual([]);
  });

  it('says of every operation who may call it', () => {
    expect(offenders(({ security }) => security !== undefined)).toEqual([]);
  });

  it('describes every parameter of every path, and no other', () => {
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

  it('asks nobody for a header that media types and security already say (OpenAPI 3.1, Parameter Object)', () => {
    const isSaid = /^(?:accept|content-type|authorization)$/i;
    expect(
      offenders(({ parameters = [] }) => !parameters.some(({ name }) => isSaid.test(name))),
    ).toEqual([]);
  });

  it('has a success and a refusal of every operation, each described', () => {
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

  it('shows an example of every JSON body, asked and answered', () => {
    const isShown = (operation: Operation) =>
      [operation.requestBody, ...Object.values(operation.responses)]
        .flatMap(mediaOf)
        .filter(([type]) => type.includes('json'))
        .every(([, { example, examples }]) => example !== undefined || examples !== undefined);
    expect(offenders(isShown)).toEqual([]);
  });

  it('says of every JSON answer which form it has', () => {
    const isFormed = ({ responses }: Operation) =>
      Object.values(responses)
        .flatMap(mediaOf)
        .every(([, { schema }]) => schema !== undefined);
    expect(offenders(isFormed)).toEqual([]);
  });

  it('refers to nothing that is not there', () => {
    const references = [
      ...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/(\w+)\/([^"]+)"/g),
    ];
    expect(references.length).toBeGreaterThan(100);
    const missing = references.filter(([, kind, name]) => !document.components[kind!]?.[name!]);
    expect(missing.map(([text]) => text)).toEqual([]);
  });
});
