import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { load } from 'js-yaml';
import { createTestDatabase, eventually, startServerProcess } from '#libs/testing';
import { createServerLog, NestLogger, RequestLog } from '#api/platform/logging';
import { Accounts, signIn } from '../support/accounts.js';

const FOLDER = join(import.meta.dirname, '../../deploy/observability/elk');

const hostOf = (event: Record<string, unknown>) =>
  (event['host.name'] ?? (event['host'] as { name?: string } | undefined)?.name) as
    | string
    | undefined;

interface Mapping {
  readonly type?: string;
  readonly enabled?: boolean;
  readonly properties?: Readonly<Record<string, Mapping>>;
}

const template = JSON.parse(readFileSync(join(FOLDER, 'index-template.json'), 'utf8')) as {
  index_patterns: string[];
  template: { mappings: Mapping };
};

/** Dotted names and nested objects are the same to Elasticsearch. */
function namesOf(value: object, prefix = ''): string[] {
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]) => {
    const path = prefix + name;
    const isLeaf = typeof inner !== 'object' || inner === null || typeOf(path) === 'object';
    return isLeaf ? [path] : namesOf(inner, `${path}.`);
  });
}

/** How the template maps a field; `null` when it does not. */
function typeOf(path: string): string | null {
  let mapping: Mapping | undefined = template.template.mappings;
  for (const part of path.split('.')) mapping = mapping?.properties?.[part];
  return mapping?.type ?? null;
}

const mapped = (mapping: Mapping, prefix = ''): string[] =>
  Object.entries(mapping.properties ?? {}).flatMap(([name, inner]) =>
    inner.properties ? mapped(inner, `${prefix}${name}.`) : [prefix + name],
  );

/** The events of a running server: start, users, callers, refusals and a fault. */
async function serverEvents(): Promise<Record<string, unknown>[]> {
  const database = await createTestDatabase();
  const accounts = new Accounts(database.url);
  const server = await startServerProcess({
    databaseUrl: database.url,
    env: { LOG_FORMAT: 'ecs', LOG_LEVEL: 'info', RATE_LIMIT_ENABLED: 'false' },
  });
  try {
    const admin = await accounts.create();
    await accounts.grant(admin, 'admin');
    const { access_token: token } = await signIn(server, admin);
    await server.get('/nowhere');
    await server.get('/api/roles/services', { token, headers: { 'user-agent': 'a-browser/1' } });
    await accounts.rows('ALTER TABLE users RENAME COLUMN email_canonical TO lost');
    await signIn(server, admin).catch(() => undefined);
    await eventually(() => /status_code":50\d/.test(server.output), 10_000);
  } finally {
    await server.stop();
    await accounts.close();
    await database.drop();
  }
  return eventsOf(server.output.replace(/^(?!\{).*$\n?/gm, ''));
}

/** The log events of a failed request with all possible fields. */
async function writtenEvents(): Promise<Record<string, unknown>[]> {
  let text = '';
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      text += chunk.toString();
      done();
    },
  });
  const log = createServerLog({ level: 'debug', format: 'ecs' }, stream);
  const error = Object.assign(new Error('broken', { cause: new Error('within') }), { code: 'X' });
  new RequestLog(log).write('error', {
    ...{ requestId: 'r', method: 'GET', route: '/api/x', status: 500, durationMs: 1.5 },
    ...{ ip: '127.0.0.1', userAgent: 'a', userId: 'u', serviceId: 's', code: 'C', error },
  });
  new NestLogger(log.logger).log('started', 'Mail');
  for (let turn = 0; turn < 100 && text.split('\n').length < 3; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  return eventsOf(text);
}

const eventsOf = (text: string): Record<string, unknown>[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

interface FilebeatInput {
  readonly id: string;
  readonly type: string;
  readonly parsers: readonly Record<string, Record<string, unknown>>[];
}

const filebeat = load(readFileSync(join(FOLDER, 'filebeat.yml'), 'utf8')) as {
  'filebeat.inputs': FilebeatInput[];
  'output.elasticsearch': { index: string };
};

describe('The index template', () => {
  it('The index template maps every field that is written, and no other', async () => {
    const [real, made] = [await serverEvents(), await writtenEvents()];
    expect(real.length).toBeGreaterThan(4);
    const written = [...new Set([...real, ...made].flatMap((event) => namesOf(event)))].sort();
    expect(written.filter((name) => typeOf(name) === null)).toEqual([]);
    expect(mapped(template.template.mappings).filter((name) => !written.includes(name))).toEqual(
      [],
    );
    const nodes = real.map(
      (event) => `${String(event['service.node.name'])} ${hostOf(event) ?? ''}`,
    );
    expect(new Set(nodes)).toEqual(new Set([`${hostname()} ${hostname()}`]));
  }, 120_000);

  it('The index template is for the index that Filebeat writes to', () => {
    const [pattern = ''] = template.index_patterns;
    const { index } = filebeat['output.elasticsearch'];
    expect(index.startsWith(pattern.replace('*', ''))).toBe(true);
  });

  it('Filebeat reads plain files and container files by inputs of their own: each parser skips the lines of the other', () => {
    const parsers = filebeat['filebeat.inputs'].map((input) => input.parsers.flatMap(Object.keys));
    expect(parsers).toEqual([['ndjson'], ['container', 'ndjson']]);
    const [files, containers] = filebeat['filebeat.inputs'];
    expect(files?.id).not.toBe(containers?.id);
    expect(files?.parsers[0]?.['ndjson']).toMatchObject({ target: '', overwrite_keys: true });
  });
});
