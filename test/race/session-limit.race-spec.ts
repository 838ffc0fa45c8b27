import { me, refresh, type Account, type SignedIn } from '../support/accounts.js';
import { TwoServers } from '../support/two-servers.js';

const ROUNDS = 50;
const LOGINS = 20;
const LIMIT = 3;

describe('the limit of sessions under a race on two instances', () => {
  let fixture: TwoServers;

  beforeAll(async () => {
    fixture = await TwoServers.start({ env: { SESSION_LIMIT_PER_USER: String(LIMIT) } });
    await fixture.warm(LOGINS);
  }, 120_000);
  afterAll(() => fixture?.close());

  /** The most sessions that were visible while `work` ran. */
  const mostWhile = async (account: Account, work: Promise<unknown>): Promise<number> => {
    let isDone = false;
    let most = 0;
    const watching = (async () => {
      while (!isDone) most = Math.max(most, await fixture.accounts.liveSessions(account));
    })();
    await work.finally(() => (isDone = true));
    await watching;
    return most;
  };

  it('the limit of sessions holds at every moment, and a session beyond it is ended', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const account = await fixture.accounts.create();
      const { email, password } = account;
      const logins = fixture.race(LOGINS, (server) =>
        server.post<SignedIn>('/api/auth/login', { email, password }),
      );
      expect(await mostWhile(account, logins)).toBeLessThanOrEqual(LIMIT);
      const sessions = await logins;
      expect(sessions.map(({ status }) => status)).toEqual(Array(LOGINS).fill(200));
      expect(await fixture.accounts.liveSessions(account)).toBe(LIMIT);
      const alive = await Promise.all(
        sessions.map(async ({ body }, index) => {
          const access = await me(fixture.on(index + 1), body.access_token);
          const refreshed = await refresh(fixture.on(index), body.refresh_token);
          expect(refreshed.status).toBe(access.status);
          return access.status === 200;
        }),
      );
      expect(alive.filter((isAlive) => isAlive)).toHaveLength(LIMIT);
    }
  }, 300_000);
});
