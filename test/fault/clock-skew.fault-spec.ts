import {
  createTestDatabase,
  eventually,
  findFakeTime,
  PATIENT_WITH_REDIS,
  startRedis,
  startServerProcess,
  WrongClock,
  type RedisServer,
  type ServerProcess,
  type TestDatabase,
} from '#libs/testing';
import { Accounts, me, refresh, signIn, type Problem } from '../support/accounts.js';
import { expectCrossInstanceTokens } from '../support/cross-instance-tokens.js';

const MINUTE = 60_000;
const HOUR_SECONDS = 3600;
const AHEAD_SECONDS = 300;
const ATTEMPTS = 3;

interface Claims {
  readonly iat: number;
  readonly exp: number;
  readonly auth_time: number;
}

const claimsOf = (token: string): Claims =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Claims;

/** Processes on machines with wrong clocks; the database's clock is right. */
(findFakeTime() ? describe : describe.skip)(
  'two servers whose clocks differ by ten minutes',
  () => {
    let database: TestDatabase;
    let redis: RedisServer;
    let accounts: Accounts;
    let fast: ServerProcess;
    let slow: ServerProcess;
    let fastClock: WrongClock;

    const start = (clock: WrongClock) =>
      startServerProcess({
        databaseUrl: database.url,
        env: {
          ...clock.env,
          APP_BASE_URL: 'http://gatehouse.test',
          REDIS_URL: redis.url,
          ...PATIENT_WITH_REDIS,
          RATE_LIMIT_ENABLED: 'true',
          RATE_LIMIT_LOGIN_PER_ADDRESS: 'off',
          RATE_LIMIT_LOGIN_PER_ACCOUNT: 'off',
          RATE_LIMIT_TOKEN_PER_CREDENTIAL: 'off',
          RATE_LIMIT_MAIL_PER_ACCOUNT: `${ATTEMPTS}/10m`,
          LOG_LEVEL: 'warn',
        },
      });

    beforeAll(async () => {
      database = await createTestDatabase();
      redis = await startRedis();
      accounts = new Accounts(database.url);
      fastClock = new WrongClock(AHEAD_SECONDS);
      fast = await start(fastClock);
      slow = await start(new WrongClock(-AHEAD_SECONDS));
    }, 3 * MINUTE);
    afterAll(async () => {
      await accounts?.close();
      await fast?.stop();
      await slow?.stop();
      await redis?.stop();
      await database?.drop();
    });

    const bothWays = () =>
      [
        [fast, slow],
        [slow, fast],
      ] as const;

    const aheadOf = async (server: ServerProcess) => {
      const { text } = await server.get('/metrics');
      return Number(/^gatehouse_clock_ahead_seconds (\S+)$/m.exec(text)?.[1]);
    };

    /** The database's time, which every process must use. */
    const now = async () => {
      const [row] = await accounts.rows<{ now: string }>(
        'SELECT extract(epoch FROM clock_timestamp()) AS now',
      );
      return Number(row?.now);
    };

    const isAbout = (seconds: number, expected: number) =>
      expect(Math.abs(seconds - expected)).toBeLessThan(AHEAD_SECONDS / 2);

    it('instances with wrong clocks detect how wrong they are', async () => {
      isAbout(await aheadOf(fast), AHEAD_SECONDS);
      isAbout(await aheadOf(slow), -AHEAD_SECONDS);
      expect(fast.output).toMatch(/clock/i);
    });

    it('instances with wrong clocks accept each other’s tokens, which begin now and end in an hour for both', async () => {
      const account = await accounts.create();
      for (const [one, other] of bothWays()) {
        const { access_token } = await expectCrossInstanceTokens(one, other, account);
        const { iat, exp, auth_time } = claimsOf(access_token);
        expect(exp - iat).toBe(HOUR_SECONDS);
        isAbout(iat, await now());
        isAbout(auth_time, await now());
      }
    });

    it('an instance with a wrong clock refuses at once what the other has ended', async () => {
      const account = await accounts.create();
      for (const [one, other] of bothWays()) {
        const { access_token: token, refresh_token } = await signIn(one, account);
        expect((await me(other, token)).status).toBe(200);
        expect((await one.post('/api/auth/logout', undefined, { token })).status).toBe(200);
        expect((await me(other, token)).body.code).toBe('SESSION_ENDED');
        expect((await refresh(other, refresh_token)).status).toBe(401);
      }
    });

    it('instances with wrong clocks share one limit, and state a Retry-After within its window', async () => {
      const { email } = await accounts.create();
      const ask = (server: ServerProcess) =>
        server.post<Problem>('/api/password/forgot', { email });
      for (let n = 0; n < ATTEMPTS; n += 1) {
        expect((await ask(n % 2 === 0 ? fast : slow)).status).toBe(200);
      }
      for (const server of [fast, slow]) {
        const { status, headers } = await ask(server);
        expect(status).toBe(429);
        for (const name of ['retry-after', 'ratelimit-reset']) {
          expect(Number(headers[name])).toBeGreaterThan(0);
          expect(Number(headers[name])).toBeLessThanOrEqual(2 * 600);
        }
      }
    });

    it('instances with wrong clocks keep stored values for their lifetime by the clock of the database', async () => {
      const account = await accounts.create();
      await signIn(fast, account);
      await signIn(slow, account);
      const lives = await accounts.rows<{ from: number; to: number }>(
        `SELECT extract(epoch FROM created_at - clock_timestamp())::float AS from,
              extract(epoch FROM expires_at - created_at)::float AS to
         FROM sessions WHERE user_id = $1`,
        [account.id],
      );
      expect(lives).toHaveLength(2);
      for (const { from, to } of lives) {
        isAbout(from, 0);
        expect(to).toBeGreaterThan(0);
      }
      expect(Math.abs((lives[0]?.to ?? 0) - (lives[1]?.to ?? 0))).toBeLessThan(1);
    });

    it.each([
      ['an hour back', AHEAD_SECONDS - HOUR_SECONDS],
      ['an hour forth', AHEAD_SECONDS],
      ['a second back, as by a leap', AHEAD_SECONDS - 1],
      ['a second forth', AHEAD_SECONDS],
    ])(
      'instances continue when a clock is set %s',
      async (_step, aheadSeconds) => {
        const account = await accounts.create();
        const [before, ended] = [await signIn(fast, account), await signIn(fast, account)];
        await fast.post('/api/auth/logout', undefined, { token: ended.access_token });
        const wasAhead = await aheadOf(fast);
        fastClock.set(aheadSeconds);
        await eventually(async () => {
          const moved = (await aheadOf(fast)) - wasAhead;
          return Math.abs(moved) > 0.5 && Math.abs(wasAhead + moved - aheadSeconds) < 1;
        });
        for (const server of [fast, slow]) {
          expect((await me(server, before.access_token)).status).toBe(200);
          expect((await me(server, ended.access_token)).body.code).toBe('SESSION_ENDED');
        }
        const later = await signIn(fast, account);
        isAbout(claimsOf(later.access_token).iat, await now());
        expect((await me(slow, later.access_token)).status).toBe(200);
        const rotated = await refresh(fast, before.refresh_token);
        expect(rotated.status).toBe(200);
        expect((await refresh(slow, rotated.body.refresh_token)).status).toBe(200);
        expect((await refresh(slow, later.refresh_token)).status).toBe(200);
      },
      MINUTE,
    );

    it('instances with wrong clocks stay ready, and stop in order', async () => {
      for (const server of [fast, slow]) {
        expect((await server.get('/health/ready')).status).toBe(200);
        expect(await server.stop()).toEqual({ code: 0, signal: null });
      }
    });
  },
);
