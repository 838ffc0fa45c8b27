import { me, OTHER_PASSWORD, signIn, type SignedIn } from '../support/accounts.js';
import { TwoServers } from '../support/two-servers.js';

const ROUNDS = 50;
const REQUESTS = 20;
const LONG = 300_000;

describe('a password reset under a race on two instances', () => {
  let fixture: TwoServers;

  beforeAll(async () => {
    fixture = await TwoServers.start();
    await fixture.warm(REQUESTS);
  }, 120_000);
  afterAll(() => fixture?.close());

  it(
    'one link resets the password once, whichever password each request names',
    async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const account = await fixture.accounts.create();
        const token = await fixture.accounts.mailedToken(account, 'reset_password');
        const passwordOf = (index: number) => `${OTHER_PASSWORD} ${index}`;
        const answers = await fixture.race(REQUESTS, (server, index) =>
          server.post('/api/password/reset', { token, password: passwordOf(index) }),
        );
        const won = answers.flatMap(({ status }, index) => (status === 200 ? [index] : []));
        expect(won).toHaveLength(1);
        expect(answers.filter(({ status }) => status === 400)).toHaveLength(REQUESTS - 1);
        await signIn(fixture.on(round), { ...account, password: passwordOf(won[0] ?? -1) });
        const mails = await fixture.accounts.rows(
          `SELECT FROM mail_outbox WHERE user_id = $1 AND template = 'password-changed'`,
          [account.id],
        );
        expect(mails).toHaveLength(1);
      }
    },
    LONG,
  );

  it(
    'a password reset ends sessions that began with the old password meanwhile',
    async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const account = await fixture.accounts.create();
        const token = await fixture.accounts.mailedToken(account, 'reset_password');
        const { email, password } = account;
        const answers = await fixture.race(REQUESTS, (server, index) =>
          index === REQUESTS / 2
            ? server.post<SignedIn>('/api/password/reset', { token, password: OTHER_PASSWORD })
            : server.post<SignedIn>('/api/auth/login', { email, password }),
        );
        expect(answers[REQUESTS / 2]?.status).toBe(200);
        expect(await fixture.accounts.liveSessions(account)).toBe(0);
        for (const [index, { body }] of answers.entries()) {
          if (!body.access_token) continue;
          expect((await me(fixture.on(index + 1), body.access_token)).status).toBe(401);
        }
      }
    },
    LONG,
  );

  it(
    'a password reset and a change of the password at once leave one password',
    async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const account = await fixture.accounts.create();
        const token = await fixture.accounts.mailedToken(account, 'reset_password');
        const { access_token: access } = await signIn(fixture.on(round), account);
        const [reset, changed] = await fixture
          .race(2, (server, index) =>
            (index + round) % 2 === 0
              ? server
                  .post('/api/password/reset', { token, password: `${OTHER_PASSWORD} reset` })
                  .then(({ status }) => ({ kind: 'reset', status }))
              : server
                  .post(
                    '/api/auth/change-password',
                    {
                      current_password: account.password,
                      new_password: `${OTHER_PASSWORD} change`,
                    },
                    { token: access },
                  )
                  .then(({ status }) => ({ kind: 'change', status })),
          )
          .then((both) => both.sort((a, b) => (a.kind < b.kind ? 1 : -1)));
        // The change cancels the link; the reset ends the session and replaces the hash that was compared.
        expect([reset?.status, changed?.status].filter((status) => status === 200)).toHaveLength(1);
        const kind = reset?.status === 200 ? 'reset' : 'change';
        await signIn(fixture.on(round), { ...account, password: `${OTHER_PASSWORD} ${kind}` });
      }
    },
    LONG,
  );
});
