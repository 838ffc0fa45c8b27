import { startTestApp, createTestDatabase } from '#libs/testing';
import { NewAdministrators } from '#api/auth';
import { Accounts, anEmail, comparable, PASSWORD } from '../support/accounts.js';
import { TwoServers } from '../support/two-servers.js';

const ROUNDS = 50;
const REQUESTS = 50;

describe('registration under a race on two instances', () => {
  let fixture: TwoServers;

  beforeAll(async () => {
    fixture = await TwoServers.start();
    await fixture.warm(REQUESTS);
  }, 120_000);
  afterAll(() => fixture?.close());

  it('concurrent registrations of an address make one account, keep five more apart from it, and are all answered alike', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const email = anEmail('racer');
      const answers = await fixture.race(REQUESTS, (server, index) =>
        server.post<{ user_id: string }>('/api/auth/register', {
          email: index % 3 === 0 ? email.toUpperCase() : email,
          password: `${PASSWORD} ${index}`,
        }),
      );
      const [first] = answers.map(comparable);
      expect(first).toMatchObject({ status: 201 });
      for (const answer of answers) expect(comparable(answer)).toEqual(first);
      const users = await fixture.accounts.rows<{ id: string }>(
        'SELECT id FROM users WHERE email_canonical = $1',
        [email],
      );
      expect(users).toHaveLength(1);
      const ids = answers.map(({ body }) => body.user_id);
      expect(new Set(ids).size).toBe(REQUESTS);
      expect(ids.filter((id) => id === users[0]?.id)).toHaveLength(1);
      const mails = await fixture.accounts.rows(
        `SELECT FROM mail_outbox WHERE user_id = $1 AND template = 'verify-email'`,
        [users[0]?.id],
      );
      expect(mails).toHaveLength(1);
      const waiting = await fixture.accounts.rows<{ id: string; password: string | null }>(
        'SELECT id, password FROM pending_registrations WHERE user_id = $1 AND password IS NOT NULL',
        [users[0]?.id],
      );
      expect(waiting).toHaveLength(5);
      expect(new Set(waiting.map(({ password }) => password)).size).toBe(5);
      for (const { id } of waiting) expect(ids).toContain(id);
    }
  }, 300_000);
});

describe('the first administrator under a race on two instances', () => {
  it('twenty starts make the first administrator once', async () => {
    const database = await createTestDatabase();
    const accounts = new Accounts(database.url);
    const apps = await Promise.all([startTestApp({ database }), startTestApp({ database })]);
    const makerOf = (index: number) =>
      (index % 2 === 0 ? apps[0] : apps[1]).nest.get(NewAdministrators, { strict: false });
    const admins = () => accounts.rows('SELECT user_id FROM user_service_roles');
    expect(await admins()).toHaveLength(1);
    for (let round = 0; round < 10; round += 1) {
      await accounts.rows('DELETE FROM user_service_roles');
      const made = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          makerOf(index).createFirst({ email: anEmail('root'), password: PASSWORD }),
        ),
      );
      expect(made.filter((isMade) => isMade)).toHaveLength(1);
      expect(await admins()).toHaveLength(1);
    }
    await Promise.all(apps.map((app) => app.close()));
    await accounts.close();
    await database.drop();
  }, 120_000);
});
