import type { TestApp } from '#libs/testing';
import {
  OTHER_PASSWORD,
  signIn,
  UNLIMITED,
  type Accounts,
  type Problem,
} from '../support/accounts.js';
import { enrolTotp, removeFactor, fakeTotp } from '../support/fake-totp.js';
import { showing } from '../support/fresh-proof.js';
import { withFixture } from '../support/with-fixture.js';

interface Shown extends Problem {
  readonly proof: string;
  readonly by_password: boolean;
  readonly by_factors: readonly string[];
  readonly factors: readonly { readonly id: string; readonly type: string }[];
}

describe('fresh proofs by a second factor', () => {
  let app: TestApp;
  let accounts: Accounts;

  withFixture(async (opened) => {
    ({ app, accounts } = await opened.app({ env: UNLIMITED }));
    fakeTotp(app);
  }, 120_000);

  async function aUser() {
    const account = await accounts.create();
    const { access_token: token } = await signIn(app, account);
    return { ...account, token };
  }
  const ask = (token: string, body: object) =>
    app.post<Shown>('/api/auth/proofs', { purpose: 'erase_account', ...body }, { token });
  const erase = (token: string, proof?: string, body: object = {}) =>
    app.call<Shown>('DELETE', '/api/auth/me', {
      token,
      body,
      ...(proof !== undefined && { headers: showing(proof) }),
    });

  it('an account with a second factor makes proofs by it, and the trail names it', async () => {
    const user = await aUser();
    const factor = await enrolTotp(accounts, user.id);
    const made = await ask(user.token, { type: 'totp', code: factor.code(1) });
    expect(made).toMatchObject({
      status: 201,
      body: { purpose: 'erase_account', expires_in: 300 },
    });
    const [event] = await accounts.rows<{ details: object }>(
      `SELECT details FROM audit_events WHERE type = 'proof.made' AND target_id = $1`,
      [user.id],
    );
    expect(event?.details).toEqual({ purpose: 'erase_account', method: 'totp' });
    expect((await erase(user.token, made.body.proof)).status).toBe(200);
  });

  it('its password alone makes none, and is not compared', async () => {
    const user = await aUser();
    await enrolTotp(accounts, user.id);
    for (const password of [user.password, OTHER_PASSWORD])
      expect(await ask(user.token, { password })).toMatchObject({
        status: 403,
        body: { code: 'FACTOR_REQUIRED', by_factors: ['totp'] },
      });
  });

  it('a refused act says that a factor is needed, also one that takes the password', async () => {
    const user = await aUser();
    await enrolTotp(accounts, user.id);
    const refused = {
      status: 401,
      body: { code: 'PROOF_REQUIRED', by_password: false, by_providers: [], by_factors: ['totp'] },
    };
    expect(await erase(user.token)).toMatchObject(refused);
    const { password } = user;
    const answer = await erase(user.token, undefined, { password });
    expect(answer).toMatchObject(refused);
    expect(answer.body.message).toContain('POST /api/auth/proofs {"purpose", "type"');
  });

  it('a proof by the password does not count when a second factor was enrolled meanwhile', async () => {
    const user = await aUser();
    const made = await ask(user.token, { password: user.password });
    expect(made.status).toBe(201);
    const factor = await enrolTotp(accounts, user.id);
    expect(await erase(user.token, made.body.proof)).toMatchObject({ status: 401 });
    await removeFactor(accounts, factor);
    expect((await erase(user.token, made.body.proof)).status).toBe(200);
  });

  it('a proof ends when its factor is removed', async () => {
    const user = await aUser();
    const [kept, lost] = [await enrolTotp(accounts, user.id), await enrolTotp(accounts, user.id)];
    const made = await ask(user.token, { type: 'totp', code: lost.code(1) });
    await removeFactor(accounts, lost);
    expect(await erase(user.token, made.body.proof)).toMatchObject({ status: 401 });
    const again = await ask(user.token, { type: 'totp', code: kept.code(1) });
    expect((await erase(user.token, again.body.proof)).status).toBe(200);
  });

  it('a wrong code, a used one, and one of another account make none', async () => {
    const [user, other] = [await aUser(), await aUser()];
    const factor = await enrolTotp(accounts, user.id);
    const theirs = await enrolTotp(accounts, other.id);
    await ask(user.token, { type: 'totp', code: factor.code(1) });
    for (const code of ['wrong', factor.code(1), theirs.code(1)])
      expect(await ask(user.token, { type: 'totp', code })).toMatchObject({
        status: 400,
        body: { code: 'WRONG_FACTOR' },
      });
  });

  it('the options list the factors of the account', async () => {
    const user = await aUser();
    const options = () =>
      app.post<Shown>('/api/auth/proofs/options', { purpose: 'mint_token' }, { token: user.token });
    expect((await options()).body.factors).toEqual([]);
    const factor = await enrolTotp(accounts, user.id);
    expect((await options()).body.factors).toEqual([
      { id: factor.id, type: 'totp', name: 'Phone' },
    ]);
  });

  it('the other account of a merge shows its password and its factor', async () => {
    const [user, other] = [await aUser(), await aUser()];
    const factor = await enrolTotp(accounts, other.id);
    const { email, password } = other;
    const merge = { purpose: 'merge', email, password };
    expect(await ask(user.token, merge)).toMatchObject({ body: { code: 'FACTOR_REQUIRED' } });
    expect(await ask(user.token, { ...merge, password: OTHER_PASSWORD })).toMatchObject({
      body: { code: 'INVALID_CREDENTIALS' },
    });
    expect(await ask(user.token, { ...merge, type: 'totp', code: 'wrong' })).toMatchObject({
      body: { code: 'WRONG_FACTOR' },
    });
    const { status } = await ask(user.token, { ...merge, type: 'totp', code: factor.code(1) });
    expect(status).toBe(201);
    const withoutPassword = { purpose: 'merge', email, type: 'totp', code: factor.code(2) };
    expect(await ask(user.token, withoutPassword)).toMatchObject({
      body: { code: 'VALIDATION_FAILED' },
    });
  });

  it('who shows the password of another account without its factor is told of to the owner', async () => {
    const [user, other] = [await aUser(), await aUser()];
    await enrolTotp(accounts, other.id);
    const { email, password } = other;
    const merge = { purpose: 'merge', email, password };
    const noticed = () =>
      accounts.rows('SELECT FROM devices WHERE user_id = $1 AND noticed_at IS NOT NULL', [
        other.id,
      ]);
    for (const shown of [{}, { type: 'totp', code: 'wrong' }]) {
      await accounts.rows('UPDATE devices SET noticed_at = NULL WHERE user_id = $1', [other.id]);
      expect((await ask(user.token, { ...merge, ...shown })).status).toBeGreaterThanOrEqual(400);
      expect(await noticed()).toHaveLength(1);
    }
  });
});
