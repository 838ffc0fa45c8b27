import { decodeJwt } from 'jose';
import type { TestApp } from '#libs/testing';
import { refresh, signIn, UNLIMITED, type Accounts, type Problem } from '../support/accounts.js';
import { enrolTotp, fakeTotp } from '../support/fake-totp.js';
import { withFixture } from '../support/with-fixture.js';

const AT_ONCE = 50;
const ROUNDS = 8;

describe('step-up on two instances', () => {
  let apps: readonly [TestApp, TestApp];
  let accounts: Accounts;

  withFixture(async (opened) => {
    const env = { ...UNLIMITED, APP_BASE_URL: 'http://gatehouse.test' };
    const first = await opened.app({ env });
    const second = await opened.app({ env, database: { url: first.app.databaseUrl } });
    apps = [first.app, second.app];
    accounts = first.accounts;
    fakeTotp(...apps);
  }, 120_000);

  async function aUser() {
    const account = await accounts.create();
    const { access_token: token, refresh_token } = await signIn(apps[0], account);
    const factor = await enrolTotp(accounts, account.id);
    return { ...account, token, refreshToken: refresh_token, factor };
  }
  const on = (index: number) => apps[index % 2 === 0 ? 0 : 1];

  it('of fifty step-ups with one code, one succeeds', async () => {
    const { token, factor } = await aUser();
    const body = { type: 'totp', code: factor.code(1) };
    const answers = await Promise.all(
      Array.from({ length: AT_ONCE }, (_, index) =>
        on(index).post<Problem>('/api/auth/step-up', body, { token }),
      ),
    );
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([200, ...Array<number>(AT_ONCE - 1).fill(400)]);
  }, 120_000);

  it('a session that ends during its step-up stays ended, whichever is first', async () => {
    const account = await accounts.create();
    const sessions = [];
    for (let round = 1; round <= ROUNDS; round += 1) sessions.push(await signIn(apps[0], account));
    const factor = await enrolTotp(accounts, account.id);
    for (const [index, { access_token: token, refresh_token }] of sessions.entries()) {
      const round = index + 1;
      const body = { type: 'totp', code: factor.code(round) };
      const [stepUp] = await Promise.all([
        on(round).post<Problem & { access_token: string }>('/api/auth/step-up', body, { token }),
        on(round + 1).post('/api/auth/logout', {}, { token }),
      ]);
      expect([200, 401]).toContain(stepUp.status);
      const newest = stepUp.body.access_token ?? token;
      for (const app of apps) {
        expect((await app.get('/api/auth/me', { token: newest })).status).toBe(401);
        expect((await refresh(app, refresh_token)).status).toBe(401);
      }
    }
  }, 120_000);

  it('refreshes on both instances during and after a step-up keep the level once it is raised', async () => {
    const { token, refreshToken, factor } = await aUser();
    const first = await refresh(on(1), refreshToken);
    const body = { type: 'totp', code: factor.code(1) };
    const [, during] = await Promise.all([
      on(0).post('/api/auth/step-up', body, { token }),
      refresh(on(1), first.body.refresh_token),
    ]);
    expect(during.status).toBe(200);
    let { refresh_token: next } = during.body;
    for (const index of [0, 1]) {
      const { body: tokens } = await refresh(on(index), next);
      expect(decodeJwt(tokens.access_token)).toMatchObject({ acr: 'aal2' });
      next = tokens.refresh_token;
    }
  });
});
