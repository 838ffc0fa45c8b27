import { decodeJwt } from 'jose';
import { randomToken, sha256 } from '#libs/kernel';
import { createTestDatabase, FakeClock, type TestApp } from '#libs/testing';
import { FactorResets } from '#api/factors';
import { signIn, UNLIMITED, type Accounts } from '../support/accounts.js';
import { showFactor } from '../support/show-factor.js';
import { beginTotp, codeAt, codeOfStep, confirmTotp, enrolTotp, stepAt } from '../support/totp.js';
import { withFixture } from '../support/with-fixture.js';

const AT_ONCE = 50;
const ROUNDS = 12;

describe('factors on two instances', () => {
  const clock = new FakeClock();
  const instances: TestApp[] = [];
  let accounts: Accounts;

  withFixture(async (opened) => {
    const database = opened.add(await createTestDatabase());
    const options = {
      env: { ...UNLIMITED, APP_BASE_URL: 'http://gatehouse.test' },
      clock,
      database,
    };
    const first = await opened.app(options);
    accounts = first.accounts;
    instances.push(first.app, (await opened.app(options)).app);
  }, 120_000);

  const on = (index: number) => instances[index % 2] as TestApp;

  async function anEnrolled() {
    const account = await accounts.create();
    const { access_token: token } = await signIn(on(0), account);
    const totp = await enrolTotp(on(0), { ...account, token }, clock.nowMs());
    clock.advanceSeconds(90);
    return { ...totp, ...account, token };
  }

  const useAtOnce = async (
    userId: string,
    shownBy: (index: number) => { type: 'totp' | 'recovery_codes'; code: string },
  ) => {
    const uses = Array.from({ length: AT_ONCE }, (_, index) =>
      showFactor(on(index), userId, shownBy(index)),
    );
    return (await Promise.all(uses)).filter((used) => used !== null);
  };

  it('one code of an authenticator app that fifty show at once is accepted once', async () => {
    const { id, secret } = await anEnrolled();
    const code = codeAt(secret, clock.nowMs());
    const used = await useAtOnce(id, () => ({ type: 'totp', code }));
    expect(used).toHaveLength(1);
    expect(await showFactor(on(1), id, { type: 'totp', code })).toBeNull();
  }, 120_000);

  it('of the codes of three steps that are shown at once each is accepted at most once, and in their order', async () => {
    const { id, secret } = await anEnrolled();
    const step = stepAt(clock.nowMs());
    const used = await useAtOnce(id, (index) => ({
      type: 'totp',
      code: codeOfStep(secret, step - 1 + (index % 3)),
    }));
    expect(used.length).toBeGreaterThanOrEqual(1);
    expect(used.length).toBeLessThanOrEqual(3);
    for (const shift of [-1, 0]) {
      const code = codeOfStep(secret, step + shift);
      expect(await showFactor(on(0), id, { type: 'totp', code })).toBeNull();
    }
  }, 120_000);

  it('one recovery code that fifty show at once is accepted once', async () => {
    const { id, recoveryCodes } = await anEnrolled();
    const [code = ''] = recoveryCodes;
    const used = await useAtOnce(id, () => ({ type: 'recovery_codes', code }));
    expect(used).toHaveLength(1);
  }, 120_000);

  it('no factor is left that is confirmed while the owner takes another one back', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { secret, ...account } = await anEnrolled();
      const nextCode = () => codeAt(secret, clock.nowMs());
      const begun = await beginTotp(on(0), { ...account, nextCode });
      const link = randomToken();
      await accounts.rows(
        `INSERT INTO sign_in_links (token_hash, purpose, user_id, session_id, email_canonical, created_at, expires_at)
         VALUES ($1, 'deny_factor', $2, $3, $4, $5, $5::timestamptz + interval '1 hour')`,
        [sha256(link), account.id, decodeJwt(account.token)['sid'], account.email, clock.now()],
      );
      const code = codeAt(begun.secret, clock.nowMs());
      const [confirmed, denied] = await Promise.all([
        confirmTotp(on(round), account.token, begun.id, code),
        on(round + 1).post('/api/auth/sign-ins/deny', { token: link }),
      ]);
      expect(denied.status).toBe(200);
      expect([200, 401, 404]).toContain(confirmed.status);
      const left = await accounts.rows('SELECT 1 FROM factors WHERE user_id = $1', [account.id]);
      expect(left).toEqual([]);
      expect(await accounts.liveSessions(account)).toBe(0);
    }
  }, 120_000);

  it('a reset that is due is done once by two instances', async () => {
    const { id } = await anEnrolled();
    await accounts.rows(
      `INSERT INTO factor_resets (user_id, token_hash, created_at, due_at) VALUES ($1, '\\x01', $2, $2)`,
      [id, clock.now()],
    );
    const runs = Array.from({ length: 10 }, (_, index) =>
      on(index).nest.get(FactorResets, { strict: false }).doDue(100),
    );
    const counts = await Promise.all(runs);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1);
    const events = await accounts.rows(
      `SELECT id FROM audit_events WHERE type = 'factors.reset' AND target_id = $1`,
      [id],
    );
    expect(events).toHaveLength(1);
  }, 120_000);
});
