import { randomToken, newId, sha256 } from '#libs/kernel';
import { anEmail, PASSWORD, type Account } from '../support/accounts.js';
import { TwoServers } from '../support/two-servers.js';

const ROUNDS = 20;
const REQUESTS = 20;
const LONG = 300_000;

describe('a change of the address under a race on two instances', () => {
  let fixture: TwoServers;

  beforeAll(async () => {
    fixture = await TwoServers.start({ env: { EMAIL_VERIFICATION_PROOF: 'none' } });
    await fixture.warm(REQUESTS);
  }, 120_000);
  afterAll(() => fixture?.close());

  async function asked(account: Account, email: string): Promise<string> {
    const token = randomToken();
    await fixture.accounts.rows(
      `INSERT INTO address_changes (id, user_id, session_id, old_email, old_email_canonical, new_email,
         new_email_canonical, token_hash, created_at, expires_at)
       VALUES ($1, $2, $3, $4, $4, $5, $5, $6, now(), now() + interval '1 hour')`,
      [newId(), account.id, newId(), account.email, email, sha256(token)],
    );
    return token;
  }

  const confirm = (token: string, index: number) =>
    fixture.on(index).post<{ code: string }>('/api/auth/change-email/confirm', { token });

  it(
    'of two accounts that confirm one address at once, one gets it and the other is told',
    async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const [a, b] = [await fixture.accounts.create(), await fixture.accounts.create()];
        const email = anEmail('both');
        const tokens = [await asked(a, email), await asked(b, email)];
        const answers = await Promise.all(tokens.map((token, index) => confirm(token, index + round))); // prettier-ignore
        expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
        expect(answers.find(({ status }) => status === 409)?.body.code).toBe('EMAIL_TAKEN');
        const owners = await fixture.accounts.rows('SELECT FROM users WHERE email = $1', [email]);
        expect(owners).toHaveLength(1);
      }
    },
    LONG,
  );

  it(
    'one link changes the address once, and is undone once',
    async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const account = await fixture.accounts.create();
        const token = await asked(account, anEmail('once'));
        const answers = await fixture.race(REQUESTS, (_server, index) => confirm(token, index));
        expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
        const undo = randomToken();
        await fixture.accounts.rows('UPDATE address_changes SET undo_hash = $2 WHERE user_id = $1', [account.id, sha256(undo)]); // prettier-ignore
        const undone = await fixture.race(REQUESTS, (server) =>
          server.post('/api/auth/change-email/undo', { token: undo }),
        );
        expect(undone.filter(({ status }) => status === 200)).toHaveLength(1);
        const user = await fixture.accounts.row('SELECT email FROM users WHERE id = $1', [account.id]); // prettier-ignore
        expect(user).toEqual({ email: account.email });
      }
    },
    LONG,
  );

  it(
    'a reset and a confirmation at once leave the account in one hand',
    async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const account = await fixture.accounts.create();
        const token = await asked(account, anEmail('thief'));
        const reset = await fixture.accounts.mailedToken(account, 'reset_password');
        const [changed, done] = await Promise.all([
          confirm(token, round),
          fixture.on(round + 1).post('/api/password/reset', { token: reset, password: `${PASSWORD} 2` }), // prettier-ignore
        ]);
        expect([changed.status, done.status].filter((status) => status === 200)).toHaveLength(1);
      }
    },
    LONG,
  );
});
