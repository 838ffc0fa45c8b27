import { TwoServers } from '../support/two-servers.js';

const ROUNDS = 50;
const REQUESTS = 30;

describe('the verification of an address under a race on two instances', () => {
  let house: TwoServers;

  beforeAll(async () => {
    house = await TwoServers.start();
    await house.warm(REQUESTS);
  }, 120_000);
  afterAll(() => house?.close());

  it('happens once by one link', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const account = await house.accounts.create({ isVerified: false });
      const token = await house.accounts.mailedToken(account, 'verify_email');
      const answers = await house.race(REQUESTS, (server, index) =>
        server.call(index % 5 === 4 ? 'HEAD' : 'GET', `/api/auth/verify-email/${token}`),
      );
      const gets = answers.filter((_answer, index) => index % 5 !== 4);
      expect(gets.filter(({ status }) => status === 200)).toHaveLength(1);
      expect(gets.filter(({ status }) => status === 400)).toHaveLength(gets.length - 1);
      const user = await house.accounts.row('SELECT is_email_verified FROM users WHERE id = $1', [
        account.id,
      ]);
      expect(user).toEqual({ is_email_verified: true });
      const recorded = await house.accounts.rows(
        `SELECT FROM audit_events WHERE type = 'user.email_verified' AND target_id = $1`,
        [account.id],
      );
      expect(recorded).toHaveLength(1);
    }
  }, 300_000);
});
