import { SharedClock } from '#libs/database';
import {
  createTestDatabase,
  FakeClock,
  startTestApp,
  type TestApp,
  type TestDatabase,
} from '#libs/testing';
import { Accounts, me, refresh, signIn, UNLIMITED } from '../support/accounts.js';

const ENV = { ...UNLIMITED, APP_BASE_URL: 'http://gatehouse.test' };

/** A machine whose clock is wrong by so many seconds, and stands still besides. */
const machine = (aheadSeconds: number) => {
  const clock = new FakeClock(new Date(performance.timeOrigin + performance.now()));
  clock.advanceSeconds(aheadSeconds);
  return clock;
};

describe('two instances whose machines’ clocks differ by ten minutes', () => {
  let database: TestDatabase;
  let accounts: Accounts;
  let fast: TestApp;
  let slow: TestApp;
  const fastMachine = machine(300);

  beforeAll(async () => {
    database = await createTestDatabase();
    accounts = new Accounts(database.url);
    fast = await startTestApp({ database, env: ENV, clock: new SharedClock(fastMachine) });
    slow = await startTestApp({ database, env: ENV, clock: new SharedClock(machine(-300)) });
  }, 60_000);
  afterAll(async () => {
    await accounts?.close();
    await fast?.close();
    await slow?.close();
    await database?.drop();
  });

  it('take each other’s access and refresh tokens', async () => {
    const account = await accounts.create();
    for (const [one, other] of [
      [fast, slow],
      [slow, fast],
    ] as const) {
      const session = await signIn(one, account);
      expect(session.expires_in).toBe(3600);
      expect((await me(other, session.access_token)).status).toBe(200);
      const second = await refresh(other, session.refresh_token);
      expect(second.status).toBe(200);
      expect((await me(one, second.body.access_token)).status).toBe(200);
      const again = await refresh(one, session.refresh_token);
      expect(again.body.refresh_token).toBe(second.body.refresh_token);
    }
  });

  it('go on when a clock is set back by an hour', async () => {
    const account = await accounts.create();
    const session = await signIn(fast, account);
    fastMachine.advanceSeconds(-3600);
    expect((await me(fast, session.access_token)).status).toBe(200);
    const later = await signIn(fast, account);
    expect((await me(slow, later.access_token)).status).toBe(200);
    expect((await refresh(slow, later.refresh_token)).status).toBe(200);
  });
});
