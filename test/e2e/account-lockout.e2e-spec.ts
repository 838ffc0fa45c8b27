import { FakeClock, type Answer, type SmtpSink, type TestApp } from '#libs/testing';
import {
  type Accounts,
  mailTo,
  tokenIn,
  type Account,
  type SignedIn,
} from '../support/accounts.js';
import { solvedChallenge } from '../support/altcha.js';
import { withFixture } from '../support/with-fixture.js';

const OWNER = '193.99.144.80';
const STRANGER = '5.9.0.77';

/** With the default limits. */
describe('guesses of the password of an account', () => {
  let app: TestApp;
  let sink: SmtpSink;
  let accounts: Accounts;

  withFixture(async (opened) => {
    const env = { RATE_LIMIT_ENABLED: 'true', TRUST_PROXY: 'loopback', CAPTCHA_DIFFICULTY: '1000' };
    // Long, so that no wait ends on a slow machine.
    const clock = new FakeClock(new Date().toISOString());
    ({ app, accounts, sink } = await opened.appWithMail({ env, clock }));
  }, 90_000);

  const login = (
    { email, password }: Pick<Account, 'email' | 'password'>,
    from: string,
    headers: Record<string, string> = {},
  ): Promise<Answer<SignedIn & { code?: string }>> =>
    app.post(
      '/api/auth/login',
      { email, password },
      { headers: { 'x-forwarded-for': from, ...headers } },
    );

  const wrong = ({ email }: Account) => ({ email, password: 'a guess of it' });

  async function guess(account: Account, from = STRANGER, count = 200): Promise<number[]> {
    const statuses: number[] = [];
    while (statuses.length < count) statuses.push((await login(wrong(account), from)).status);
    return statuses;
  }

  async function known(account: Account): Promise<Record<string, string>> {
    const { status, headers } = await login(account, OWNER);
    expect(status).toBe(200);
    return { 'x-device-token': String(headers['x-device-token']) };
  }

  const solution = async () => ({ 'x-captcha-solution': await solvedChallenge(app) });

  it('Password guesses are slowed down, and do not delay the device that the owner has signed in from', async () => {
    const account = await accounts.create();
    const device = await known(account);
    const statuses = await guess(account);
    expect(statuses.filter((status) => status === 401).length).toBeLessThan(15);
    expect(statuses.slice(-50)).toEqual(Array(50).fill(429));
    expect((await login(account, '192.0.2.1')).status).toBe(429);
    expect((await login(account, OWNER, device)).status).toBe(200);
    // Also not when the attacker shares the address of the owner.
    expect((await login(account, STRANGER, device)).status).toBe(200);
  });

  it('Password guesses with a device of another account or an invented one are slowed down', async () => {
    const [victim, own] = [await accounts.create(), await accounts.create()];
    const device = await known(own);
    await guess(victim, '5.9.1.1', 40);
    for (const shown of [device, { 'x-device-token': `${'A'.repeat(43)}.${'A'.repeat(43)}` }])
      expect((await login(victim, '5.9.1.2', shown)).status).toBe(429);
  });

  it('Password guesses with the device of the owner are slowed down', async () => {
    const account = await accounts.create();
    const device = await known(account);
    const answers: number[] = [];
    for (let i = 0; i < 30; i += 1)
      answers.push((await login(wrong(account), STRANGER, device)).status);
    expect(answers.filter((status) => status === 401).length).toBeLessThan(12);
    expect(answers.slice(-10)).toEqual(Array(10).fill(429));
  });

  it('Password guesses do not delay an owner who has reset the password', async () => {
    const account = await accounts.create();
    await guess(account, '5.9.2.1', 40);
    await app.post('/api/password/forgot', { email: account.email });
    const token = tokenIn(await mailTo(sink, account.email, /Choose a new password/));
    const password = 'seven herons over the weir';
    expect((await app.post('/api/password/reset', { token, password })).status).toBe(200);
    expect((await login({ ...account, password }, OWNER)).status).toBe(200);
  });

  it('Password guesses do not delay an owner who has solved a challenge, and can solve only a few themselves', async () => {
    const account = await accounts.create();
    await guess(account, '5.9.3.1', 40);
    const passed: number[] = [];
    for (let i = 0; i < 6; i += 1)
      passed.push((await login(wrong(account), '5.9.3.2', await solution())).status);
    expect(passed).toEqual([401, 401, 401, 429, 429, 429]);
    expect((await login(account, '192.0.2.3')).status).toBe(429);
    const solved = await solution();
    expect((await login(wrong(account), '192.0.2.3', solved)).status).toBe(401);
    expect((await login(wrong(account), '192.0.2.3', solved)).status).toBe(429);
    expect((await login(account, '192.0.2.3', await solution())).status).toBe(200);
  });

  it('Guesses with a malformed address do not delay each other', async () => {
    const nobody = (email: string) => login({ email, password: 'x' }, `192.0.2.${email.length}`);
    for (let i = 0; i < 12; i += 1) await nobody('not an address');
    expect((await nobody('not an address')).status).toBe(429);
    expect((await nobody('another that is none')).status).toBe(401);
  });
});
