import {
  createTestDatabase,
  startRedis,
  startServerProcess,
  type RedisServer,
  type ServerProcess,
  type TestDatabase,
} from '#libs/testing';
import { Accounts, UNLIMITED } from './accounts.js';

export interface TwoServersOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly withRedis?: boolean;
}

/** Two processes of the built server that share PostgreSQL and, optionally, Redis. */
export class TwoServers {
  private constructor(
    readonly servers: readonly [ServerProcess, ServerProcess],
    readonly accounts: Accounts,
    private readonly database: TestDatabase,
    private readonly ownRedis: RedisServer | null,
  ) {}

  static async start({ env = {}, withRedis = true }: TwoServersOptions = {}): Promise<TwoServers> {
    const database = await createTestDatabase();
    const redis = withRedis ? await startRedis() : null;
    const options = {
      databaseUrl: database.url,
      env: {
        // The common issuer, without which each would refuse the tokens of the other.
        APP_BASE_URL: 'http://gatehouse.test',
        ...UNLIMITED,
        DATABASE_POOL_MAX: '10',
        ...(redis && { REDIS_URL: redis.url }),
        ...env,
      },
    };
    const first = await startServerProcess(options);
    const second = await startServerProcess(options);
    return new TwoServers([first, second], new Accounts(database.url), database, redis);
  }

  /** The server for a number: even numbers get the one, odd ones the other. */
  on(index: number): ServerProcess {
    return this.servers[index % 2 === 0 ? 0 : 1];
  }

  get databaseUrl(): string {
    return this.database.url;
  }

  get redis(): RedisServer {
    if (!this.ownRedis) throw new Error('These servers share no Redis');
    return this.ownRedis;
  }

  /** Opens the connections that a race will use, so that its requests arrive together. */
  async warm(connections: number): Promise<void> {
    await this.race(connections, (server) => server.get('/health/live'));
  }

  /** Sends so many requests at once, alternately to both. */
  race<T>(
    count: number,
    request: (server: ServerProcess, index: number) => Promise<T>,
  ): Promise<T[]> {
    return Promise.all(Array.from({ length: count }, (_, index) => request(this.on(index), index)));
  }

  /** @throws Error when a server has exited or begun to stop by itself, with its last output */
  async close(): Promise<void> {
    const dead = this.servers.find((server) => server.hasEnded);
    await this.accounts.close();
    const ends = await Promise.all(this.servers.map((server) => server.stop()));
    await this.ownRedis?.stop();
    await this.database.drop();
    const failed = dead ?? this.servers.find((_, index) => ends[index]?.code === 1);
    if (failed) throw new Error(`A server has ended:\n${failed.output.slice(-4_000)}`);
  }
}
