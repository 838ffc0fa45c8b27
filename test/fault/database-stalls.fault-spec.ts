import pg from 'pg';
import {
  createTestDatabase,
  eventually,
  startRedis,
  startServerProcess,
  startTcpProxy,
  type Answer,
  type RedisServer,
  type ServerProcess,
  type TcpProxy,
  type TestDatabase,
} from '#libs/testing';
import { Accounts, me, signIn, UNLIMITED, type Account } from '../support/accounts.js';
import { mintToken as mint } from '../support/service-token.js';

const MINUTE = 60_000;
const ADMIN = { email: 'admin@example.test', password: 'velvet tram at midnight' };
/** More requests than can wait for a stalled database before the last is refused. */
const SESSIONS = 80;
/** Longer than the lifetime of any cache entry. */
const STALL_MS = 5_000;

interface Signed {
  readonly token: string;
}

/** A database that does not answer for some seconds, in whole or for one table. */
describe.each(['with Redis', 'without Redis'])('a server %s, after a stall', (way) => {
  let database: TestDatabase;
  let network: TcpProxy;
  let redis: RedisServer | undefined;
  let server: ServerProcess;
  let accounts: Accounts;
  let locker: pg.Client;
  let appToken: string;
  let sessions: Signed[];

  beforeAll(async () => {
    database = await createTestDatabase();
    network = await startTcpProxy({ port: Number(new URL(database.url).port) });
    redis = way === 'with Redis' ? await startRedis() : undefined;
    server = await startServerProcess({
      databaseUrl: network.through(database.url),
      env: {
        ...UNLIMITED,
        ...(redis && { REDIS_URL: redis.url }),
        ADMIN_EMAIL: ADMIN.email,
        ADMIN_PASSWORD: ADMIN.password,
        DATABASE_STATEMENT_TIMEOUT_MS: '1500',
        DATABASE_ACQUIRE_TIMEOUT_MS: '1000',
        SESSION_LIMIT_PER_USER: '0',
        BCRYPT_COST: '4',
      },
    });
    accounts = new Accounts(database.url);
    locker = new pg.Client(database.url);
    await locker.connect();
    appToken = await mintToken();
    const account = await accounts.create();
    sessions = [];
    while (sessions.length < SESSIONS) sessions.push(await open(account));
  }, 2 * MINUTE);
  afterEach(async () => {
    network.heal();
    await locker.query('ROLLBACK');
  });
  afterAll(async () => {
    await locker?.end();
    await accounts?.close();
    await server?.stop();
    await redis?.stop();
    await network?.close();
    await database?.drop();
  });

  async function mintToken(): Promise<string> {
    const { token } = await open({ ...ADMIN, id: '' });
    const service = await server.post('/api/roles/services', { name: 'orders' }, { token });
    const { service_id } = service.body;
    const prover = { token, password: ADMIN.password };
    const made = await mint(server, prover, { service_id, name: 'orders' });
    return made.body.token_data.token;
  }
  async function open(account: Account): Promise<Signed> {
    return { token: (await signIn(server, account)).access_token };
  }
  const validate = (): Promise<Answer> => server.get('/api/tokens/validate', { token: appToken });
  const askAll = () => Promise.all(sessions.map(({ token }) => me(server, token)));
  const statusesOf = (answers: readonly Answer<unknown>[]) =>
    [...new Set(answers.map(({ status }) => status))].sort();
  const isWell = async () => {
    expect(statusesOf(await askAll())).toEqual([200]);
    expect((await validate()).status).toBe(200);
    expect((await server.get('/health/ready')).status).toBe(200);
  };
  const lock = async (table: string) => {
    await locker.query(`BEGIN; LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
    return performance.now();
  };

  it(
    'a server answers every session again after a stall of the whole database',
    async () => {
      await isWell();
      network.blackHole();
      const during = await askAll();
      expect(statusesOf(during)).not.toContain(401);
      network.heal();
      await eventually(isWell, 20_000);
    },
    2 * MINUTE,
  );

  it(
    'a server answers every session again after a stall of the table of sessions',
    async () => {
      const lockedAt = await lock('sessions');
      while (performance.now() - lockedAt < STALL_MS) {
        expect(statusesOf(await askAll())).not.toContain(401);
        expect((await validate()).status).toBe(200);
      }
      await locker.query('ROLLBACK');
      await eventually(isWell, 20_000);
    },
    2 * MINUTE,
  );

  it(
    'a stall of a table that sign-ins write does not stall the checks of tokens',
    async () => {
      await isWell();
      const lockedAt = await lock('audit_events');
      const signIns: Promise<number>[] = [];
      while (performance.now() - lockedAt < STALL_MS) {
        // More sign-ins than the pool has connections.
        if (signIns.length < 60) {
          const attempts = Array.from({ length: 4 }, () => accounts.create());
          for (const account of await Promise.all(attempts)) {
            const { email, password } = account;
            const attempt = server.post('/api/auth/login', { email, password });
            signIns.push(attempt.then(({ status }) => status));
          }
        }
        const [known] = sessions;
        expect((await me(server, known?.token ?? '')).status).toBe(200);
        expect((await validate()).status).toBe(200);
      }
      await locker.query('ROLLBACK');
      expect(new Set(await Promise.all(signIns))).toContain(503);
      await eventually(isWell, 20_000);
    },
    2 * MINUTE,
  );

  it(
    'a stall of the table of users counts no right password as a wrong one',
    async () => {
      await isWell();
      const people = await Promise.all(Array.from({ length: 30 }, () => accounts.create()));
      const lockedAt = await lock('users');
      const statuses = new Set<number>();
      const knock = async ({ email, password }: Account) => {
        while (performance.now() - lockedAt < STALL_MS) {
          statuses.add((await server.post('/api/auth/login', { email, password })).status);
        }
      };
      await Promise.all(people.map(knock));
      await locker.query('ROLLBACK');
      expect(statuses).toContain(503);
      await eventually(async () => {
        const counted = await accounts.rows('SELECT key FROM failed_logins WHERE failures > 0');
        expect(counted).toEqual([]);
      }, 20_000);
      await eventually(isWell, 20_000);
    },
    2 * MINUTE,
  );

  if (way === 'with Redis') {
    it(
      'a server answers from its cache during a stall of the table of users, and refuses what is ended meanwhile',
      async () => {
        await isWell();
        const [known, ended] = sessions as [Signed, Signed];
        const lockedAt = await lock('users');
        const goOnUntil = async (atMs: number, also: () => Promise<void>) => {
          while (performance.now() - lockedAt < atMs) {
            expect((await me(server, known.token)).status).toBe(200);
            expect((await validate()).status).toBe(200);
            await also();
          }
        };
        await goOnUntil(STALL_MS / 2, async () => undefined);
        const out = await server.post('/api/auth/logout', undefined, { token: ended.token });
        expect(out.status).toBe(200);
        await goOnUntil(STALL_MS, async () => {
          expect((await me(server, ended.token)).status).not.toBe(200);
        });
        await locker.query('ROLLBACK');
        sessions = sessions.filter((session) => session !== ended);
        await eventually(isWell, 20_000);
      },
      2 * MINUTE,
    );
  }

  it(
    'a stall that fails most requests makes the instance not ready until it can serve',
    async () => {
      await isWell();
      await lock('users, sessions');
      const somebody = { email: 'nobody@example.test', password: 'not the right one' };
      await eventually(async () => {
        const asked = Array.from({ length: 10 }, () => server.post('/api/auth/login', somebody));
        await Promise.all(asked);
        return (await server.get('/health/ready')).status === 503;
      }, 30_000);
      expect((await server.get('/health/live')).status).toBe(200);
      await locker.query('ROLLBACK');
      await eventually(isWell, 20_000);
    },
    2 * MINUTE,
  );
});
