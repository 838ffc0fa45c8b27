import { SharedClock } from '#libs/database';
import {
  createTestDatabase,
  FakeClock,
  startTestApp,
  type TestApp,
  type TestDatabase,
} from '#libs/testing';
import { Accounts, me, refresh, signIn, UNLIMITED } from '../support/accounts.js';
import { expectCrossInstanceTokens } from '../support/cross-instance-tokens.js';
import { withFixture } from '../support/with-fixture.js';

const ENV = { ...UNLIMITED, APP_BASE_URL: 'http://gatehouse.test' };

/** The clock of a machine that is wrong by so many seconds and stands still. */
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

  withFixture(async (opened) => {
    database = opened.add(await createTestDatabase());
    accounts = opened.add(new Accounts(database.url));
    fast = opened.add(
      await startTestApp({ database, env: ENV, clock: new SharedClock(fastMachine) }),
    );
    slow = opened.add(
      await startTestApp({ database, env: ENV, clock: new SharedClock(machine(-300)) }),
    );
  }, 60_000);

  it('Two instances with clocks ten minutes apart accept each other’s access and refresh tokens', async () => {
    const account = await accounts.create();
    for (const [one, other] of [
      [fast, slow],
      [slow, fast],
    ] as const) {
      await expectCrossInstanceTokens(one, other, account);
    }
  });

  it('Two instances continue when a clock is set back by an hour', async () => {
    const account = await accounts.create();
    const session = await signIn(fast, account);
    fastMachine.advanceSeconds(-3600);
    expect((await me(fast, session.access_token)).status).toBe(200);
    const later = await signIn(fast, account);
    expect((await me(slow, later.access_token)).status).toBe(200);
    expect((await refresh(slow, later.refresh_token)).status).toBe(200);
  });
});
