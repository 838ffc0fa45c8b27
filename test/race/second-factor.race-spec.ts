import type { TestApp } from '#libs/testing';
import { UNLIMITED, type Accounts } from '../support/accounts.js';
import { anAccountWithTotp, beginSignIn, codeOf, fakeTotp, showCode } from '../support/factors.js';
import { withFixture } from '../support/with-fixture.js';

const ROUNDS = 10;
const REQUESTS = 50;
const LONG = 300_000;

describe('the second step of a sign-in under a race on two instances', () => {
  let apps: readonly [TestApp, TestApp];
  let accounts: Accounts;

  withFixture(async (opened) => {
    const env = { ...UNLIMITED, APP_BASE_URL: 'http://gatehouse.test' };
    const first = await opened.app({ env });
    accounts = first.accounts;
    const second = await opened.app({ env, database: { url: first.app.databaseUrl } });
    apps = [first.app, second.app];
    fakeTotp(...apps);
  }, 120_000);

  const race = <T>(request: (app: TestApp, index: number) => Promise<T>): Promise<T[]> =>
    Promise.all(Array.from({ length: REQUESTS }, (_, i) => request(apps[i % 2 === 0 ? 0 : 1], i)));
  const counted = (answers: readonly { readonly status: number }[], status: number) =>
    answers.filter((answer) => answer.status === status).length;

  it(
    'one challenge and the right code open one session',
    async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const account = await anAccountWithTotp(accounts);
        const half = await beginSignIn(apps[0], account);
        const answers = await race((app) => showCode(app, half, codeOf(account)));
        expect(counted(answers, 200)).toBe(1);
        expect(counted(answers, 401)).toBe(REQUESTS - 1);
        expect(await accounts.liveSessions(account)).toBe(1);
      }
    },
    LONG,
  );

  it(
    'one challenge and as many right codes open one session',
    async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const account = await anAccountWithTotp(accounts);
        const half = await beginSignIn(apps[0], account);
        const answers = await race((app, index) => showCode(app, half, codeOf(account, index + 1)));
        expect(counted(answers, 200)).toBe(1);
        expect(await accounts.liveSessions(account)).toBe(1);
      }
    },
    LONG,
  );

  it(
    'of one challenge five codes are compared, however many are shown at once',
    async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const account = await anAccountWithTotp(accounts);
        const half = await beginSignIn(apps[0], account);
        const answers = await race((app) => showCode(app, half, '000000'));
        const compared = answers.filter(({ body }) => body.code === 'INVALID_FACTOR');
        expect(compared).toHaveLength(5);
        expect((await showCode(apps[0], half, codeOf(account))).status).toBe(401);
      }
    },
    LONG,
  );
});
