import { readdirSync } from 'node:fs';
import {
  createTestDatabase,
  eventually,
  startServerProcess,
  type ServerProcess,
  type TestDatabase,
} from '#libs/testing';
import { UNLIMITED } from '../support/accounts.js';
import { RawClient } from '../support/raw-client.js';

interface Counted {
  readonly method: string;
  readonly status: number;
  readonly code?: string;
}

const HEAD = 'POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
const CHUNKED = `${HEAD}Transfer-Encoding: chunked\r\n\r\n`;
const UPLOAD = `${HEAD}Content-Length: 60000\r\n\r\n{`;
const CLIENTS = 20;
const DOCUMENT = 'GET /docs/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n';
/** More than the kernel buffers for a client that reads nothing. */
const MANY = 40;

describe('clients that keep their side of the connection open', () => {
  let database: TestDatabase;
  let server: ServerProcess;
  const clients: RawClient[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    server = await startServerProcess({
      databaseUrl: database.url,
      env: { ...UNLIMITED, LOG_LEVEL: 'info', LOG_FORMAT: 'json' },
    });
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.leave();
    await server.kill();
  });

  const connect = async (text: string) => {
    const client = await RawClient.connect(Number(new URL(server.url).port), { staysOpen: true });
    clients.push(client);
    await client.send(text);
    return client;
  };
  const inFlight = async () => {
    const { text } = await server.get('/metrics');
    const [, count] = /^gatehouse_http_requests_in_flight (\d+)$/m.exec(text) ?? [];
    // The request that asks is in flight itself.
    return Number(count) - 1;
  };
  const events = (): Counted[] =>
    server.output
      .split('\n')
      .filter((line) => line.includes('"method":"') && line.includes('"request_id":"'))
      .map((line) => JSON.parse(line) as Counted);
  /** A client that has received the end of the stream learns nothing from the close. */
  const descriptors = () => readdirSync(`/proc/${server.pid}/fd`).length;

  it.each([
    ['a chunk without a size', `${CHUNKED}ZZ\r\n`, 400, 'MALFORMED_REQUEST'],
    ['what is not HTTP', '\x16\x03\x01\x02\x00\r\n\r\n', 400, 'MALFORMED_REQUEST'],
    ['larger headers', `${HEAD}X-A: ${'a'.repeat(20_000)}`, 431, 'HEADERS_TOO_LARGE'],
    ['the wish for a tunnel', 'CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n', 405, 'METHOD_NOT_ALLOWED'],
    [
      'what is not HTTP behind a request',
      'GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n\x00\r\n\r\n',
      400,
      'MALFORMED_REQUEST',
    ],
  ])(
    'half-open clients that send %s are answered, logged once and disconnected',
    async (_what, text, status, code) => {
      const before = descriptors();
      for (let count = 0; count < CLIENTS; count += 1) await connect(text);
      await eventually(() => clients.every(({ hasHeardEnd }) => hasHeardEnd));
      for (const { statuses } of clients) expect(statuses.at(-1)).toBe(status);
      await eventually(() => descriptors() < before + CLIENTS / 2);
      await eventually(async () => (await inFlight()) === 0);
      expect(await server.stop('SIGTERM')).toEqual({ code: 0, signal: null });
      expect(events()).toHaveLength(CLIENTS);
      for (const event of events()) expect(event).toMatchObject({ status, code });
    },
  );

  it('half-open clients that reset after CONNECT do no harm; their earlier requests are answered first', async () => {
    const tunnel = 'CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n';
    for (let count = 0; count < CLIENTS; count += 1) {
      const client = await connect(tunnel);
      client.leave('reset');
    }
    const client = await connect(`GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n${tunnel}`);
    await eventually(() => client.hasHeardEnd);
    expect(client.statuses).toEqual([200, 405]);
    expect(await server.stop('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(server.output).not.toContain('not caught');
  });

  it('half-open clients get the whole refusal while they continue to send', async () => {
    const client = await connect(`${CHUNKED}ZZ\r\n`);
    for (let count = 0; count < 50; count += 1) await client.send('x'.repeat(1000));
    await eventually(() => client.hasHeardEnd);
    expect(client.received).toMatch(/^HTTP\/1\.1 400 .*"code":"MALFORMED_REQUEST".*\}$/s);
    await eventually(() => events().length === 1);
  });

  it('half-open clients that never end an upload are refused when the server stops, in order', async () => {
    const client = await connect(UPLOAD);
    await eventually(async () => (await inFlight()) === 1);
    expect(await server.stop('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(client.statuses).toEqual([408]);
    expect(events()).toMatchObject([{ status: 408, code: 'REQUEST_TIMEOUT' }]);
  });

  const ask = async () => {
    const client = await connect('');
    client.stopReading();
    for (let count = 0; count < MANY; count += 1) void client.send(DOCUMENT);
    await eventually(async () => (await inFlight()) > 0);
  };

  it('half-open clients that do not read their answers do not delay the server, which stops in order', async () => {
    await ask();
    expect(await server.stop('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(events().at(-1)).toMatchObject({ status: 499 });
  });

  it('half-open clients that do not read their answers are disconnected', async () => {
    await ask();
    await eventually(async () => (await inFlight()) === 0, 70_000);
    expect(events().some(({ status }) => status === 499)).toBe(true);
  }, 90_000);
});
