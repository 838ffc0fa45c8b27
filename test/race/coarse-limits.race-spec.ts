import { eventually, hasRedisServer, type Answer, type ServerProcess } from '#libs/testing';
import { signIn } from '../support/accounts.js';
import { TwoServers } from '../support/two-servers.js';

const LIMIT = 100;
const LONG = 120_000;

const admitted = (answers: readonly Answer[]) =>
  answers.filter(({ status }) => status === 200).length;

/** The bound that docs/security.md states for limits that instances count for themselves and exchange. */
(hasRedisServer() ? describe : describe.skip)('a coarse limit at two instances', () => {
  let both: TwoServers;

  beforeAll(async () => {
    both = await TwoServers.start({
      env: {
        RATE_LIMIT_ENABLED: 'true',
        RATE_LIMIT_LOGIN_PER_ADDRESS: 'off',
        RATE_LIMIT_READ_PER_CREDENTIAL: `${LIMIT}/1h`,
        CAPTCHA_MODE: 'off',
      },
    });
    await both.warm(2 * LIMIT);
  }, LONG);
  afterAll(() => both?.close());

  const aSession = async () =>
    (await signIn(both.on(0), await both.accounts.create())).access_token;
  const read = (server: ServerProcess, token: string) => server.get('/api/auth/me', { token });
  const burst = (token: string, count: number) =>
    Promise.all(
      both.servers.map((server) =>
        Promise.all(Array.from({ length: count }, () => read(server, token))).then(admitted),
      ),
    );

  it(
    'two instances admit a limit at least, and beyond it at most what one of them admits before they have exchanged their counts',
    async () => {
      const token = await aSession();
      const [one = 0, other = 0] = await burst(token, 2 * LIMIT);
      expect(one + other).toBeGreaterThanOrEqual(LIMIT);
      expect(one + other).toBeLessThanOrEqual(LIMIT + Math.min(one, other));
      for (const server of both.servers)
        await eventually(async () => (await read(server, token)).status === 429);
      expect(await burst(token, LIMIT)).toEqual([0, 0]);
    },
    LONG,
  );

  it(
    'an instance hears what another has admitted before it used a key, and both admit no more than the rest',
    async () => {
      const token = await aSession();
      const [server, late] = both.servers;
      for (let count = 0; count < LIMIT - 20; count += 1) await read(server, token);
      let [probes, remaining] = [0, LIMIT];
      await eventually(async () => {
        const answer = await read(late, token);
        probes += admitted([answer]);
        remaining = Number(answer.headers['ratelimit-remaining']);
        // It has heard of all of them, not only of those before an exchange in between.
        return remaining <= Math.max(0, 20 - probes);
      });
      const [one = 0, other = 0] = await burst(token, LIMIT);
      const total = LIMIT - 20 + probes + one + other;
      expect(total).toBeGreaterThanOrEqual(LIMIT);
      expect(total).toBeLessThanOrEqual(LIMIT + Math.max(probes, 20));
    },
    LONG,
  );
});
