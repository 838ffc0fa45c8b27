import pg from 'pg';
import { createTestDatabase, startRedis, type RedisServer, type TestDatabase } from '#libs/testing';
import { Accounts, type Account } from '../support/accounts.js';
import { gatehouse } from '../support/gatehouse.js';

const MINUTE = 60_000;
const SECRET_KEY = 'for-tests-only-0123456789abcdefghijklmnop';
/** More sessions than one transaction ends. */
const USERS = 60;
const MANY = 20_000;

describe('the command that ends the sessions of all users', () => {
  let database: TestDatabase;
  let redis: RedisServer;
  let accounts: Accounts;
  let env: Readonly<Record<string, string>>;

  beforeEach(async () => {
    database = await createTestDatabase();
    accounts = new Accounts(database.url);
    env = {
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      SECRET_KEY,
      SESSION_LIMIT_PER_USER: '0',
    };
  });
  afterEach(async () => {
    await accounts?.close();
    await database?.drop();
  });
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis?.stop());

  const end = async () => {
    const { code, stdout, stderr } = await gatehouse(
      ['sessions', 'end', '--all', '--yes', '--json'],
      env,
    );
    return { code, stderr, told: JSON.parse(stdout || 'null') as unknown };
  };
  const open = ({ id }: Account, count: number) =>
    accounts.rows(
      `INSERT INTO sessions (id, user_id, secret, last_seen_at, expires_at, auth_time, amr)
       SELECT gen_random_uuid(), $1, sha256(i::text::bytea), now(), now() + interval '1 day', now(), '{pwd}'
         FROM generate_series(1, $2) AS i`,
      [id, count],
    );
  const live = async () => {
    const found = await accounts.rows<{ userId: string; count: number }>(
      `SELECT user_id AS "userId", count(*)::int AS count FROM sessions
        WHERE ended_at IS NULL GROUP BY user_id`,
    );
    return Object.fromEntries(found.map(({ userId, count }) => [userId, count]));
  };

  /** Keeps one session of the user locked while `work` runs. */
  async function whileLocked<T>({ id }: Account, work: () => Promise<T>): Promise<T> {
    const other = new pg.Client(database.url);
    await other.connect();
    try {
      await other.query('BEGIN');
      await other.query('SELECT FROM sessions WHERE user_id = $1 LIMIT 1 FOR UPDATE', [id]);
      return await work();
    } finally {
      await other.end();
    }
  }

  it(
    'sessions end --all ends all but those of a user with a locked session, names that user, and ends the rest when called again',
    async () => {
      const everybody: Account[] = [];
      for (let number = 0; number < USERS; number += 1) {
        const account = await accounts.create({ password: null });
        await open(account, 2);
        everybody.push(account);
      }
      const held = everybody[10] as Account;

      const first = await whileLocked(held, end);
      expect(first.told).toMatchObject({
        success: false,
        exit_code: 1,
        sessions_ended: 2 * (USERS - 1),
        failed_user_ids: [held.id],
      });
      expect(first.code).toBe(1);
      expect(first.stderr).toContain(
        `error: Ended ${2 * (USERS - 1)} sessions of all users but 1 user: ${held.id}\nhint: another`,
      );
      expect(await live()).toEqual({ [held.id]: 2 });

      const second = await end();
      expect(second).toEqual({
        code: 0,
        stderr: '',
        told: { success: true, sessions_ended: 2, failed_user_ids: [] },
      });
      expect(await live()).toEqual({});
    },
    3 * MINUTE,
  );

  it(
    'sessions end --all ends all twenty thousand sessions of one user in one run, and those of all others',
    async () => {
      const [few, many] = [
        await accounts.create({ password: null }),
        await accounts.create({ password: null }),
      ];
      await open(few, 3);
      await open(many, MANY);
      expect(await end()).toEqual({
        code: 0,
        stderr: '',
        told: { success: true, sessions_ended: MANY + 3, failed_user_ids: [] },
      });
      expect(await live()).toEqual({});
      const changes = await accounts.row<{ count: number }>(
        `SELECT count(*)::int AS count FROM change_log WHERE kind = 'session_ended'`,
      );
      expect(changes).toEqual({ count: MANY + 3 });
    },
    3 * MINUTE,
  );
});
