import pg from 'pg';
import {
  eventually,
  PATIENT_WITH_DATABASE,
  startPostgres,
  startServerProcess,
  startTcpProxy,
  type Answer,
  type PostgresProcess,
  type ServerProcess,
  type TcpProxy,
} from '#libs/testing';

const MINUTE = 60_000;
const ADMIN = { email: 'admin@example.test', password: 'velvet tram at midnight' };

interface Ready {
  readonly checks?: { readonly database?: { readonly reason?: string } };
}

/** The server while another database takes over its address, or the database refuses writes. */
describe('the server during a change of its primary', () => {
  let postgres: PostgresProcess;
  let address: TcpProxy;
  let server: ServerProcess;

  const start = () =>
    startServerProcess({
      databaseUrl: address.through(postgres.url),
      env: {
        ...PATIENT_WITH_DATABASE,
        RATE_LIMIT_ENABLED: 'false',
        ADMIN_EMAIL: ADMIN.email,
        ADMIN_PASSWORD: ADMIN.password,
        BCRYPT_COST: '4',
      },
    });
  const signIn = (): Promise<Answer> => server.post('/api/auth/login', ADMIN);
  const readiness = async () => {
    const { status, body } = await server.get<Ready>('/health/ready');
    return { status, reason: body.checks?.database?.reason };
  };
  const isWell = async () => {
    expect((await signIn()).status).toBe(200);
    expect((await readiness()).status).toBe(200);
  };
  const asSuperuser = async (sql: string): Promise<void> => {
    const client = new pg.Client({
      connectionString: postgres.url,
      options: '-c default_transaction_read_only=off',
    });
    await client.connect();
    for (const statement of sql.split(';')) await client.query(statement);
    await client.end();
  };

  beforeEach(async () => {
    postgres = await startPostgres();
    address = await startTcpProxy({ port: postgres.port });
    server = await start();
    await isWell();
  }, 2 * MINUTE);
  afterEach(async () => {
    await server.kill();
    await address.close();
    await postgres.stop();
  });

  it(
    'a server whose primary was demoted and stays reachable is not ready, and moves as soon as the address leads to the new primary',
    async () => {
      await postgres.stop();
      const promoted = await postgres.copy();
      try {
        postgres.demote();
        await postgres.start();
        await eventually(async () => (await readiness()).status === 503);
        expect((await signIn()).status).toBe(503);
        address.moveTo(promoted.port);
        await eventually(isWell, 20_000);
        expect(server.child.exitCode).toBeNull();
      } finally {
        await promoted.stop();
      }
    },
    2 * MINUTE,
  );

  it(
    'a server whose primary refuses writes for a while is not ready, and continues to check tokens',
    async () => {
      const token = String((await signIn()).body['access_token']);
      await asSuperuser(
        'ALTER SYSTEM SET default_transaction_read_only = on; SELECT pg_reload_conf()',
      );
      await eventually(async () => (await readiness()).status === 503);
      expect((await readiness()).reason).toMatch(/takes no writes/);
      expect((await signIn()).body).toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
      expect((await server.get('/api/auth/me', { token })).status).toBe(200);
      await asSuperuser(
        'ALTER SYSTEM RESET default_transaction_read_only; SELECT pg_reload_conf()',
      );
      await eventually(isWell, 20_000);
    },
    2 * MINUTE,
  );

  it(
    'a server whose primary ends one connection renews all: no request after the first meets a dead one',
    async () => {
      await Promise.all(Array.from({ length: 20 }, signIn));
      await asSuperuser(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE application_name LIKE 'gatehouse%' AND pid <> pg_backend_pid()`,
      );
      await eventually(isWell, 20_000);
      const answers = await Promise.all(Array.from({ length: 20 }, signIn));
      expect([...new Set(answers.map(({ status }) => status))]).toEqual([200]);
    },
    2 * MINUTE,
  );

  it(
    'a server whose primary does not answer stops in time',
    async () => {
      postgres.freeze();
      try {
        expect(await server.stop('SIGTERM')).toEqual({ code: 0, signal: null });
      } finally {
        postgres.thaw();
      }
    },
    2 * MINUTE,
  );

  it(
    'a starting server waits for a primary that is still a standby',
    async () => {
      await server.stop();
      await postgres.stop();
      postgres.demote();
      await postgres.start();
      const starting = start();
      await asSuperuser('SELECT pg_promote(false)');
      server = await starting;
      await isWell();
    },
    2 * MINUTE,
  );
});
