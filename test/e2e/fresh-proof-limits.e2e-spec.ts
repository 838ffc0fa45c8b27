import { startTestApp, type TestApp } from '#libs/testing';
import { Accounts, signIn } from '../support/accounts.js';
import { askForProof } from '../support/fresh-proof.js';

const LIMITED = { status: 429, body: { code: 'RATE_LIMITED' } };
const WRONG = 'not the password';
const MOST_TRIES = 12;

describe('fresh proofs of another account', () => {
  let app: TestApp;
  let accounts: Accounts;

  const open = async (env: Record<string, string>) => {
    app = await startTestApp({ env: { RATE_LIMIT_ENABLED: 'true', ...env } });
    accounts = new Accounts(app.databaseUrl);
  };
  afterEach(async () => {
    await accounts.close();
    await app.close();
  });

  it('A wrong password for a proof of another account counts toward the back-off of that account, in any session', async () => {
    await open({ RATE_LIMIT_LOGIN_PER_ACCOUNT: 'off', RATE_LIMIT_LOGIN_PER_ADDRESS: 'off' });
    const [caller, other] = [await accounts.create(), await accounts.create()];
    const { access_token: token } = await signIn(app, caller);
    const guess = () =>
      askForProof(app, token, { purpose: 'merge', email: other.email, password: WRONG });
    let answer = await guess();
    for (let tries = 1; tries < MOST_TRIES && answer.status === 401; tries += 1)
      answer = await guess();
    expect(answer).toMatchObject(LIMITED);
    const { email, password } = other;
    expect(await app.post('/api/auth/login', { email, password })).toMatchObject(LIMITED);
    // No wrong password was tried for the signed-in user.
    const own = await askForProof(app, token, { purpose: 'merge', password: caller.password });
    expect(own.status).toBe(201);
  });

  it('Proofs of another account count among the tries to sign in to it', async () => {
    await open({ RATE_LIMIT_LOGIN_PER_ACCOUNT: '2/1h' });
    const [caller, other] = [await accounts.create(), await accounts.create()];
    const { access_token: token } = await signIn(app, caller);
    const wish = { purpose: 'merge', email: other.email, password: other.password };
    expect((await askForProof(app, token, wish)).status).toBe(201);
    const { email, password } = other;
    const statuses = [];
    for (let tries = 0; tries < 2; tries += 1)
      statuses.push((await app.post('/api/auth/login', { email, password })).status);
    expect(statuses).toEqual([200, 429]);
  });

  it('A proof of another account needs a solved challenge where a sign-in does; one of the own account does not', async () => {
    await open({ CAPTCHA_MODE: 'off' });
    const [caller, other] = [await accounts.create(), await accounts.create()];
    await signIn(app, caller);
    const { databaseUrl } = app;
    const strict = await startTestApp({
      database: { url: databaseUrl },
      env: { CAPTCHA_MODE: 'always', RATE_LIMIT_ENABLED: 'true' },
    });
    try {
      const { access_token: token } = await signIn(app, caller);
      const wish = { purpose: 'merge', email: other.email, password: other.password };
      expect(await askForProof(strict, token, wish)).toMatchObject({
        body: { code: 'CAPTCHA_REQUIRED' },
      });
      const own = { purpose: 'merge', password: caller.password };
      expect((await askForProof(strict, token, own)).status).toBe(201);
    } finally {
      await strict.close();
    }
  });
});
