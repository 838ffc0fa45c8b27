import type { TestApp } from '#libs/testing';
import { type Accounts, me, sessionIdOf, UNLIMITED } from '../support/accounts.js';
import { TestBrowser, trade } from '../e2e/support/test-browser.js';
import { withFixture } from '../support/with-fixture.js';

const AT_ONCE = 10;
const ROUNDS = 20;

describe('one code of a browser’s session, traded at once on two instances', () => {
  let apps: readonly [TestApp, TestApp];
  let accounts: Accounts;

  withFixture(async (opened) => {
    const env = { ...UNLIMITED, APP_BASE_URL: 'http://gatehouse.test' };
    const { app, accounts: made } = await opened.app({ env });
    const database = { url: app.databaseUrl };
    apps = [app, (await opened.app({ env, database })).app];
    accounts = made;
  }, 120_000);

  const on = (index: number) => apps[index % 2 === 0 ? 0 : 1];
  const aBrowser = async () => {
    const account = await accounts.create();
    const browser = new TestBrowser(apps[0]);
    await browser.signIn(account);
    return { account, browser };
  };
  const tradeAtOnce = (code: string, from: (index: number) => string) =>
    Promise.all(
      Array.from({ length: AT_ONCE }, (_, index) => trade(on(index), code, { from: from(index) })),
    );
  const expectOne = (answers: readonly { status: number }[]) =>
    expect(answers.map(({ status }) => status).sort()).toEqual([
      200,
      ...Array<number>(AT_ONCE - 1).fill(400),
    ]);

  it('one trade of one client succeeds, and its session stays', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { account, browser } = await aBrowser();
      const answers = await tradeAtOnce(await browser.code(), () => 'application');
      expectOne(answers);
      const token = answers.find(({ status }) => status === 200)?.body.access_token ?? '';
      for (const app of apps) expect((await me(app, token)).status).toBe(200);
      expect(await accounts.liveSessions(account)).toBe(2);
    }
  }, 120_000);

  it('one trade of several clients succeeds, and nothing that it opened stays', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { account, browser } = await aBrowser();
      const answers = await tradeAtOnce(await browser.code(), (index) => `client ${index}`);
      expectOne(answers);
      const opened = answers.find(({ status }) => status === 200)?.body;
      for (const app of apps) expect((await me(app, opened?.access_token ?? '')).status).toBe(401);
      expect(await accounts.liveSessions(account)).toBe(1);
      const incidents = await accounts.rows(
        `SELECT FROM audit_events WHERE type = 'session_code.reused' AND target_id = $1`,
        [sessionIdOf(opened?.refresh_token ?? '')],
      );
      expect(incidents).toHaveLength(1);
    }
  }, 120_000);

  it('a password that is set anew while codes are traded leaves no session', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { account, browser } = await aBrowser();
      const codes = await Promise.all(Array.from({ length: 4 }, () => browser.code()));
      const token = await accounts.mailedToken(account, 'reset_password');
      const password = 'seven herons over the weir';
      const [reset, ...answers] = await Promise.all([
        apps[1].post('/api/password/reset', { token, password }),
        ...codes.map((code, index) => trade(on(index), code)),
      ]);
      expect(reset.status).toBe(200);
      for (const { status } of answers) expect([200, 400]).toContain(status);
      expect(await accounts.liveSessions(account)).toBe(0);
    }
  }, 120_000);
});
