import { freePort } from '#libs/database';
import {
  createTestDatabase,
  eventually,
  HttpClient,
  startRedis,
  startServerProcess,
  type RedisServer,
  type ServerProcess,
  type TestDatabase,
} from '#libs/testing';
import { Accounts } from '../support/accounts.js';
import { DeployedProxy } from '../support/deployed-proxy.js';
import { hasProxy, type ProxyName } from '../support/running-proxy.js';
import { SteadyLoad } from '../support/steady-load.js';

/** More than these for a measurement: GATEHOUSE_ROLLING_RESTARTS=8 GATEHOUSE_ROLLING_RATE=100. */
const RESTARTS = Number(process.env['GATEHOUSE_ROLLING_RESTARTS'] ?? 2);
const PER_SECOND = Number(process.env['GATEHOUSE_ROLLING_RATE'] ?? 40);
const LONGEST_MS = 120_000 + RESTARTS * 90_000;

/** CI must have the programs: a suite that skips itself there would prove nothing. */
const mustRun = process.env['CI'] !== undefined;
const where = (name: ProxyName) => (mustRun || hasProxy(name) ? describe : describe.skip);

describe.each<ProxyName>(['haproxy', 'nginx'])('deploy/%s', (name) => {
  where(name)(`behind it (skipped where ${name} is not installed)`, () => {
    let database: TestDatabase;
    let redis: RedisServer;
    let accounts: Accounts;
    let proxy: DeployedProxy;
    let ports: number[];
    const servers: ServerProcess[] = [];

    const startOn = async (index: number) => {
      servers[index] = await startServerProcess({
        databaseUrl: database.url,
        // Under load, on a busy machine.
        deadlineMs: LONGEST_MS,
        env: {
          NODE_ENV: 'production',
          APP_BASE_URL: 'https://auth.example.com',
          PORT: String(ports[index]),
          REDIS_URL: redis.url,
          TRUST_PROXY: 'loopback',
          MAIL_SERVER: '127.0.0.1',
          MAIL_PORT: '9',
          CAPTCHA_MODE: 'off',
          NEW_DEVICE_NOTICE: 'false',
          SESSION_LIMIT_PER_USER: '0',
          BCRYPT_COST: '10',
          LOG_LEVEL: 'warn',
        },
      });
    };

    beforeAll(async () => {
      [database, redis] = await Promise.all([createTestDatabase(), startRedis()]);
      accounts = new Accounts(database.url);
      ports = [await freePort(), await freePort()];
      await startOn(0);
      await startOn(1);
      proxy = await DeployedProxy.start(name, [`127.0.0.1:${ports[0]}`, `127.0.0.1:${ports[1]}`]);
    }, LONGEST_MS);
    afterAll(async () => {
      await proxy?.stop();
      for (const server of servers) await server.kill();
      await accounts?.close();
      await redis?.stop();
      await database?.drop();
    }, LONGEST_MS);

    const url = () => `http://127.0.0.1:${proxy.port}`;

    it(
      'no request fails while one instance after the other is replaced',
      async () => {
        const client = new HttpClient(url());
        await eventually(async () => (await client.get('/health/ready')).status === 200);
        client.hangUp();
        const load = new SteadyLoad(url(), accounts);
        await load.prepare();
        load.start(PER_SECOND);
        try {
          for (let count = 0; count < RESTARTS; count += 1) {
            const index = count % 2;
            expect(await servers[index]!.stop('SIGTERM')).toEqual({ code: 0, signal: null });
            await startOn(index);
          }
        } finally {
          await load.stop();
        }
        expect({ sent: load.sent, failures: load.failures }).toEqual({
          sent: load.sent,
          failures: [],
        });
        process.stderr.write(
          `${name}: ${load.sent} requests over ${RESTARTS} restarts, 0 failed\n`,
        );
      },
      LONGEST_MS,
    );
  });
});
