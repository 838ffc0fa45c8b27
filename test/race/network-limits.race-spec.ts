import { eventually, hasRedisServer, type Answer, type ServerProcess } from '#libs/testing';
import { anEmail } from '../support/accounts.js';
import { TwoServers } from '../support/two-servers.js';

const AT_ONCE = 60;
const LONG = 300_000;
const WRONG = 'not the password of anybody';

/** An attacker who changes addresses within one network, at two instances that share Redis. */
(hasRedisServer() ? describe : describe.skip)('one network at two instances', () => {
  const start = async (env: Record<string, string>) => {
    const two = await TwoServers.start({
      env: { RATE_LIMIT_ENABLED: 'true', TRUST_PROXY: 'loopback', ...env },
    });
    await two.warm(2 * AT_ONCE);
    return two;
  };
  const login = (server: ServerProcess, ip: string, email = anEmail('victim')): Promise<Answer> =>
    server.post(
      '/api/auth/login',
      { email, password: WRONG },
      { headers: { 'x-forwarded-for': ip } },
    );
  const inNetwork = (index: number) =>
    `2001:db8:1:1${(index % 256).toString(16).padStart(2, '0')}::${(index + 1).toString(16)}`;
  const count = (answers: readonly Answer[], status: number) =>
    answers.filter((answer) => answer.status === status).length;
  const storm = (two: TwoServers, address: (index: number) => string) =>
    Promise.all(
      Array.from({ length: AT_ONCE }, (_, index) => login(two.on(index), address(index))),
    );

  it(
    'one network gets exactly its limit, whichever of its addresses send at once',
    async () => {
      const two = await start({ CAPTCHA_MODE: 'off', RATE_LIMIT_LOGIN_PER_ADDRESS: '4/1h' });
      try {
        const answers = [...(await storm(two, inNetwork)), ...(await storm(two, inNetwork))];
        expect([count(answers, 401), count(answers, 429)]).toEqual([16, 2 * AT_ONCE - 16]);
        const elsewhere = await storm(two, (index) => `198.18.${index}.1`);
        expect(count(elsewhere, 401)).toBe(AT_ONCE);
      } finally {
        await two.close();
      }
    },
    LONG,
  );

  it(
    'both instances require challenges of one network, and of no other',
    async () => {
      const two = await start({ RATE_LIMIT_LOGIN_PER_ADDRESS: 'off' });
      try {
        for (let round = 0; round < 2; round += 1) await storm(two, inNetwork);
        // The last failures are counted after their answers were sent.
        await eventuallyAsked(two);
        expect(count(await storm(two, inNetwork), 403)).toBe(AT_ONCE);
        expect(count(await storm(two, (index) => `198.18.${index}.1`), 401)).toBe(AT_ONCE);
      } finally {
        await two.close();
      }
    },
    LONG,
  );

  it(
    'failures of many networks make both instances require challenges of all',
    async () => {
      const two = await start({ RATE_LIMIT_LOGIN_PER_ADDRESS: 'off', CAPTCHA_RISK_FAILURES_PER_MINUTE: '40' }); // prettier-ignore
      try {
        const first = await storm(two, () => '203.0.113.1');
        expect(count(first, 401)).toBeGreaterThanOrEqual(20);
        expect((await login(two.on(0), '192.0.2.1')).status).toBe(401);
        await storm(two, (index) => `198.18.${index}.1`);
        for (const server of two.servers)
          await eventually(async () => (await login(server, '192.0.2.77')).status === 403);
      } finally {
        await two.close();
      }
    },
    LONG,
  );

  async function eventuallyAsked(two: TwoServers): Promise<void> {
    for (const server of two.servers)
      await eventually(async () => (await login(server, inNetwork(7))).status === 403);
  }
});
