import pg from 'pg';
import {
  createTestDatabase,
  startServerProcess,
  type ServerProcess,
  type TestDatabase,
} from '#libs/testing';
import { Accounts, me, refresh, signIn, UNLIMITED, type Account } from '../support/accounts.js';
import { gatehouse } from '../support/gatehouse.js';

const MINUTE = 60_000;
const SECRET_KEY = 'for-tests-only-0123456789abcdefghijklmnop';

/** A backup brings sessions back that were ended after it was made (F33). */
describe('a database that was restored', () => {
  let database: TestDatabase;
  let accounts: Accounts;
  let server: ServerProcess;
  let account: Account;

  const start = () =>
    startServerProcess({
      databaseUrl: database.url,
      env: { ...UNLIMITED, SECRET_KEY, BCRYPT_COST: '4' },
    });
  /** As a dump that is restored in place. */
  const keep = (name: string) => asAdmin(`CREATE DATABASE ${name} TEMPLATE ${database.name}`);
  const restore = async (name: string) => {
    await asAdmin(`DROP DATABASE ${database.name} WITH (FORCE)`);
    await asAdmin(`ALTER DATABASE ${name} RENAME TO ${database.name}`);
  };
  const asAdmin = async (sql: string) => {
    const url = new URL(database.url);
    url.pathname = '/postgres';
    const client = new pg.Client(url.href);
    await client.connect();
    await client.query(sql);
    await client.end();
  };

  beforeAll(async () => {
    database = await createTestDatabase();
    accounts = new Accounts(database.url);
    account = await accounts.create();
    await accounts.close();
    server = await start();
  }, 2 * MINUTE);
  afterAll(async () => {
    await server?.stop();
    await database?.drop();
  });

  it(
    'a restored database accepts no session that was signed out after the backup, once all sessions were ended',
    async () => {
      const ended = await signIn(server, account);
      const other = await signIn(server, account);
      await server.stop();
      const backup = `${database.name}_backup`;
      await keep(backup);
      server = await start();
      await server.post('/api/auth/logout', undefined, { token: ended.access_token });
      expect((await me(server, ended.access_token)).status).toBe(401);
      await server.stop();
      await restore(backup);

      const env = { DATABASE_URL: database.url, SECRET_KEY };
      const refused = await gatehouse(['sessions', 'end', '--all'], env);
      expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('--yes')]);
      const both = await gatehouse(['sessions', 'end', '--all', '--user', account.id], env);
      expect([both.code, both.stderr]).toEqual([2, expect.stringContaining('either')]);
      const done = await gatehouse(['sessions', 'end', '--all', '--yes', '--json'], env);
      expect(JSON.parse(done.stdout)).toEqual({
        success: true,
        sessions_ended: 2,
        failed_user_ids: [],
      });

      server = await start();
      for (const { access_token: access, refresh_token: token } of [ended, other]) {
        expect((await me(server, access)).status).toBe(401);
        expect((await refresh(server, token)).body).toMatchObject({ code: 'SESSION_ENDED' });
      }
      expect((await me(server, (await signIn(server, account)).access_token)).status).toBe(200);
    },
    4 * MINUTE,
  );
});
