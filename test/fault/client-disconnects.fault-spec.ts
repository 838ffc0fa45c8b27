import pg from 'pg';
import {
  createTestDatabase,
  eventually,
  startServerProcess,
  type ServerProcess,
  type TestDatabase,
} from '#libs/testing';
import { Accounts, PASSWORD, UNLIMITED } from '../support/accounts.js';
import { RawClient } from '../support/raw-client.js';
import { serviceToken } from '../support/service-token.js';

interface Counted {
  readonly status: number;
  readonly route?: string;
}

/** Security case 161. */
describe('clients that leave before their answer', () => {
  let database: TestDatabase;
  let server: ServerProcess;
  let accounts: Accounts;
  let locker: pg.Client;
  let port: number;

  beforeAll(async () => {
    database = await createTestDatabase();
    accounts = new Accounts(database.url);
  });
  afterAll(async () => {
    await accounts.close();
    await database.drop();
  });
  beforeEach(async () => {
    server = await startServerProcess({
      databaseUrl: database.url,
      env: {
        ...UNLIMITED,
        LOG_LEVEL: 'info',
        LOG_FORMAT: 'json',
        HASH_WORKERS: '1',
        BCRYPT_COST: '9',
      },
    });
    port = Number(new URL(server.url).port);
    locker = new pg.Client(database.url);
    await locker.connect();
  });
  afterEach(async () => {
    await locker.end();
    await server.kill();
  });

  const metric = async (name: string): Promise<number> => {
    const { text } = await server.get('/metrics');
    const line = text.split('\n').find((one) => one.startsWith(`${name} `));
    return Number(line?.slice(name.length));
  };
  /** The request that asks is in flight itself. */
  const othersInFlight = async () => (await metric('gatehouse_http_requests_in_flight')) - 1;
  const events = (): Counted[] =>
    server.output
      .split('\n')
      .filter((line) => line.includes('"method":"') && line.includes('"request_id":"'))
      .map((line) => JSON.parse(line) as Counted);
  const gone = () => events().filter(({ status }) => status === 499);

  const get = (path: string, token: string) =>
    `GET ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`;
  const login = (email: string) => {
    const body = JSON.stringify({ email, password: PASSWORD });
    return `POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  };

  it('a stopping server waits for no client that has left, whatever it had asked for', async () => {
    const { email } = await accounts.create();
    const token = await serviceToken(server, accounts, 'forgotten');
    const asked = [
      login(email),
      login(email).slice(0, -5),
      get('/api/auth/me', 'no token'),
      get('/api/tokens/validate', token),
      get('/api/guard/feed', token),
      get('/api/tokens/validate', token).repeat(3),
      get('/api/guard/feed', token).repeat(2),
    ];
    for (const how of ['reset', 'close'] as const) {
      const clients = await Promise.all(
        asked.map(async (text) => {
          const client = await RawClient.connect(port);
          await client.send(text);
          return client;
        }),
      );
      for (const client of clients) client.leave(how);
    }
    await eventually(async () => (await othersInFlight()) === 0);
    await eventually(async () => (await metric('gatehouse_feed_streams')) === 0);
    expect(await server.stop('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(server.output).not.toContain('Requests were cut');
  });

  it('clients that leave while PostgreSQL delays them are logged once, with their route', async () => {
    await locker.query('BEGIN; LOCK TABLE users IN ACCESS EXCLUSIVE MODE');
    const client = await RawClient.connect(port);
    await client.send(login('nobody@example.test'));
    await eventually(async () => (await othersInFlight()) === 1);
    client.leave();
    await eventually(async () => (await othersInFlight()) === 0);
    await eventually(() => gone().length === 1);
    expect(gone()).toMatchObject([{ route: '/api/auth/login' }]);
    await locker.query('ROLLBACK');
    expect(await server.stop('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(gone()).toHaveLength(1);
  });

  it('clients that leave give up their places in the hash queue', async () => {
    const waiting = 40;
    const { email } = await accounts.create();
    const stays = server.post('/api/auth/login', { email, password: PASSWORD });
    const clients = await Promise.all(
      Array.from({ length: waiting }, () => RawClient.connect(port)),
    );
    for (const client of clients) await client.send(login(email));
    await eventually(async () => (await metric('gatehouse_hash_queue_depth')) > 0);
    for (const client of clients) client.leave();
    await eventually(async () => (await metric('gatehouse_hash_queue_depth')) === 0);
    expect((await stays).status).toBe(200);
    const { text } = await server.get('/metrics');
    expect(text).toMatch(/gatehouse_hash_jobs_total\{[^}]*outcome="aborted"[^}]*\} [1-9]/);
  });
});
