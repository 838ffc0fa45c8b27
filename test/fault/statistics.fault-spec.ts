import pg from 'pg';
import {
  createTestDatabase,
  eventually,
  startServerProcess,
  type ServerProcess,
  type TestDatabase,
} from '#libs/testing';
import { Accounts, signIn, UNLIMITED } from '../support/accounts.js';
import { mintToken } from '../support/service-token.js';

const MINUTE = 60_000;

describe('statistics', () => {
  let database: TestDatabase;
  let accounts: Accounts;
  let server: ServerProcess;

  const start = () => startServerProcess({ databaseUrl: database.url, env: { ...UNLIMITED } });

  beforeAll(async () => {
    database = await createTestDatabase();
    accounts = new Accounts(database.url);
    server = await start();
  }, 2 * MINUTE);
  afterAll(async () => {
    await accounts?.close();
    await server?.stop();
    await database?.drop();
  });

  const counted = async (measure: string, outcome = '') =>
    Number(
      (
        await accounts.row<{ n: string }>(
          `SELECT coalesce(sum(count), 0) AS n FROM daily_statistics
            WHERE measure = $1 AND ($2 = '' OR outcome = $2)`,
          [measure, outcome],
        )
      )?.n,
    );

  it(
    'statistics are written within a second or so, and survive a kill of the server',
    async () => {
      const account = await accounts.create();
      for (let i = 0; i < 20; i += 1) await signIn(server, account);
      await eventually(async () => (await counted('sign_ins', 'success')) === 20);
      await eventually(async () => (await counted('active_sessions')) === 20);
      await server.kill();
      server = await start();
      await signIn(server, account);
      await eventually(async () => (await counted('sign_ins', 'success')) === 21);
      await eventually(async () => (await counted('active_sessions')) === 21);
      expect(await counted('active_users')).toBe(1);
    },
    2 * MINUTE,
  );

  it(
    'statistics lose nothing when the server is told to stop',
    async () => {
      const account = await accounts.create();
      const before = await counted('sign_ins', 'success');
      for (let i = 0; i < 5; i += 1) await signIn(server, account);
      await server.stop();
      expect(await counted('sign_ins', 'success')).toBe(before + 5);
      server = await start();
    },
    2 * MINUTE,
  );

  it(
    'statistics count the uses of an application token, and a kill loses only what was not written yet',
    async () => {
      const administrator = await accounts.create();
      await accounts.grant(administrator, 'admin');
      const { access_token: admin } = await signIn(server, administrator);
      const service = await server.post<{ service_id: string }>(
        '/api/roles/services',
        { name: 'counted' },
        { token: admin },
      );
      const prover = { token: admin, password: administrator.password };
      const fields = { service_id: service.body.service_id, name: 'counted' };
      const made = await mintToken(server, prover, fields);
      const { id, token } = made.body.token_data;
      const use = async (times: number) => {
        for (let i = 0; i < times; i += 1) {
          expect((await server.get('/api/tokens/validate', { token })).status).toBe(200);
        }
      };
      const written = async () => {
        const found = await accounts.row<{ total: number; daily: number }>(
          `SELECT t.use_count::int AS total,
                  (SELECT coalesce(sum(use_count), 0)::int FROM app_token_usage WHERE token_id = t.id) AS daily
             FROM app_tokens t WHERE t.id = $1`,
          [id],
        );
        expect(found?.daily).toBe(found?.total);
        return found?.total ?? 0;
      };
      // The timer alone writes them: no request arrives meanwhile.
      await use(50);
      await eventually(async () => (await written()) === 50);
      await use(30);
      await server.kill();
      const left = await written();
      expect(left).toBeGreaterThanOrEqual(50);
      expect(left).toBeLessThanOrEqual(80);
      server = await start();
      await use(20);
      await eventually(async () => (await written()) === left + 20);
    },
    2 * MINUTE,
  );

  it(
    'statistics answer the last known numbers and their time at once while the stored ones cannot be read',
    async () => {
      const administrator = await accounts.create();
      await accounts.grant(administrator, 'admin');
      await server.stop();
      const env = { ...UNLIMITED, DATABASE_STATEMENT_TIMEOUT_MS: '1500' };
      server = await startServerProcess({ databaseUrl: database.url, env });
      const { access_token: token } = await signIn(server, administrator);
      const stats = () =>
        server.get<{ active_sessions: number; counted_at: string }>('/api/auth/sessions/stats', {
          token,
        });
      const known = await stats();
      expect(known.status).toBe(200);
      const other = new pg.Client(database.url);
      await other.connect();
      try {
        await other.query('BEGIN; LOCK TABLE open_session_counts IN ACCESS EXCLUSIVE MODE');
        for (let caller = 0; caller < 5; caller += 1) {
          const { status, body } = await stats();
          expect([status, body.counted_at]).toEqual([200, known.body.counted_at]);
          expect(body.active_sessions).toBe(known.body.active_sessions);
        }
        const waiting = await accounts.rows<{ n: number }>(
          `SELECT 1 FROM pg_stat_activity WHERE datname = current_database()
              AND wait_event_type = 'Lock' AND query LIKE '%open_session_counts%'`,
        );
        expect(waiting).toEqual([]);
      } finally {
        await other.end();
      }
      await eventually(async () => (await stats()).body.counted_at > known.body.counted_at, 40_000);
    },
    2 * MINUTE,
  );
});
