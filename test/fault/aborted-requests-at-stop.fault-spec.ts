import pg from 'pg';
import {
  createTestDatabase,
  eventually,
  startServerProcess,
  type ServerProcess,
  type TestDatabase,
} from '#libs/testing';
import { Accounts, PASSWORD, UNLIMITED, type Account } from '../support/accounts.js';
import { RawClient } from '../support/raw-client.js';
import { serviceToken } from '../support/service-token.js';

const A_MINUTE = '60000';

/** Security case 161: the requests of clients that have left, or leave meanwhile, do not delay the server's end. */
describe('the end of a server', () => {
  let database: TestDatabase;
  let server: ServerProcess;
  let accounts: Accounts;
  let account: Account;
  let locker: pg.Client;

  beforeAll(async () => {
    database = await createTestDatabase();
    accounts = new Accounts(database.url);
    account = await accounts.create();
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
        BCRYPT_COST: '12',
        // Longer than the end of a server may take: the server must not wait for a statement that waits for a lock.
        DATABASE_LOCK_TIMEOUT_MS: A_MINUTE,
        DATABASE_STATEMENT_TIMEOUT_MS: A_MINUTE,
      },
    });
    locker = new pg.Client(database.url);
    await locker.connect();
  });
  afterEach(async () => {
    await locker.end();
    await server.kill();
  });

  const connect = async (text: string) => {
    const client = await RawClient.connect(Number(new URL(server.url).port));
    await client.send(text);
    return client;
  };
  const login = (id: string) => {
    const body = JSON.stringify({ email: account.email, password: PASSWORD });
    return `POST /api/auth/login HTTP/1.1\r\nHost: x\r\nX-Request-Id: ${id}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  };
  const gauge = async (name: string) => {
    const { text } = await server.get('/metrics');
    return Number(
      text
        .split('\n')
        .find((line) => line.startsWith(`${name} `))
        ?.slice(name.length),
    );
  };
  const othersInFlight = async () => (await gauge('gatehouse_http_requests_in_flight')) - 1;
  const lock = (table: string) =>
    locker.query(`BEGIN; LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
  const waitsForLock = async () => {
    const { rows } = await locker.query<{ waits: boolean }>(
      `SELECT EXISTS (SELECT FROM pg_stat_activity
        WHERE wait_event_type = 'Lock' AND datname = current_database()) AS waits`,
    );
    return rows[0]!.waits;
  };
  /** Everything that was logged about one request. */
  const statusesOf = (id: string) =>
    server.output
      .split('\n')
      .filter((line) => line.includes(`"request_id":"${id}"`))
      .map((line) => (JSON.parse(line) as { status: number }).status);
  const endsInOrder = async (ending = server.stop('SIGTERM')) => {
    expect(await ending).toEqual({ code: 0, signal: null });
    expect(server.output).not.toMatch(/Requests were cut|did not close|failed to close|not handled|not caught/); // prettier-ignore
  };

  it('a stopping server does not wait for the hashes of clients that have left', async () => {
    const ids = ['hash-1', 'hash-2', 'hash-3'];
    const clients = await Promise.all(ids.map((id) => connect(login(id))));
    await eventually(async () => (await gauge('gatehouse_hash_queue_depth')) > 0);
    for (const client of clients) client.leave();
    await endsInOrder();
    expect(ids.map(statusesOf)).toEqual([[499], [499], [499]]);
  });

  it('a stopping server does not wait for a lock that the statement of a client waits for that has left', async () => {
    await lock('sessions');
    const client = await connect(login('locked'));
    await eventually(waitsForLock);
    client.leave();
    await eventually(async () => (await othersInFlight()) === 0);
    await endsInOrder();
    expect(statusesOf('locked')).toEqual([499]);
  }, 60_000);

  it('a stopping server does not wait for clients that leave while it stops', async () => {
    const token = await serviceToken(server, accounts, 'leaving-at-the-end');
    await lock('sessions');
    const head = (id: string) => `Host: x\r\nX-Request-Id: ${id}\r\n`;
    const clients = [
      await connect(login('late-login')),
      await connect(
        `POST /api/auth/login HTTP/1.1\r\n${head('late-upload')}Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{`,
      ),
      await connect(
        `GET /api/guard/feed HTTP/1.1\r\n${head('late-feed')}Authorization: Bearer ${token}\r\n\r\n`,
      ),
    ];
    await eventually(waitsForLock);
    await eventually(() => clients[2]!.received.includes('event: ready'));
    const ending = server.stop('SIGTERM');
    await eventually(() => server.output.includes('Stopping'));
    for (const client of clients) client.leave('reset');
    await endsInOrder(ending);
    expect(statusesOf('late-login')).toEqual([499]);
    expect(statusesOf('late-upload')).toEqual([499]);
    expect(statusesOf('late-feed')).toHaveLength(1);
  }, 60_000);
});
