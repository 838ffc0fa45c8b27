import {
  createTestDatabase,
  startServerProcess,
  type ServerProcess,
  type TestDatabase,
} from '#libs/testing';
import { Accounts, me, refresh, signIn, UNLIMITED, type Tokens } from '../support/accounts.js';

const MINUTE = 60_000;
const CLIENTS = 300;
const ACCOUNTS = 10;
const env = {
  ...UNLIMITED,
  BCRYPT_COST: '4',
  SESSION_LIMIT_PER_USER: '0',
  // However slow the machine is: a tab whose first try was answered 503 is forgiven.
  REFRESH_GRACE_SECONDS: '300',
};

/** All clients refresh in one moment, as after an outage; each in two tabs (F26). */
describe('refreshes of all clients at once, as a server is back', () => {
  let database: TestDatabase;
  let accounts: Accounts;
  let server: ServerProcess;
  let clients: Tokens[];

  beforeAll(async () => {
    database = await createTestDatabase();
    accounts = new Accounts(database.url);
    server = await startServerProcess({ databaseUrl: database.url, env });
    const people = await Promise.all(Array.from({ length: ACCOUNTS }, () => accounts.create()));
    clients = [];
    while (clients.length < CLIENTS) {
      const wave = await Promise.all(people.map((person) => signIn(server, person)));
      clients.push(...wave);
    }
  }, 3 * MINUTE);
  afterAll(async () => {
    await accounts?.close();
    await server?.stop();
    await database?.drop();
  });

  /** As a client does: it retries an answer of 503. */
  const refreshed = async (token: string): Promise<Tokens> => {
    for (;;) {
      const { status, body } = await refresh(server, token);
      if (status === 200) return body;
      expect(status).toBe(503);
    }
  };

  it(
    'refreshes of all clients at once rotate each session once, give both of its tabs the same successor, and leave it open',
    async () => {
      await server.kill();
      server = await startServerProcess({ databaseUrl: database.url, env });
      const answers = await Promise.all(
        clients.map(({ refresh_token: token }) =>
          Promise.all([refreshed(token), refreshed(token)]),
        ),
      );
      for (const [one, other] of answers) expect(one.refresh_token).toBe(other.refresh_token);
      const generations = await accounts.rows<{ generation: number; alive: boolean }>(
        'SELECT DISTINCT generation, ended_at IS NULL AS alive FROM sessions',
      );
      expect(generations).toEqual([{ generation: 1, alive: true }]);
      const statuses = await Promise.all(
        answers.map(([{ access_token }]) => me(server, access_token)),
      );
      expect(new Set(statuses.map(({ status }) => status))).toEqual(new Set([200]));
    },
    3 * MINUTE,
  );
});
