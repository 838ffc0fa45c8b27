import pg from 'pg';
import {
  createTestDatabase,
  eventually,
  startServerProcess,
  type ServerProcess,
  type TestDatabase,
} from '#libs/testing';
import { Accounts, PASSWORD, signIn, UNLIMITED, type Account } from '../support/accounts.js';
import { RawClient } from '../support/raw-client.js';
import { serviceToken } from '../support/service-token.js';

interface Event {
  readonly request_id: string;
  readonly status: number;
  readonly route?: string;
}

/** Gauges: each returns to its former value once no request is in flight. */
const GAUGES = [
  'gatehouse_http_requests_in_flight',
  'gatehouse_http_connections',
  'gatehouse_feed_streams',
  'gatehouse_audit_exports',
  'gatehouse_hash_queue_depth',
  'gatehouse_hash_running',
  'gatehouse_token_look_ups_waiting',
  'gatehouse_suspect_requests_waiting',
  'gatehouse_database_pool_waiting',
] as const;

let count = 0;

/** Security case 161, path by path. */
describe('a request that its client gives up', () => {
  let database: TestDatabase;
  let server: ServerProcess;
  let accounts: Accounts;
  let admin: Account;
  let locker: pg.Client;
  let port: number;
  let token: string;
  let bearer: string;
  /** The ids of the requests whose headers were whole. */
  let asked: string[];

  beforeAll(async () => {
    database = await createTestDatabase();
    accounts = new Accounts(database.url);
    server = await startServerProcess({
      databaseUrl: database.url,
      env: {
        ...UNLIMITED,
        LOG_LEVEL: 'debug',
        LOG_FORMAT: 'json',
        HASH_WORKERS: '1',
        BCRYPT_COST: '11',
        NEW_DEVICE_NOTICE: 'false',
      },
    });
    port = Number(new URL(server.url).port);
    token = await serviceToken(server, accounts, 'given-up');
    admin = await accounts.create();
    await accounts.grant(admin, 'admin');
    // An account whose sessions none of the sign-ins below ends.
    const reader = await accounts.create();
    await accounts.grant(reader, 'admin');
    ({ access_token: bearer } = await signIn(server, reader));
    locker = new pg.Client(database.url);
    await locker.connect();
  }, 120_000);
  afterAll(async () => {
    await locker?.end();
    await server?.kill();
    await accounts?.close();
    await database?.drop();
  });
  beforeEach(() => {
    asked = [];
  });

  const gauges = async () => {
    const { text } = await server.get('/metrics');
    const read = (name: string) =>
      Number(
        text
          .split('\n')
          .find((line) => line.startsWith(`${name} `))
          ?.slice(name.length),
      );
    const values = Object.fromEntries(GAUGES.map((name) => [name, read(name)]));
    const use =
      read('gatehouse_database_pool_connections') -
      read('gatehouse_database_pool_idle_connections');
    return { ...values, used: use } as Record<(typeof GAUGES)[number] | 'used', number>;
  };
  const eventsOf = (id: string): Event[] =>
    server.output
      .split('\n')
      .filter((line) => line.includes(`"request_id":"${id}"`))
      .map((line) => JSON.parse(line) as Event);

  /** The head of a request with an id of its own. */
  const head = (line: string, ...headers: string[]) => {
    count += 1;
    const id = `given-up-${count}`;
    asked.push(id);
    return [`${line} HTTP/1.1`, 'Host: x', `X-Request-Id: ${id}`, ...headers, '', ''].join('\r\n');
  };
  const json = (text: string, length = text.length) => [
    'Content-Type: application/json',
    `Content-Length: ${length}`,
  ];
  const post = (path: string, body: object, ...headers: string[]) => {
    const text = JSON.stringify(body);
    return head(`POST ${path}`, ...json(text), ...headers) + text;
  };
  const login = (email = admin.email) => post('/api/auth/login', { email, password: PASSWORD });
  const get = (path: string, shown: string) =>
    head(`GET ${path}`, `Authorization: Bearer ${shown}`);
  const send = async (text: string) => {
    const client = await RawClient.connect(port);
    await client.send(text);
    return client;
  };
  const lock = (table: string) =>
    locker.query(`BEGIN; LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
  const waitsForLock = async () => {
    const { rows } = await locker.query<{ waits: boolean }>(
      `SELECT EXISTS (SELECT FROM pg_stat_activity
        WHERE wait_event_type = 'Lock' AND datname = current_database()) AS waits`,
    );
    return rows[0]!.waits;
  };

  /** Transactions, claims, leases and locks in the database. */
  const held = async () =>
    (
      await locker.query(`SELECT state, query FROM pg_stat_activity
        WHERE datname = current_database() AND state LIKE 'idle in transaction%'
       UNION ALL SELECT 'claimed', id::text FROM idempotency_keys WHERE answer IS NULL
       UNION ALL SELECT 'leased', id::text FROM mail_outbox WHERE lease_until IS NOT NULL
       UNION ALL SELECT 'advisory', objid::text FROM pg_locks WHERE locktype = 'advisory'
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`)
    ).rows;

  /** Nothing is held, and each request was logged once. */
  const isForgotten = async (statuses: readonly number[] = asked.map(() => 499)) => {
    await eventually(() => asked.every((id) => eventsOf(id).length > 0));
    await eventually(async () => {
      // The request that asks is in flight itself, on a connection that is kept.
      expect(await gauges()).toEqual({
        ...Object.fromEntries(GAUGES.map((name) => [name, 0])),
        gatehouse_http_requests_in_flight: 1,
        gatehouse_http_connections: 1,
        used: 0,
      });
    });
    // Workers of the server take a connection now and then; what stays is held by a request.
    await eventually(async () => expect(await held()).toEqual([]));
    expect(asked.map((id) => eventsOf(id).map(({ status }) => status))).toEqual(
      statuses.map((status) => [status]),
    );
  };

  it('bytes whose headers are not complete count as no request when their client leaves', async () => {
    const clients = [await send('POST /api/auth/login HTTP/1.1\r\nHost: x\r\nX-A'), await send('')];
    for (const client of clients) client.leave();
    await isForgotten();
  });

  it('a request is given up while its body arrives: with a length, in chunks, stalled', async () => {
    const chunked = head('POST /api/auth/login', 'Content-Type: application/json', 'Transfer-Encoding: chunked'); // prettier-ignore
    const clients = [
      await send(`${head('POST /api/auth/login', ...json('{', 60_000))}{`),
      await send(`${chunked}5\r\n{"ema`),
      await send(head('POST /api/auth/login', ...json('', 10))),
    ];
    await eventually(async () => (await gauges()).gatehouse_http_requests_in_flight === 4);
    for (const client of clients) client.leave('reset');
    await isForgotten();
  });

  it('a request is given up after 100 Continue', async () => {
    const client = await send(
      head('POST /api/auth/login', ...json('', 20), 'Expect: 100-continue'),
    );
    await eventually(() => client.statuses.includes(100));
    client.leave();
    await isForgotten();
  });

  it('a request is given up while its password waits to be hashed, and while it is hashed', async () => {
    const clients: RawClient[] = [];
    for (let index = 0; index < 5; index += 1) clients.push(await send(login()));
    await eventually(async () => {
      const { gatehouse_hash_running: runs, gatehouse_hash_queue_depth: waits } = await gauges();
      return runs === 1 && waits > 0;
    });
    for (const client of clients) client.leave();
    await isForgotten();
  });

  it('a request is given up after its password was hashed and before its session is written', async () => {
    await lock('sessions');
    const client = await send(login());
    await eventually(waitsForLock);
    client.leave();
    await eventually(async () => (await gauges()).gatehouse_http_requests_in_flight === 1);
    await locker.query('ROLLBACK');
    await isForgotten();
  });

  it('a request is given up while the row that it needs is locked, until PostgreSQL cancels the statement', async () => {
    await lock('sessions');
    const client = await send(login());
    await eventually(waitsForLock);
    client.leave('reset');
    await eventually(async () => !(await waitsForLock()), 60_000);
    await locker.query('ROLLBACK');
    await eventually(() => eventsOf(asked[0]!).length > 0);
    await isForgotten();
  }, 90_000);

  it('a request with an Idempotency-Key is given up while its act continues', async () => {
    const body = { email: `kept-${count}@example.test`, password: PASSWORD };
    const client = await send(post('/api/auth/register', body, `Idempotency-Key: key-${count}`));
    await eventually(async () => (await gauges()).gatehouse_hash_running === 1);
    client.leave();
    await isForgotten();
  });

  it('a request is given up while its token is looked up', async () => {
    await lock('app_tokens');
    const client = await send(get('/api/tokens/validate', 'a'.repeat(64)));
    await eventually(waitsForLock);
    client.leave();
    await eventually(async () => (await gauges()).gatehouse_http_requests_in_flight === 1);
    await locker.query('ROLLBACK');
    await isForgotten();
  });

  it('a request is given up in the middle of the guards’ feed', async () => {
    const client = await send(get('/api/guard/feed', token));
    await eventually(() => client.received.includes('event: ready'));
    client.leave();
    await isForgotten();
  });

  it('a request is given up before the guards’ feed begins', async () => {
    await lock('change_log');
    const client = await send(get('/api/guard/feed', token));
    await eventually(() => client.received.includes('event: hello'));
    client.leave();
    await eventually(async () => (await gauges()).gatehouse_feed_streams === 0);
    await locker.query('ROLLBACK');
    await isForgotten();
  });

  it('a request is given up in the middle of an export, and before it begins', async () => {
    const client = await send(get('/api/audit/export', bearer));
    client.stopReading();
    await eventually(async () => (await gauges()).gatehouse_http_requests_in_flight >= 1);
    client.leave('reset');
    await eventually(async () => (await gauges()).gatehouse_audit_exports === 0);
    await lock('audit_events');
    const waiting = await send(get('/api/audit/export', bearer));
    await eventually(waitsForLock);
    waiting.leave();
    await eventually(async () => (await gauges()).gatehouse_http_requests_in_flight === 1);
    await locker.query('ROLLBACK');
    await eventually(async () => (await gauges()).gatehouse_audit_exports === 0);
    asked.shift();
    await isForgotten();
  });

  it('a request is given up behind any other requests on its connection', async () => {
    await lock('sessions');
    const client = await send(
      login() +
        get('/api/guard/feed', token) +
        head('HEAD /health/live') +
        login() +
        get('/api/tokens/validate', token),
    );
    await eventually(waitsForLock);
    client.leave();
    await eventually(async () => (await gauges()).gatehouse_http_requests_in_flight === 1);
    await locker.query('ROLLBACK');
    await isForgotten();
  });

  it('a HEAD and an OPTIONS request are given up', async () => {
    await lock('sessions');
    const preflight = head('OPTIONS /api/auth/me', 'Origin: https://a.test', 'Access-Control-Request-Method: GET'); // prettier-ignore
    const client = await send(
      login() +
        preflight +
        head('HEAD /api/auth/me', `Authorization: Bearer ${bearer}`) +
        head('OPTIONS *'),
    );
    await eventually(waitsForLock);
    client.leave('reset');
    await eventually(async () => (await gauges()).gatehouse_http_requests_in_flight === 1);
    await locker.query('ROLLBACK');
    await isForgotten();
  });

  it('a request that is given up is counted beside the answered and the refused ones', async () => {
    const client = await send(
      get('/api/auth/me', bearer) + get('/api/auth/me', 'none') + head('GET /nowhere'),
    );
    await eventually(() => client.statuses.length === 3);
    client.leave();
    await isForgotten([200, 401, 404]);
  });

  it('the server warns of nothing after requests were given up, and stops at once', async () => {
    expect(server.output).not.toMatch(/MaxListenersExceeded|not handled|not caught/);
    expect(await server.stop('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(server.output).not.toMatch(/Requests were cut|did not close|failed to close/);
  });
});
