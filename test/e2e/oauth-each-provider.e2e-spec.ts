import { anEmail, me, mailTo, OTHER_PASSWORD, signIn, type Problem } from '../support/accounts.js';
import { appear, EVERY_PROVIDER } from './support/providers/persona.js';
import { proven } from '../support/fresh-proof.js';
import { provenByProvider } from './support/providers/provider-proof.js';
import { Setting } from './support/providers/setting.js';

const VOUCHING = EVERY_PROVIDER.filter((provider) => provider !== 'facebook');

describe('by each provider', () => {
  let setting: Setting;

  beforeAll(async () => {
    setting = await Setting.open({ STORE_PROVIDER_TOKENS: 'true' });
  }, 120_000);
  afterAll(() => setting?.close());
  beforeEach(() => {
    setting.provider.reset();
    appear(setting.provider, { email: anEmail() });
  });

  const identitiesOf = (userId: string) =>
    setting.accounts.rows<{ provider: string; provider_tokens: Buffer }>(
      'SELECT provider, provider_tokens FROM identities WHERE user_id = $1',
      [userId],
    );

  it.each(EVERY_PROVIDER)('a flow of %s is not finished as one of another', async (minted) => {
    for (const other of EVERY_PROVIDER.filter((name) => name !== minted)) {
      const visitor = setting.visitor();
      const path = await visitor.begin(minted);
      const before = await setting.stored();
      const answer = await visitor.get(path.replace(`/${minted}/`, `/${other}/`));
      expect({ other, status: answer.status, code: answer.body.code }).toEqual({
        ...{ other, status: 400, code: 'INVALID_OAUTH_STATE' },
      });
      expect(await setting.stored()).toEqual(before);
    }
  });

  it.each(VOUCHING)('an account is joined by the word of %s', async (provider) => {
    const account = await setting.accounts.create();
    appear(setting.provider, { email: account.email });
    const answer = await setting.visitor().signIn(provider);
    expect(answer).toMatchObject({ status: 200, body: { user: { id: account.id } } });
  });

  it.each(EVERY_PROVIDER)('no account is joined without the word of %s', async (provider) => {
    const account = await setting.accounts.create();
    for (const isVouchedFor of [false, undefined, 'false', 0, null]) {
      appear(setting.provider, { email: account.email, isVouchedFor });
      const answer = await setting.visitor().signIn(provider);
      expect({ isVouchedFor, status: answer.status, code: answer.body.code }).toEqual({
        ...{ isVouchedFor, status: 409, code: 'LINK_REQUIRED' },
      });
    }
    expect(await identitiesOf(account.id)).toEqual([]);
    expect(await setting.accounts.liveSessions(account)).toBe(0);
  });

  it.each(EVERY_PROVIDER)('the tokens of %s are sealed and never given out', async (provider) => {
    const account = await setting.accounts.create();
    const { access_token: token } = await signIn(setting.app, account);
    const visitor = setting.visitor();
    const begun = await visitor.post<{ authorization_url: string }>(
      `/api/auth/identities/${provider}`,
      { ...(await proven(setting.app, { ...account, token }, 'link_identity')), body: {} },
    );
    const linked = await visitor.return(begun.body.authorization_url);
    expect(linked.status).toBe(200);
    const [{ provider_tokens: sealed } = { provider_tokens: Buffer.of() }] = await identitiesOf(
      account.id,
    );
    expect(sealed.length).toBeGreaterThan(50);
    expect(sealed.toString('latin1')).not.toMatch(/at-|rt-|eyJ/);
    const list = await setting.app.get('/api/auth/identities', { token });
    const own = await me(setting.app, token);
    for (const { text } of [linked, list, own]) expect(text).not.toMatch(/at-|rt-|tokens/);
  });

  it.each(VOUCHING)('what the person wrote stays, whatever %s calls them', async (provider) => {
    const account = await setting.accounts.create();
    await setting.accounts.rows(
      `UPDATE users SET first_name = 'Maria', last_name = NULL WHERE id = $1`,
      [account.id],
    );
    const name = { firstName: 'Anna', lastName: 'Lind' };
    appear(setting.provider, { email: account.email, ...name });
    setting.provider.formFields = { user: JSON.stringify({ name }) };
    const { body } = await setting.visitor().signIn(provider);
    expect(body.user).toMatchObject({ first_name: 'Maria', last_name: 'Lind' });
  });

  it('whoever signs in where another had begun is who has signed in (D50)', async () => {
    const first = (await setting.visitor().signIn('google')).body;
    const visitor = setting.visitor();
    const left = await visitor.leave('google');
    appear(setting.provider, { email: anEmail('second') });
    const second = (await visitor.return(left)).body;
    expect(second.user.id).not.toBe(first.user.id);
    for (const { access_token: token, user } of [first, second]) {
      const { body } = await setting.app.get<{ user: object }>('/api/auth/me', { token });
      expect(body.user).toMatchObject({ id: user.id });
    }
    expect(second.refresh_token).not.toBe(first.refresh_token);
  });

  it('a state or a code is no mailed token, and a mailed token is no code (A9)', async () => {
    const account = await setting.accounts.create({ isVerified: false });
    const visitor = setting.visitor();
    const path = new URL(await visitor.begin('google'), 'http://x').searchParams;
    const sent = [path.get('state'), path.get('code')];
    for (const token of sent) {
      const verified = await setting.app.get<Problem>(`/api/auth/verify-email/${token}`);
      expect(verified.status).toBe(400);
      const change = { token, password: OTHER_PASSWORD };
      expect((await setting.app.post('/api/password/reset', change)).status).toBe(400);
    }
    for (const purpose of ['verify_email', 'reset_password'] as const) {
      const token = await setting.accounts.mailedToken(account, purpose);
      expect((await setting.app.post('/api/oauth/token', { code: token })).status).toBe(400);
      const callback = `/api/oauth/google/callback?code=${token}&state=${token}`;
      expect((await visitor.get(callback)).status).toBe(400);
    }
    expect(await identitiesOf(account.id)).toEqual([]);
  });

  it('who is told that a first password was set is the owner, by mail', async () => {
    const { access_token: token, user } = (await setting.visitor().signIn('google')).body;
    const set = await setting.app.post(
      '/api/auth/set-password',
      { password: OTHER_PASSWORD },
      await provenByProvider(setting.visitor(), token, { purpose: 'set_password' }),
    );
    expect(set.status).toBe(200);
    const mail = await mailTo(setting.sink, user.email, /password/i);
    expect(mail.text).not.toContain(OTHER_PASSWORD);
  });
});
