import { hasRedisServer, PATIENT_WITH_REDIS, type Answer, type ServerProcess } from '#libs/testing';
import { anEmail } from '../support/accounts.js';
import { solvedChallenge } from '../support/altcha.js';
import { TwoServers } from '../support/two-servers.js';

const ROUNDS = 50;
const AT_ONCE = 20;
const LONG = 600_000;
const WRONG = 'not the password of anybody';

const count = (answers: readonly Answer[], status: number) =>
  answers.filter((answer) => answer.status === status).length;

(hasRedisServer() ? describe : describe.skip).each([1, 2])('with %i instances', (instances) => {
  let two: TwoServers;

  beforeAll(async () => {
    const env = {
      ...PATIENT_WITH_REDIS,
      RATE_LIMIT_ENABLED: 'true',
      RATE_LIMIT_LOGIN_PER_ADDRESS: 'off',
      RATE_LIMIT_LOGIN_PER_ACCOUNT: 'off',
      RATE_LIMIT_REGISTER_PER_ADDRESS: 'off',
      RATE_LIMIT_MAIL_PER_ADDRESS: 'off',
      RATE_LIMIT_MAIL_PER_ACCOUNT: '4/1h',
      CAPTCHA_MODE: 'off',
      CAPTCHA_REGISTER: 'always',
      CAPTCHA_DIFFICULTY: '1000',
    };
    two = await TwoServers.start({ env });
    await two.warm(2 * AT_ONCE);
  }, 120_000);
  afterAll(() => two?.close());

  const at = (index: number): ServerProcess => two.on(instances === 1 ? 0 : index);
  const race = (request: (server: ServerProcess, index: number) => Promise<Answer>) =>
    Promise.all(Array.from({ length: AT_ONCE }, (_, index) => request(at(index), index)));

  it(
    'a limit lets exactly so many through',
    async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const email = anEmail('limited');
        const answers = await race((server) => server.post('/api/password/forgot', { email }));
        expect([round, count(answers, 200), count(answers, 429)]).toEqual([round, 4, AT_ONCE - 4]);
      }
    },
    LONG,
  );

  it(
    'guesses of a password get no more looks together than in turn',
    async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const body = { email: anEmail('victim'), password: WRONG };
        const answers = await race((server) => server.post('/api/auth/login', body));
        const looked = count(answers, 401);
        expect(count(answers, 429)).toBe(AT_ONCE - looked);
        // Five are free; one more for each wait, of one second and of two, that a slow machine may see end.
        expect(looked).toBeGreaterThanOrEqual(5);
        expect(looked).toBeLessThanOrEqual(7);
      }
    },
    LONG,
  );

  it(
    'a solved challenge lets one through',
    async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const solution = await solvedChallenge(at(round));
        const answers = await race((server) =>
          server.post(
            '/api/auth/register',
            { email: anEmail('new'), password: 'velvet tram at midnight' },
            { headers: { 'x-captcha-solution': solution } },
          ),
        );
        expect([round, count(answers, 201), count(answers, 403)]).toEqual([round, 1, AT_ONCE - 1]);
      }
    },
    LONG,
  );
});
