import pg from 'pg';
import {
  eventually,
  startPostgres,
  startServerProcess,
  startTcpProxy,
  type Answer,
  type PostgresProcess,
  type ServerProcess,
  type TcpProxy,
} from '#libs/testing';
import { followFeed } from '../contract/guard-feed-client.js';
import { mintToken } from '../support/service-token.js';

const MINUTE = 60_000;
const ADMIN = { email: 'admin@example.test', password: 'velvet tram at midnight' };
const somebody = { email: 'nobody@example.test', password: 'not the right one' };

/** The database of each test. */
interface Registered {
  /** The application token of a service that asks about the administrator. */
  readonly appToken: string;
  readonly adminToken: string;
  readonly adminId: string;
}

/** The contract between the server and a database that is stopped and started. */
describe('the server during a failure of its database', () => {
  let postgres: PostgresProcess;
  let network: TcpProxy;
  let server: ServerProcess;
  let appToken: string;
  let adminToken: string;
  let adminId: string;

  beforeAll(async () => {
    postgres = await startPostgres({ max_connections: '20' });
    network = await startTcpProxy({ port: postgres.port });
    server = await startServer(network.through(postgres.url), {
      DATABASE_STATEMENT_TIMEOUT_MS: '500',
      DATABASE_ACQUIRE_TIMEOUT_MS: '500',
    });
    ({ appToken, adminToken, adminId } = await register(server));
  }, 2 * MINUTE);

  afterEach(async () => {
    network.heal();
    await postgres.ensureRunning();
  });

  afterAll(async () => {
    await server.stop();
    await network.close();
    await postgres.stop();
  });

  const signIn = () => signInWrongly(server);

  const asService = (path: string): Promise<Answer> => server.get(path, { token: appToken });
  const validate = (): Promise<Answer> => asService('/api/tokens/validate');
  const permissions = (): Promise<Answer> => asService(`/api/guard/permissions?user=${adminId}`);

  /** Services rely on this: no answer denies an existing right, or calls a valid token invalid. */
  async function expectServicesToldSo(): Promise<void> {
    for (const ask of [validate, permissions]) {
      const { status, headers } = await ask();
      expect(status).toBe(503);
      expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    }
    expect((await server.get('/api/tokens/validate', { token: 'gh_made-up' })).status).toBe(401);
    await expect(followFeed(server.url, appToken)).rejects.toThrow(/answered 503/);
  }

  async function expectServicesServed(): Promise<void> {
    await eventually(async () => (await validate()).status === 200, 20_000);
    const { status, body } = await permissions();
    expect([status, body['permissions']]).toEqual([200, expect.arrayContaining(['role:read'])]);
  }

  async function expectGone(): Promise<void> {
    const refused = await signIn();
    expect(refused.status).toBe(503);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(refused.body).toMatchObject({ success: false, code: 'DATABASE_UNAVAILABLE' });
    expect(refused.text).not.toMatch(/ECONN|127\.0\.0\.1|SELECT|postgres/i);
    expect((await server.get('/health/live')).status).toBe(200);
    await eventually(async () => (await server.get('/health/ready')).status === 503, 5_000);
    expect((await server.get('/.well-known/jwks.json')).status).toBe(200);
  }

  async function expectBack(): Promise<void> {
    await eventually(async () => (await signIn()).status === 401, 20_000);
    await eventually(async () => (await server.get('/health/ready')).status === 200, 20_000);
    expect(server.child.exitCode).toBeNull();
  }

  it(
    'a server whose database is down (F6) answers 503 with Retry-After, and recovers by itself',
    async () => {
      await expectBack();
      await postgres.stop();
      await expectGone();
      await expectGone();
      await postgres.start();
      await expectBack();
    },
    2 * MINUTE,
  );

  it(
    'a server whose database is killed answers 503, and recovers by itself',
    async () => {
      postgres.kill();
      await eventually(expectGone, 10_000);
      await postgres.start();
      await expectBack();
    },
    2 * MINUTE,
  );

  it(
    'a server that cannot reach its database lets no request hang',
    async () => {
      network.blackHole();
      await expectGone();
      await expectGone();
      network.heal();
      await expectBack();
    },
    2 * MINUTE,
  );

  it(
    'a server whose connections another program has taken (F13) answers 503, does not exit, and serves again once they are free',
    async () => {
      // The test ends the server's connections first, as a restart does; it cannot reconnect before the other program
      // has them all.
      network.blackHole();
      await postgres.stop();
      await postgres.start();
      const neighbours = await takeAll(postgres.url);
      network.heal();
      await eventually(expectGone, 20_000);
      await expectServicesToldSo();
      await Promise.all(neighbours.map((client) => client.end()));
      await expectBack();
      await expectServicesServed();
      const feed = await followFeed(server.url, appToken);
      await feed.until('ready');
      await server.post('/api/auth/logout', undefined, { token: adminToken });
      await feed.until('session_ended', (data) => data['user_id'] === adminId);
      feed.close();
    },
    2 * MINUTE,
  );
});

describe('the server while its database is slow', () => {
  let postgres: PostgresProcess;
  let network: TcpProxy;
  let server: ServerProcess;

  beforeAll(async () => {
    postgres = await startPostgres();
    network = await startTcpProxy({ port: postgres.port });
    // With the deadlines of an installation: more callers than connections wait for one another.
    server = await startServer(network.through(postgres.url));
  }, 2 * MINUTE);

  afterAll(async () => {
    await server.stop();
    await network.close();
    await postgres.stop();
  });

  it(
    'a server whose database is slow answers later, and right (F11)',
    async () => {
      const { appToken, adminId } = await register(server);
      const feed = await followFeed(server.url, appToken);
      await feed.until('ready');
      network.delay(50);
      const answers = await Promise.all(Array.from({ length: 10 }, () => signInWrongly(server)));
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 401));
      for (const path of ['/api/tokens/validate', `/api/guard/permissions?user=${adminId}`]) {
        const told = await Promise.all(
          Array.from({ length: 10 }, () => server.get(path, { token: appToken })),
        );
        expect(told.map(({ status }) => status)).toEqual(told.map(() => 200));
      }
      const late = await followFeed(server.url, appToken);
      await late.until('ready');
      const { body } = await server.post('/api/auth/login', ADMIN);
      const token = String(body['access_token']);
      const ended = await server.post('/api/auth/logout', undefined, { token });
      expect(ended.status).toBe(200);
      for (const each of [feed, late]) {
        await each.until('session_ended', (data) => data['user_id'] === adminId);
        each.close();
      }
      network.heal();
      expect((await signInWrongly(server)).status).toBe(401);
      expect((await server.get('/health/ready')).status).toBe(200);
    },
    2 * MINUTE,
  );
});

function startServer(
  databaseUrl: string,
  deadlines: Readonly<Record<string, string>> = {},
): Promise<ServerProcess> {
  const env = {
    RATE_LIMIT_ENABLED: 'false',
    ADMIN_EMAIL: ADMIN.email,
    ADMIN_PASSWORD: ADMIN.password,
    ...deadlines,
  };
  return startServerProcess({ databaseUrl, env });
}

function signInWrongly(server: ServerProcess): Promise<Answer> {
  return server.post('/api/auth/login', somebody);
}

/** The administrator has a role in a service, and the service a token. */
async function register(server: ServerProcess): Promise<Registered> {
  const { body } = await server.post<{ access_token: string; user: { id: string } }>(
    '/api/auth/login',
    ADMIN,
  );
  const adminToken = body.access_token;
  const adminId = body.user.id;
  const service = await server.post<{ service_id: string }>(
    '/api/roles/services',
    { name: 'orders' },
    { token: adminToken },
  );
  const prover = { token: adminToken, password: ADMIN.password };
  const fields = { service_id: service.body.service_id, name: 'orders' };
  const token = await mintToken(server, prover, fields);
  const { service_id: id } = service.body;
  const { body: roles } = await server.get<{ roles: { id: string; name: string }[] }>(
    `/api/roles/service/${id}`,
    { token: adminToken },
  );
  const role = roles.roles.find(({ name }) => name === 'readonly')?.id;
  const path = `/api/roles/user/${adminId}/service/${id}/role/${role}`;
  const assigned = await server.post(path, undefined, { token: adminToken });
  expect(assigned.status).toBe(201);
  return { appToken: token.body.token_data.token, adminToken, adminId };
}

async function takeAll(url: string): Promise<pg.Client[]> {
  const clients: pg.Client[] = [];
  for (;;) {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => undefined);
    try {
      await client.connect();
      clients.push(client);
    } catch {
      return clients;
    }
  }
}
