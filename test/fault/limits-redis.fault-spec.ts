import { eventually, type ServerProcess } from '#libs/testing';
import { anEmail, PASSWORD } from '../support/accounts.js';
import { solvedChallenge } from '../support/altcha.js';
import { TwoServers } from '../support/two-servers.js';

const MINUTE = 60_000;
const WRONG = 'not the password of anybody';
const LIMIT = 4;
/** Long after any deadline of the servers. */
const HANGING = 15_000;

describe('limits and challenges of two instances', () => {
  let both: TwoServers;

  beforeAll(async () => {
    both = await TwoServers.start({
      env: {
        RATE_LIMIT_ENABLED: 'true',
        RATE_LIMIT_LOGIN_PER_ADDRESS: '1000/1h',
        RATE_LIMIT_LOGIN_PER_ACCOUNT: `${LIMIT}/1h`,
        RATE_LIMIT_REGISTER_PER_ADDRESS: '1000/1h',
        // The login back-off counts in PostgreSQL, and would refuse before two buckets are full.
        PASSWORD_BACKOFF_FREE_TRIES: '50',
        CAPTCHA_MODE: 'off',
        CAPTCHA_REGISTER: 'always',
        CAPTCHA_DIFFICULTY: '1000',
      },
    });
    await redisIsBack();
  }, 2 * MINUTE);
  afterAll(async () => {
    both?.redis.thaw();
    await both?.close();
  });

  const login = (server: ServerProcess, email: string) =>
    server.post('/api/auth/login', { email, password: WRONG }, { timeoutMs: HANGING });

  /** How many of so many concurrent tries are let through, sent to the two instances in turn. */
  async function admitted(email: string, tries = 20): Promise<number> {
    const answers = await both.race(tries, (server) => login(server, email));
    expect(answers.every(({ status }) => status === 401 || status === 429)).toBe(true);
    return answers.filter(({ status }) => status === 401).length;
  }

  async function redisIsBack(): Promise<void> {
    for (const server of both.servers) {
      await eventually(async () => {
        const { text } = await server.get('/health/ready');
        const { checks } = JSON.parse(text) as { checks?: Record<string, { status?: string }> };
        return checks?.['redis']?.status === 'up';
      }, MINUTE);
    }
    await eventually(async () => {
      expect(await admitted(anEmail('back'))).toBe(LIMIT);
    }, MINUTE);
  }

  /** Registers with one solution several times on both instances at once; returns how often it was accepted. */
  async function uses(solution: string, times = 2): Promise<number> {
    const answers = await both.race(2 * times, (server) => register(server, solution));
    expect(answers.every(({ status }) => status === 201 || status === 403)).toBe(true);
    return answers.filter(({ status }) => status === 201).length;
  }

  const register = (server: ServerProcess, solution: string) =>
    server.post(
      '/api/auth/register',
      { email: anEmail('new'), password: PASSWORD },
      { headers: { 'x-captcha-solution': solution }, timeoutMs: HANGING },
    );

  it('rate limits and challenges are on by default', () => {
    for (const { output } of both.servers) expect(output).not.toContain('there are no limits');
  });

  it('two instances share one limit under any number of concurrent tries', async () => {
    expect(await admitted('shared@example.com')).toBe(LIMIT);
  });

  it('two instances share the used solutions: each is accepted once, on whichever instance', async () => {
    const solution = await solvedChallenge(both.on(0));
    expect((await register(both.on(1), solution)).status).toBe(201);
    expect((await register(both.on(0), solution)).status).toBe(403);
    expect(await uses(await solvedChallenge(both.on(1)))).toBe(1);
  });

  it(
    'each instance limits for itself while Redis is frozen, and no caller waits for Redis repeatedly',
    async () => {
      const [solved, unsolved] = [await solvedChallenge(both.on(0)), 'nonsense'];
      both.redis.freeze();
      const first = await admitted('frozen@example.com');
      expect(first).toBeGreaterThanOrEqual(LIMIT);
      expect(first).toBeLessThanOrEqual(2 * LIMIT);
      expect(await admitted('frozen@example.com')).toBeLessThanOrEqual(2 * LIMIT - first);
      const used = await uses(solved);
      expect(used).toBeGreaterThanOrEqual(1);
      expect(used).toBeLessThanOrEqual(2);
      expect(await uses(solved)).toBeLessThanOrEqual(2 - used);
      expect(await uses(unsolved)).toBe(0);
      both.redis.thaw();
      await redisIsBack();
      expect(await uses(await solvedChallenge(both.on(0)))).toBe(1);
    },
    2 * MINUTE,
  );

  it(
    'each instance limits for itself while Redis is gone, and both share one limit again when it is back',
    async () => {
      const before = await solvedChallenge(both.on(0));
      expect((await register(both.on(0), before)).status).toBe(201);
      await both.redis.kill();
      expect(await admitted('gone@example.com', 100)).toBe(2 * LIMIT);
      expect(await admitted('gone@example.com', 20)).toBe(0);
      const solution = await solvedChallenge(both.on(1));
      expect(await uses(solution)).toBe(2);
      expect(await uses(solution)).toBe(0);
      await both.redis.start();
      await redisIsBack();
      // Redis has come back empty; an instance that has seen a solution still knows it.
      expect(await uses(solution)).toBe(0);
      expect((await register(both.on(0), before)).status).toBe(403);
      expect(await uses(await solvedChallenge(both.on(0)))).toBe(1);
    },
    2 * MINUTE,
  );

  it.each(['kill', 'freeze'] as const)(
    'concurrent tries stay limited when Redis fails among them (%s)',
    async (how) => {
      const email = anEmail(how);
      const solution = await solvedChallenge(both.on(0));
      const storm = admitted(email, 120);
      const replays = uses(solution, 20);
      // The first answer after both were sent: both are under way.
      await login(both.on(0), anEmail());
      if (how === 'kill') await both.redis.kill();
      else both.redis.freeze();
      // Redis has let its share through before, and then each instance its own.
      const through = (await storm) + (await admitted(email, 40));
      expect(through).toBeGreaterThanOrEqual(LIMIT);
      expect(through).toBeLessThanOrEqual(3 * LIMIT);
      const used = (await replays) + (await uses(solution));
      expect(used).toBeGreaterThanOrEqual(1);
      expect(used).toBeLessThanOrEqual(2);
      if (how === 'kill') await both.redis.start();
      else both.redis.thaw();
      await redisIsBack();
      expect(await admitted(email)).toBeLessThanOrEqual(LIMIT);
      expect(await uses(solution)).toBe(0);
    },
    2 * MINUTE,
  );
});
