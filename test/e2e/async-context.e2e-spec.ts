import { join } from 'node:path';
import {
  createTestDatabase,
  startRedis,
  startServerProcess,
  type RedisServer,
  type ServerProcess,
  type TestDatabase,
} from '#libs/testing';
import { Accounts, me, refresh, signIn } from '../support/accounts.js';

const HOOK = join(import.meta.dirname, '../support/async-context-hook.mjs');

/** From this version on an async context costs nothing. */
const FREE_FROM_NODE = 24;
const isFree = Number.parseInt(process.versions.node, 10) >= FREE_FROM_NODE;

(isFree ? describe.skip : describe)('a server outside of tests', () => {
  let database: TestDatabase;
  let redis: RedisServer;
  let server: ServerProcess;
  let accounts: Accounts;

  beforeAll(async () => {
    database = await createTestDatabase();
    redis = await startRedis();
    server = await startServerProcess({
      databaseUrl: database.url,
      env: {
        NODE_ENV: 'development',
        NODE_OPTIONS: `--import=${HOOK}`,
        REDIS_URL: redis.url,
        BCRYPT_COST: '10',
        OIDC_CORP_ISSUER: 'http://127.0.0.1:9',
        OIDC_CORP_CLIENT_ID: 'id',
        OIDC_CORP_CLIENT_SECRET: 'secret',
      },
    });
    accounts = new Accounts(database.url);
  }, 120_000);
  afterAll(async () => {
    await accounts?.close();
    await server?.stop();
    await redis?.stop();
    await database?.drop();
  });

  it('a server without traces enters no async context: before Node 24 every promise would call its hooks', async () => {
    const account = await accounts.create();
    await accounts.grant(account, 'admin');
    const session = await signIn(server, account);
    const token = session.access_token;
    const answers = [
      await me(server, token),
      await server.patch('/api/auth/me', { first_name: 'Ann' }, { token }),
      await server.get('/api/roles/services', { token }),
      await server.get('/metrics'),
      await refresh(server, session.refresh_token),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect((await server.get('/api/oauth/corp')).body).toMatchObject({
      code: 'PROVIDER_UNAVAILABLE',
    });
    expect(server.output).not.toContain('async context entered');
  });
});
