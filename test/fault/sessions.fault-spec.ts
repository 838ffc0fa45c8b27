import {
  createTestDatabase,
  eventually,
  hasRedisServer,
  PATIENT_WITH_DATABASE,
  startRedis,
  startServerProcess,
  startTcpProxy,
  type RedisServer,
  type ServerProcess,
  type TcpProxy,
  type TestDatabase,
} from '#libs/testing';
import {
  Accounts,
  me,
  refresh,
  signIn,
  UNLIMITED,
  type Account,
  type Problem,
} from '../support/accounts.js';

const MINUTE = 60_000;
/** A frozen Redis may cost its timeout, and a little. */
const HANG_MS = 3_000;

(hasRedisServer() ? describe : describe.skip)('sessions', () => {
  let database: TestDatabase;
  let network: TcpProxy;
  let redis: RedisServer;
  let server: ServerProcess;
  let accounts: Accounts;
  let account: Account;

  const start = () =>
    startServerProcess({
      databaseUrl: network.through(database.url),
      env: {
        ...UNLIMITED,
        APP_BASE_URL: 'http://gatehouse.test',
        REDIS_URL: redis.url,
        // Its network is cut, which is noticed at once: a deadline would only end a server that starts slowly.
        ...PATIENT_WITH_DATABASE,
      },
      until: 'live',
    });

  beforeAll(async () => {
    database = await createTestDatabase();
    network = await startTcpProxy({ port: Number(new URL(database.url).port) });
    redis = await startRedis();
    server = await start();
    accounts = new Accounts(database.url);
  }, 2 * MINUTE);
  afterAll(async () => {
    await accounts?.close();
    await server?.stop();
    await redis?.stop();
    await network?.close();
    await database?.drop();
  });
  beforeEach(async () => {
    account = await accounts.create();
  });

  const leaveGrace = () =>
    accounts.rows(`UPDATE sessions SET rotated_at = rotated_at - interval '11 s'`);
  const within = async <T>(limitMs: number, work: Promise<T>): Promise<T> => {
    const started = performance.now();
    const result = await work;
    expect(performance.now() - started).toBeLessThan(limitMs);
    return result;
  };
  /** What readiness answers, and what it says of Redis. */
  const readiness = async (): Promise<[number, string | undefined]> => {
    const asked = server.get<{ checks?: { redis?: { status: string } } }>('/health/ready');
    const { status, body } = await within(HANG_MS, asked);
    return [status, body.checks?.redis?.status];
  };
  const saysOfRedis = (state: string) =>
    eventually(async () => {
      const [status, redisState] = await readiness();
      return status === 200 && redisState === state;
    }, 20_000);

  it(
    'that a token was used is known after a kill of the server and of Redis',
    async () => {
      const first = await signIn(server, account);
      const second = await refresh(server, first.refresh_token);
      expect(second.status).toBe(200);
      await server.kill();
      await redis.restart();
      await leaveGrace();
      server = await start();
      const replay = await refresh(server, first.refresh_token);
      expect(replay).toMatchObject({ status: 401, body: { code: 'REFRESH_TOKEN_REUSED' } });
      expect((await refresh(server, second.body.refresh_token)).status).toBe(401);
    },
    2 * MINUTE,
  );

  it(
    'survive a kill of the server: who was in is in, who was out is out',
    async () => {
      const [stays, ended] = [await signIn(server, account), await signIn(server, account)];
      const out = await server.post('/api/auth/logout', undefined, { token: ended.access_token });
      expect(out.status).toBe(200);
      await server.kill();
      server = await start();
      expect((await me(server, stays.access_token)).status).toBe(200);
      expect((await me(server, ended.access_token)).status).toBe(401);
      expect((await refresh(server, ended.refresh_token)).status).toBe(401);
      expect((await refresh(server, stays.refresh_token)).status).toBe(200);
    },
    2 * MINUTE,
  );

  it(
    'begin and go on with a server that finds no Redis when it starts',
    async () => {
      await server.stop();
      await redis.kill();
      server = await start();
      await saysOfRedis('degraded');
      const session = await within(HANG_MS, signIn(server, account));
      expect((await me(server, session.access_token)).status).toBe(200);
      await redis.start();
      expect((await me(server, session.access_token)).status).toBe(200);
      await saysOfRedis('up');
      expect((await refresh(server, session.refresh_token)).status).toBe(200);
    },
    2 * MINUTE,
  );

  it(
    'are all there after Redis was flushed, and what was ended stays so',
    async () => {
      const [stays, ended] = [await signIn(server, account), await signIn(server, account)];
      for (const { access_token: token } of [stays, ended]) await me(server, token);
      await server.post('/api/auth/logout', undefined, { token: ended.access_token });
      await redis.flush();
      expect((await me(server, stays.access_token)).status).toBe(200);
      expect((await me(server, ended.access_token)).status).toBe(401);
    },
    MINUTE,
  );

  it(
    'do not hang on a frozen Redis: sign-in, request, refresh and sign-out answer in time',
    async () => {
      const before = await signIn(server, account);
      await me(server, before.access_token);
      redis.freeze();
      try {
        const session = await within(HANG_MS, signIn(server, account));
        expect((await within(HANG_MS, me(server, session.access_token))).status).toBe(200);
        expect((await within(HANG_MS, me(server, before.access_token))).status).toBe(200);
        const refreshed = await within(HANG_MS, refresh(server, session.refresh_token));
        expect(refreshed.status).toBe(200);
        const { access_token: token } = before;
        const out = server.post('/api/auth/logout', undefined, { token });
        expect((await within(HANG_MS, out)).status).toBe(200);
        expect((await me(server, token)).status).toBe(401);
        await saysOfRedis('degraded');
      } finally {
        redis.thaw();
      }
      await saysOfRedis('up');
      expect((await me(server, before.access_token)).status).toBe(401);
    },
    MINUTE,
  );

  it.each([
    ['is full', () => redis.fill(), () => redis.drain()],
    [
      'has become a replica that takes no writes',
      () => redis.command('REPLICAOF', '127.0.0.1', '1'),
      () => redis.command('REPLICAOF', 'NO', 'ONE'),
    ],
  ])(
    'begin, go on and end while Redis %s',
    async (_what, spoil, mend) => {
      const [before, ended] = [await signIn(server, account), await signIn(server, account)];
      for (const { access_token: token } of [before, ended]) await me(server, token);
      await spoil();
      try {
        const session = await within(HANG_MS, signIn(server, account));
        expect((await me(server, session.access_token)).status).toBe(200);
        expect((await me(server, before.access_token)).status).toBe(200);
        expect((await within(HANG_MS, refresh(server, session.refresh_token))).status).toBe(200);
        const { access_token: token } = ended;
        expect((await server.post('/api/auth/logout', undefined, { token })).status).toBe(200);
        expect((await me(server, token)).status).toBe(401);
      } finally {
        await mend();
      }
      expect((await me(server, ended.access_token)).status).toBe(401);
      expect((await me(server, before.access_token)).status).toBe(200);
    },
    MINUTE,
  );

  it(
    'are answered 503 while PostgreSQL is away, never let in by mistake, and go on after it',
    async () => {
      const [stays, ended] = [await signIn(server, account), await signIn(server, account)];
      await server.post('/api/auth/logout', undefined, { token: ended.access_token });
      network.cut();
      try {
        const refused = await server.post<Problem>('/api/auth/refresh', {
          refresh_token: stays.refresh_token,
        });
        expect(refused).toMatchObject({ status: 503, body: { success: false } });
        expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
        expect((await me(server, ended.access_token)).status).not.toBe(200);
        await eventually(async () => (await me(server, stays.access_token)).status === 503, 20_000);
        expect((await server.get('/health/live')).status).toBe(200);
      } finally {
        network.heal();
      }
      await eventually(async () => (await me(server, stays.access_token)).status === 200, 20_000);
      expect((await refresh(server, stays.refresh_token)).status).toBe(200);
      expect((await me(server, ended.access_token)).status).toBe(401);
    },
    2 * MINUTE,
  );
});
