import { join } from 'node:path';
import { Agent, request } from 'node:http';
import pg from 'pg';
import {
  createTestDatabase,
  eventually,
  startServerProcess,
  startTcpProxy,
  type ServerProcess,
  type TcpProxy,
  type TestDatabase,
} from '#libs/testing';
import { Accounts, UNLIMITED } from '../support/accounts.js';
import { RawClient } from '../support/raw-client.js';
import { serviceToken } from '../support/service-token.js';
import { SlowSmtp } from '../support/slow-smtp.js';
import { followFeed } from '../contract/guard-feed-client.js';

const LOGIN = { email: 'nobody@example.org', password: 'a long enough password' };

describe('the end of a server', () => {
  let database: TestDatabase;
  let server: ServerProcess;
  let locker: pg.Client;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    locker = new pg.Client(database.url);
    await locker.connect();
  });
  afterEach(async () => {
    await server.kill();
    await locker.end();
  });

  const start = async (env: Record<string, string> = {}) => {
    server = await startServerProcess({
      databaseUrl: database.url,
      env: { DATABASE_STATEMENT_TIMEOUT_MS: '60000', LOG_LEVEL: 'info', ...env },
    });
  };

  const isWaiting = async () =>
    (await locker.query('SELECT 1 FROM pg_locks WHERE NOT granted')).rows.length > 0;

  /** A sign-in that waits in PostgreSQL until the lock is gone. */
  const getStuck = async () => {
    await locker.query('BEGIN; LOCK TABLE users IN ACCESS EXCLUSIVE MODE');
    const answer = server.post('/api/auth/login', LOGIN).then(
      ({ status }) => ({ status }),
      (error: Error) => ({ error: error.message }),
    );
    await eventually(isWaiting);
    return { answer };
  };

  it('a server with nothing in flight stops at once, in order', async () => {
    await start();
    expect(await server.stop('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(server.output).toContain('Stopped');
  });

  it('a stopping server waits for requests in flight, and takes no new ones', async () => {
    await start();
    const { answer } = await getStuck();
    server.child.kill('SIGTERM');
    await eventually(async () => {
      const refused = await new Promise<boolean>((resolve) => {
        const probe = request(`${server.url}/health/live`, { agent: new Agent() }, () =>
          resolve(false),
        );
        probe.on('error', () => resolve(true)).end();
      });
      return refused;
    });
    await locker.query('ROLLBACK');
    expect(await answer).toMatchObject({ status: 401 });
    expect(await server.exited).toEqual({ code: 0, signal: null });
  });

  it('a stopping server is not ready while load balancers have time to notice, and still answers', async () => {
    await start({ SHUTDOWN_DELAY_SECONDS: '2' });
    server.child.kill('SIGTERM');
    await eventually(async () => (await server.get('/health/ready')).status === 503);
    expect(await server.get('/health/live')).toMatchObject({ status: 200 });
    expect(await server.exited).toEqual({ code: 0, signal: null });
  });

  it('a stopping server cuts a request that hangs at the deadline, and its exit code says so', async () => {
    await start({ SHUTDOWN_DEADLINE_SECONDS: '1' });
    const { answer } = await getStuck();
    expect(await server.stop('SIGTERM')).toEqual({ code: 124, signal: null });
    expect(await answer).toHaveProperty('error');
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('a stopping server ends at once at the second %s', async (signal, code) => {
    await start({ SHUTDOWN_DEADLINE_SECONDS: '600' });
    await getStuck();
    server.child.kill(signal);
    await eventually(() =>
      server.get('/health/live', { timeoutMs: 500 }).then(
        () => false,
        () => true,
      ),
    );
    expect(await server.stop(signal)).toEqual({ code, signal: null });
  });
});

describe('a server that is told to end while clients keep their connections', () => {
  let database: TestDatabase;
  let server: ServerProcess;
  let accounts: Accounts;
  let token: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    accounts = new Accounts(database.url);
  });
  afterAll(async () => {
    await accounts.close();
    await database.drop();
  });
  afterEach(() => server.kill());

  const start = async (env: Record<string, string> = {}) => {
    server = await startServerProcess({
      databaseUrl: database.url,
      env: { ...UNLIMITED, LOG_LEVEL: 'info', ...env },
    });
  };
  const connect = () => RawClient.connect(Number(new URL(server.url).port));
  const LIVE = 'GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n';
  const validate = () =>
    `GET /api/tokens/validate HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`;
  const body = JSON.stringify({ email: 'nobody@example.test', password: 'not the password' });
  const login = `POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  const isStopping = () => server.output.includes('Stopping');
  const isDeaf = () =>
    connect().then(
      (client) => (client.leave(), false),
      () => true,
    );

  it('a stopping server closes each kept connection with its next answer, whichever code path answers', async () => {
    await start({ SHUTDOWN_DELAY_SECONDS: '2' });
    token = await serviceToken(server, accounts, 'each-way');
    const twoHosts = LIVE.replace('Host: x', 'Host: x\r\nHost: y');
    const asked = [LIVE, validate(), login, LIVE.replace('live', 'ready'), twoHosts];
    const clients = await Promise.all(asked.map(() => connect()));
    for (const client of clients) await client.send(validate());
    await eventually(() => clients.every(({ statuses }) => statuses.length === 1));
    expect(clients.filter(({ received }) => /connection: close/i.test(received))).toEqual([]);
    server.child.kill('SIGTERM');
    await eventually(isStopping);
    for (const [index, client] of clients.entries()) await client.send(asked[index]!);
    await eventually(() => clients.every(({ isClosed }) => isClosed));
    expect(clients.map(({ statuses }) => statuses[1])).toEqual([200, 200, 401, 503, 400]);
    for (const { received } of clients) expect(received).toMatch(/connection: close/i);
    // The server takes new connections meanwhile.
    const late = await connect();
    await late.send(login);
    await eventually(() => late.isClosed);
    expect(late.statuses).toEqual([401]);
    expect(await server.exited).toEqual({ code: 0, signal: null });
  });

  it('a stopping server answers requests that arrive while it stops listening, and shortly after', async () => {
    await start();
    const clients = await Promise.all(Array.from({ length: 30 }, () => connect()));
    for (const client of clients) await client.send(LIVE);
    await eventually(() => clients.every(({ statuses }) => statuses.length === 1));
    const [atOnce, after, silent] = [
      clients.slice(0, 10),
      clients.slice(10, 20),
      clients.slice(20),
    ];
    server.child.kill('SIGTERM');
    await Promise.all(atOnce.map((client) => client.send(login)));
    await eventually(isDeaf);
    await Promise.all(after.map((client) => client.send(login)));
    expect(await server.exited).toEqual({ code: 0, signal: null });
    await eventually(() => clients.every(({ isClosed }) => isClosed));
    for (const { statuses } of [...atOnce, ...after]) expect(statuses).toEqual([200, 401]);
    for (const { statuses } of silent) expect(statuses).toEqual([200]);
  });

  it('a stopping server answers a request that arrives on a connection opened before', async () => {
    await start();
    const client = await connect();
    server.child.kill('SIGTERM');
    await eventually(isDeaf);
    await client.send(login.slice(0, 40));
    await client.send(login.slice(40));
    await eventually(() => client.isClosed);
    expect(client.statuses).toEqual([401]);
    expect(await server.exited).toEqual({ code: 0, signal: null });
  });

  it('a stopping server answers all pipelined requests of a connection, and announces the close only with the last', async () => {
    await start();
    const client = await connect();
    await client.send(login + login + LIVE);
    server.child.kill('SIGTERM');
    await eventually(() => client.isClosed);
    expect(client.statuses).toEqual([401, 401, 200]);
    expect(await server.exited).toEqual({ code: 0, signal: null });
  });

  it('a client that sends half a request does not delay a stopping server', async () => {
    await start({ SHUTDOWN_DEADLINE_SECONDS: '600' });
    const client = await connect();
    await client.send('GET /health/live HTTP/1.1\r\nHo');
    expect(await server.stop('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(client.statuses).toEqual([]);
  });

  it('a stopping server ends the streams of guards, and accepts them no more', async () => {
    await start({ SHUTDOWN_DELAY_SECONDS: '3' });
    token = await serviceToken(server, accounts, 'followed');
    const followed = await followFeed(server.url, token);
    await followed.until('ready');
    server.child.kill('SIGTERM');
    await followed.ended();
    const again = await server.get('/api/guard/feed', { token });
    expect(again).toMatchObject({ status: 503, body: { code: 'SHUTTING_DOWN' } });
    expect(again.headers.connection).toBe('close');
    expect(await server.exited).toEqual({ code: 0, signal: null });
  });
});

describe('the end of a server in the middle of a mail', () => {
  let database: TestDatabase;
  let slow: SlowSmtp;
  let server: ServerProcess;
  let db: pg.Client;

  beforeEach(async () => {
    database = await createTestDatabase();
    slow = await SlowSmtp.start();
    db = new pg.Client(database.url);
    await db.connect();
  });
  afterEach(async () => {
    await server.kill();
    await db.end();
    await slow.close();
    await database.drop();
  });

  const register = async () => {
    server = await startServerProcess({ databaseUrl: database.url, env: slow.env });
    const email = 'ann@example.org';
    const answer = await server.post('/api/auth/register', { ...LOGIN, email });
    expect(answer.status).toBe(201);
  };
  const outbox = async () =>
    (await db.query('SELECT state, claimed_by, lease_until FROM mail_outbox')).rows as unknown;

  it('a server that waits for a silent mail server stops in order, and the mail can be claimed again', async () => {
    await register();
    await eventually(() => slow.connections === 1);
    expect(await server.stop('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(await outbox()).toEqual([{ state: 'pending', claimed_by: null, lease_until: null }]);
  });

  it('a stopping server waits for the answer of a mail server that has the whole mail: it is sent once', async () => {
    slow.mode = 'late';
    await register();
    await eventually(() => slow.accepted.length === 1);
    expect(await server.stop('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(await outbox()).toMatchObject([{ state: 'sent' }]);
    expect(slow.accepted).toHaveLength(1);
  });
});

describe('a fault of our own', () => {
  let database: TestDatabase;
  let server: ServerProcess;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    const hook = join(import.meta.dirname, 'fault-hook.mjs');
    server = await startServerProcess({
      databaseUrl: database.url,
      env: { NODE_OPTIONS: `--import=${hook}`, LOG_LEVEL: 'info', LOG_FORMAT: 'json' },
      isOfModules: true,
    });
  });
  afterEach(() => server.kill());

  it('an unhandled rejection is logged, without an address, and the server continues', async () => {
    server.child.kill('SIGUSR2');
    await eventually(() => server.output.includes('A rejection was not handled'));
    expect(server.output).toContain('a forgotten rejection of [address]');
    expect(await server.get('/health/ready')).toMatchObject({ status: 200 });
    expect(await server.stop()).toEqual({ code: 0, signal: null });
  });

  it('an uncaught error is logged, and the server stops in order with exit code 1', async () => {
    server.child.kill('SIGHUP');
    expect(await server.exited).toEqual({ code: 1, signal: null });
    expect(server.output).toContain('an exception that nobody catches');
    expect(server.output).toContain('Stopped');
  });

  it('an error that prevents a feature from closing is logged, and the server stops all the same, with exit code 1', async () => {
    server.child.kill('SIGWINCH');
    await eventually(() => server.output.includes('Nothing closes any more'));
    expect(await server.stop()).toEqual({ code: 1, signal: null });
    expect(server.output).toContain('A part of the server failed to close');
    expect(server.output).toContain('Stopped');
  });
});

describe('the end of a server whose database is silent', () => {
  let database: TestDatabase;
  let network: TcpProxy;
  let server: ServerProcess;
  beforeEach(async () => {
    database = await createTestDatabase();
    network = await startTcpProxy({ port: Number(new URL(database.url).port) });
    server = await startServerProcess({
      databaseUrl: network.through(database.url),
      env: { ...UNLIMITED, LOG_LEVEL: 'info' },
    });
  });
  afterEach(async () => {
    await server.kill();
    await network.close();
    await database.drop();
  });

  it('a server with a silent database answers all requests and stops in order, without waiting for its last writes', async () => {
    const login = () => server.post('/api/auth/login', LOGIN).then(({ status }) => status);
    expect(await login()).toBe(401);
    network.blackHole();
    const asked = Array.from({ length: 20 }, login);
    await eventually(async () => {
      const { text } = await server.get('/metrics');
      return text.includes('gatehouse_http_requests_in_flight 21');
    });
    expect(await server.stop('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(new Set(await Promise.all(asked))).toEqual(new Set([503]));
    expect(server.output).toContain('Stopped');
  });
});
