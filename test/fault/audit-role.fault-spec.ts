import { randomBytes } from 'node:crypto';
import pg from 'pg';
import {
  createTestDatabase,
  eventually,
  openDatabase,
  runGatehouse,
  startServerProcess,
  type ServerProcess,
  type TestDatabase,
} from '#libs/testing';
import { Accounts, PASSWORD, type SignedIn } from '../support/accounts.js';
import { Trail } from '../support/audit-chain.js';

const SECRET_KEY = 'for-tests-only-0123456789abcdefghijklmnop';
const MINUTES = 240_000;

/** The built server under a database role that owns nothing, as the manual describes. */
describe('a server whose role cannot change or delete the trail', () => {
  const role = `gh_server_${randomBytes(4).toString('hex')}`;
  let database: TestDatabase;
  let owner: pg.Client;
  let accounts: Accounts;
  let asRole: string;
  const servers: ServerProcess[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
    accounts = new Accounts(database.url);
    owner = new pg.Client(database.url);
    await owner.connect();
    await owner.query(`CREATE ROLE ${role} LOGIN PASSWORD 'p-${role}'`);
    const grants = await runGatehouse(['audit', 'grants', role], { env: {} });
    expect([grants.code, grants.stderr]).toEqual([0, '']);
    await owner.query(grants.stdout);
    const url = new URL(database.url);
    [url.username, url.password] = [role, `p-${role}`];
    asRole = url.href;
    for (let index = 0; index < 2; index += 1) {
      servers.push(
        await startServerProcess({
          databaseUrl: named(index),
          env: {
            SECRET_KEY,
            MIGRATE_ON_START: 'false',
            AUDIT_RETENTION_DAYS: '30',
            LOG_LEVEL: 'info',
            APP_BASE_URL: 'http://gatehouse.test',
            ADMIN_EMAIL: 'root@example.test',
            ADMIN_PASSWORD: 'a long enough password',
          },
        }),
      );
    }
  }, MINUTES);
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.kill()));
    await accounts?.close();
    await owner?.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    await owner?.end();
    await database?.drop();
  });

  const audit = (args: string[], databaseUrl = asRole) =>
    runGatehouse(['audit', ...args], {
      env: { DATABASE_URL: databaseUrl, SECRET_KEY, MIGRATE_ON_START: 'false' },
    });
  const unsealed = async () => (await owner.query('SELECT 1 FROM audit_queue')).rowCount;
  /** The client address that distinguishes the servers in the database. */
  const named = (index: number) => `${asRole}?application_name=server-${index}`;
  /** The server that is sealing and waits for the test's lock. */
  const sealing = async () => {
    // Not through the owner's connection: its transaction keeps one snapshot.
    const rows = await accounts.rows<{ name: string }>(
      `SELECT application_name AS name FROM pg_stat_activity
        WHERE wait_event_type = 'Lock' AND query LIKE '%audit_seals%' AND datname = current_database()`,
    );
    return servers.find((_, index) => rows[0]?.name === `server-${index}`) ?? false;
  };
  const [first, second] = [() => servers[0]!, () => servers[1]!];

  it('under the role that owns nothing, accounts sign in, refresh, change the password and sign out', async () => {
    const { email } = await accounts.create();
    const signedIn = await first().post<SignedIn>('/api/auth/login', { email, password: PASSWORD });
    expect(signedIn.status).toBe(200);
    const { refresh_token } = signedIn.body;
    const refreshed = await second().post<SignedIn>('/api/auth/refresh', { refresh_token });
    expect(refreshed.status).toBe(200);
    const token = refreshed.body.access_token;
    const passwords = { current_password: PASSWORD, new_password: 'eleven owls over a mill' };
    const changed = await first().post('/api/auth/change-password', passwords, { token });
    expect(changed.status).toBe(200);
    expect((await second().post('/api/auth/logout', {}, { token })).status).toBe(200);
    await first().post('/api/password/forgot', { email });
    await eventually(async () => {
      const sql = "SELECT 1 FROM audit_events WHERE type = 'reset_password.requested'";
      return (await owner.query(sql)).rowCount === 1;
    });
    const erased = { password: passwords.new_password };
    const again = await first().post<SignedIn>('/api/auth/login', { email, ...erased });
    const options = { token: again.body.access_token, body: erased };
    const gone = await first().delete('/api/auth/me', options);
    expect(gone.status).toBe(200);
  });

  it('the role that owns nothing cannot change or delete an event, a seal, an anchor or a record', async () => {
    const client = new pg.Client(asRole);
    await client.connect();
    for (const sql of [
      'UPDATE audit_events SET ip = NULL',
      'DELETE FROM audit_events',
      'TRUNCATE audit_events',
      'DELETE FROM audit_seals',
      'UPDATE audit_seals SET number = 0',
      'DELETE FROM audit_anchors',
      'DELETE FROM audit_marks',
      'DELETE FROM audit_head',
      'ALTER TABLE audit_events DISABLE TRIGGER ALL',
      'DELETE FROM migrations',
    ]) {
      await expect(client.query(sql)).rejects.toThrow(/permission denied|must be owner/);
    }
    await client.end();
  });

  it(
    'the role that owns nothing seals events, continues after the sealing instance is killed, and verifies the trail',
    async () => {
      await eventually(async () => (await unsealed()) === 0);
      await owner.query('BEGIN; LOCK TABLE audit_seals IN EXCLUSIVE MODE');
      await accounts.rows(
        `INSERT INTO audit_events (id, type, outcome, actor_kind)
         SELECT gen_random_uuid(), 'test.bulk', 'success', 'system' FROM generate_series(1, 600)`,
      );
      try {
        await (await eventually(sealing)).kill();
      } finally {
        await owner.query('ROLLBACK');
      }
      const began = performance.now();
      await eventually(async () => (await unsealed()) === 0);
      // The other instance tries every half second; the rest allows for a slow machine, and is less than any lease.
      expect(performance.now() - began).toBeLessThan(5000);
      expect(
        servers.filter(({ child }) => child.exitCode === null && child.signalCode === null),
      ).toHaveLength(1);
      const { code, stdout, stderr } = await audit(['verify']);
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).toContain('as written');
    },
    MINUTES,
  );

  it(
    'the role that owns nothing leaves it to the owner to retire old days, and says so',
    async () => {
      await Promise.all(servers.map((server) => server.kill()));
      const opened = await openDatabase({ url: database.url });
      const trail = new Trail(opened.database, SECRET_KEY);
      await trail.empty();
      await trail.days(2, 2);
      await opened.close();
      const options = ['retire', '--before', '2026-01-02', '--yes'];
      const refused = await audit(options);
      expect(refused.code).toBe(1);
      expect(refused.stderr).toContain('may not delete');
      servers.push(
        await startServerProcess({
          databaseUrl: asRole,
          env: {
            SECRET_KEY,
            MIGRATE_ON_START: 'false',
            AUDIT_RETENTION_DAYS: '30',
            LOG_LEVEL: 'warn',
          },
        }),
      );
      const said = 'As their owner run: gatehouse audit retire --before ';
      await eventually(() => servers.at(-1)!.output.includes(said), 30_000);
      expect((await audit(options, database.url)).code).toBe(0);
      expect((await audit(['verify'])).code).toBe(0);
    },
    MINUTES,
  );

  it(
    'a role that may delete retires old days by itself, once over all instances',
    async () => {
      await servers.at(-1)!.kill();
      const start = () =>
        startServerProcess({
          databaseUrl: database.url,
          env: { SECRET_KEY, AUDIT_RETENTION_DAYS: '30', LOG_LEVEL: 'error' },
        });
      servers.push(...(await Promise.all([start(), start()])));
      await eventually(async () => {
        const marks = await owner.query('SELECT made_by FROM audit_marks ORDER BY number');
        // The last old day is complete as soon as the servers have written something today.
        expect(marks.rows.map(({ made_by }: { made_by: string }) => made_by)).toEqual([
          'operator',
          'system',
          'system',
        ]);
      }, 30_000);
      await eventually(async () => (await unsealed()) === 0);
      expect((await audit(['verify'])).code).toBe(0);
    },
    MINUTES,
  );
});
