import {
  createTestDatabase,
  eventually,
  hasRedisServer,
  startRedis,
  startServerProcess,
  startTcpProxy,
  type RedisServer,
  type ServerProcess,
  type TcpProxy,
  type TestDatabase,
} from '#libs/testing';
import { Accounts, anEmail, me, signIn, type Account } from '../support/accounts.js';

const MINUTE = 60_000;
const LIMIT = 4;

interface Instance {
  readonly server: ServerProcess;
  /** The network path between the instance and Redis. */
  readonly network: TcpProxy;
}

/** As when a router drops its open connections: neither end is told, and new connections work. */
(hasRedisServer() ? describe : describe.skip)(
  'two instances whose paths to Redis are lost without a word',
  () => {
    let database: TestDatabase;
    let redis: RedisServer;
    let accounts: Accounts;
    let one: Instance;
    let two: Instance;

    const start = async (): Promise<Instance> => {
      const network = await startTcpProxy({ port: redis.port });
      const server = await startServerProcess({
        databaseUrl: database.url,
        env: {
          REDIS_URL: network.through(redis.url),
          APP_BASE_URL: 'http://gatehouse.test',
          RATE_LIMIT_ENABLED: 'true',
          RATE_LIMIT_LOGIN_PER_ADDRESS: '100000/1h',
          RATE_LIMIT_LOGIN_PER_ACCOUNT: `${LIMIT}/1h`,
          // The login back-off counts in PostgreSQL, and would refuse before two buckets are full.
          PASSWORD_BACKOFF_FREE_TRIES: '50',
          CAPTCHA_MODE: 'off',
          BCRYPT_COST: '4',
        },
      });
      return { server, network };
    };

    beforeAll(async () => {
      database = await createTestDatabase();
      redis = await startRedis();
      accounts = new Accounts(database.url);
      one = await start();
      two = await start();
      await limitsAreShared();
    }, 3 * MINUTE);
    afterAll(async () => {
      for (const instance of [one, two]) {
        await instance?.server.kill();
        await instance?.network.close();
      }
      await accounts?.close();
      await redis?.stop();
      await database?.drop();
    });

    /** How many of twenty concurrent tries, sent to the two instances in turn, are let through. */
    const admitted = async (): Promise<number> => {
      const credentials = { email: anEmail('nobody'), password: 'not the password of anybody' };
      const tries = Array.from({ length: 20 }, (_, index) =>
        (index % 2 === 0 ? one : two).server.post('/api/auth/login', credentials),
      );
      return (await Promise.all(tries)).filter(({ status }) => status === 401).length;
    };
    const limitsAreShared = () =>
      eventually(async () => expect(await admitted()).toBe(LIMIT), MINUTE);

    const statusAt = async ({ server }: Instance, token: string): Promise<number> =>
      (await me(server, token)).status;
    /** A session that both instances have cached. */
    const aSession = async (account: Account): Promise<string> => {
      const { access_token: token } = await signIn(one.server, account);
      for (const instance of [one, two, one, two])
        expect(await statusAt(instance, token)).toBe(200);
      return token;
    };

    it(
      'two instances share one limit again after their connections to Redis were dropped',
      async () => {
        one.network.strand();
        two.network.strand();
        await limitsAreShared();
      },
      3 * MINUTE,
    );

    it(
      'an instance refuses a session that the other has ended, with its own path to Redis lost or the path of the other',
      async () => {
        const account = await accounts.create();
        const [here, there] = [await aSession(account), await aSession(account)];
        two.network.strand();
        expect((await one.server.post('/api/auth/logout', {}, { token: here })).status).toBe(200);
        expect(await statusAt(two, here)).toBe(401);
        expect((await two.server.post('/api/auth/logout', {}, { token: there })).status).toBe(200);
        // The other instance sees Redis, and learns of it through PostgreSQL at the latest when its cache entry
        // expires.
        await eventually(async () => (await statusAt(one, there)) === 401);
        await limitsAreShared();
        const after = await aSession(account);
        expect((await two.server.post('/api/auth/logout', {}, { token: after })).status).toBe(200);
        expect(await statusAt(one, after)).toBe(401);
      },
      3 * MINUTE,
    );
  },
);
