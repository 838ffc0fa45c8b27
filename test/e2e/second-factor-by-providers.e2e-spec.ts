import { decodeJwt } from 'jose';
import type { Answer } from '#libs/testing';
import { anEmail, type Problem, type SignedIn } from '../support/accounts.js';
import { codeOf, enrolFactor, fakeTotp, showCode, type FactorDemand } from '../support/factors.js';
import { REDIRECT_URI, Setting } from './support/providers/setting.js';
import { withFixture } from '../support/with-fixture.js';

describe('signing in by a provider to an account with a second factor', () => {
  let setting: Setting;

  withFixture(async (opened) => {
    setting = opened.add(await Setting.open());
    fakeTotp(setting.app);
  }, 120_000);
  beforeEach(() => {
    setting.provider.reset();
  });

  let count = 0;
  /** A person with an account at Google and here, and a second factor here. */
  async function aPerson() {
    count += 1;
    setting.person({ sub: `guarded-${process.pid}-${count}`, email: anEmail() });
    const visitor = setting.visitor();
    const first = await visitor.signIn('google');
    const id = String(first.body.user.id);
    await enrolFactor(setting.accounts, { id });
    return { id, visitor };
  }

  const halfOf = (answer: Answer<unknown>) => ({
    challenge: (answer.body as FactorDemand).challenge,
    device: String(answer.headers['x-device-token']),
  });
  const sessionsOf = async (id: string) =>
    (await setting.accounts.rows('SELECT FROM sessions WHERE user_id = $1', [id])).length;

  it('The callback answers a challenge, and the factor opens the session', async () => {
    const { id, visitor } = await aPerson();
    const answer = await visitor.signIn('google');
    expect(answer).toMatchObject({ status: 403, body: { code: 'SECOND_FACTOR_REQUIRED' } });
    expect(await sessionsOf(id)).toBe(1);
    const signedIn = await showCode(setting.app, halfOf(answer), codeOf({ id }));
    expect(signedIn.status).toBe(200);
    expect(decodeJwt(signedIn.body.access_token)).toMatchObject({
      amr: ['fed', 'otp', 'mfa'],
      acr: 'aal2',
    });
  });

  it('The trade of a code answers a challenge and uses the code up, and the factor opens the session', async () => {
    const { id, visitor } = await aPerson();
    const arrived = await visitor.signIn('google', { redirect_uri: REDIRECT_URI });
    const code = new URL(String(arrived.headers.location)).searchParams.get('code');
    const trade = () => setting.app.post<Problem & SignedIn>('/api/oauth/token', { code });
    const answer = await trade();
    expect(answer).toMatchObject({ status: 403, body: { code: 'SECOND_FACTOR_REQUIRED' } });
    expect(await trade()).toMatchObject({ status: 400, body: { code: 'INVALID_OAUTH_CODE' } });
    expect((await showCode(setting.app, halfOf(answer), codeOf({ id }))).status).toBe(200);
  });

  it('A challenge ends when the identity is unlinked that began it', async () => {
    const { id, visitor } = await aPerson();
    const half = halfOf(await visitor.signIn('google'));
    await setting.accounts.rows('DELETE FROM identities WHERE user_id = $1', [id]);
    expect(await showCode(setting.app, half, codeOf({ id }))).toMatchObject({
      status: 401,
      body: { code: 'INVALID_SIGN_IN_CHALLENGE' },
    });
  });
});
