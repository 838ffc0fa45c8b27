import bcrypt from 'bcrypt';
import { newId, randomToken, sha256 } from '#libs/kernel';
import { PASSWORD } from '../support/accounts.js';
import { TwoServers } from '../support/two-servers.js';

const ROUNDS = 50;
const REQUESTS = 30;

describe('the verification of an address under a race on two instances', () => {
  let fixture: TwoServers;

  beforeAll(async () => {
    fixture = await TwoServers.start();
    await fixture.warm(REQUESTS);
  }, 120_000);
  afterAll(() => fixture?.close());

  it('one link verifies an address once', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const account = await fixture.accounts.create({ isVerified: false });
      const token = await fixture.accounts.mailedToken(account, 'verify_email');
      const answers = await fixture.race(REQUESTS, (server, index) =>
        server.call(index % 5 === 4 ? 'HEAD' : 'GET', `/api/auth/verify-email/${token}`),
      );
      const gets = answers.filter((_answer, index) => index % 5 !== 4);
      expect(gets.filter(({ status }) => status === 200)).toHaveLength(1);
      expect(gets.filter(({ status }) => status === 400)).toHaveLength(gets.length - 1);
      const user = await fixture.accounts.row('SELECT is_email_verified FROM users WHERE id = $1', [
        account.id,
      ]);
      expect(user).toEqual({ is_email_verified: true });
      const recorded = await fixture.accounts.rows(
        `SELECT FROM audit_events WHERE type = 'user.email_verified' AND target_id = $1`,
        [account.id],
      );
      expect(recorded).toHaveLength(1);
    }
  }, 300_000);

  it('of several registrations whose links are used at once, one gets the address', async () => {
    for (let round = 0; round < 20; round += 1) {
      const account = await fixture.accounts.create({ isVerified: false });
      const first = await fixture.accounts.mailedToken(account, 'verify_email');
      const links = [{ token: first, password: account.password }];
      for (const password of ['the second of them', 'the third of them']) {
        const token = randomToken();
        await fixture.accounts.rows(
          `INSERT INTO pending_registrations (id, user_id, email_canonical, password, token_hash, created_at, expires_at)
           SELECT $1, id, email_canonical, $3, $4, now(), now() + interval '1 day' FROM users WHERE id = $2`,
          [newId(), account.id, await bcrypt.hash(password, 4), sha256(token)],
        );
        links.push({ token, password });
      }
      const chosen = (index: number) => `${PASSWORD} number ${index}`;
      const answers = await fixture.race(9, (server, index) =>
        server.post('/api/auth/verify-email', {
          token: links[index % 3]?.token,
          new_password: chosen(index),
        }),
      );
      const winners = answers.flatMap(({ status }, index) => (status === 200 ? [index] : []));
      expect(winners).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 400)).toHaveLength(8);
      for (const { password } of links) {
        const answer = await fixture
          .on(0)
          .post('/api/auth/login', { email: account.email, password });
        expect(answer.status).toBe(401);
      }
      const email = account.email;
      const password = chosen(winners[0]!);
      expect((await fixture.on(1).post('/api/auth/login', { email, password })).status).toBe(200);
      const left = await fixture.accounts.rows(
        'SELECT FROM pending_registrations WHERE user_id = $1',
        [account.id],
      );
      expect(left).toEqual([]);
    }
  }, 300_000);
});
