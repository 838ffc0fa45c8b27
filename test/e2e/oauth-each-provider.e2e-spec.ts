import { anEmail, me, mailTo, OTHER_PASSWORD, signIn, type Problem } from '../support/accounts.js';
import { appear, EVERY_PROVIDER } from './support/providers/persona.js';
import { proven } from '../support/fresh-proof.js';
import { provenByProvider } from './support/providers/provider-proof.js';
import { Setting } from './support/providers/setting.js';
import { withFixture } from '../support/with-fixture.js';

const PERSONAL_TENANT = '9188040d-6c67-4c5b-b112-36a304b66dad';

let count = 0;
const at = (domain: string) => `person-${process.pid}-${(count += 1)}@${domain}`;

/** Addresses for which a provider is authoritative, with the further claims of its token. */
const AUTHORITIES: [provider: string, domain: string, claims?: Record<string, unknown>][] = [
  ['google', 'gmail.com'],
  ['google', 'example.test', { hd: 'EXAMPLE.test' }],
  ['microsoft', 'example.test'],
  ['microsoft', 'outlook.com', { tid: PERSONAL_TENANT }],
  ['apple', 'icloud.com'],
  ['apple', 'privaterelay.appleid.com'],
  ['acme', 'example.test'],
];

/** Addresses that a provider reports as verified without being authoritative for them. */
const OTHERS: [provider: string, domain: string, claims?: Record<string, unknown>][] = [
  ['google', 'example.test'],
  ['google', 'example.test', { hd: 'other.test' }],
  ['google', 'sub.example.test', { hd: 'example.test' }],
  ['google', 'evil-gmail.com'],
  ['microsoft', 'example.test', { tid: PERSONAL_TENANT }],
  ['microsoft', 'example.test', { idp: 'https://sts.windows.net/another/' }],
  ['microsoft', 'example.test', { acct: 1 }],
  ['discord', 'example.test'],
  ['github', 'example.test'],
  ['apple', 'example.test'],
  ['acme', 'other.test'],
  ['acme', 'sub.example.test'],
];

describe('each provider', () => {
  let setting: Setting;

  withFixture(async (opened) => {
    setting = opened.add(await Setting.open({ STORE_PROVIDER_TOKENS: 'true' }));
  }, 120_000);
  beforeEach(() => {
    setting.provider.reset();
    appear(setting.provider, { email: anEmail() });
  });

  const identitiesOf = (userId: string) =>
    setting.accounts.rows<{ provider: string; provider_tokens: Buffer }>(
      'SELECT provider, provider_tokens FROM identities WHERE user_id = $1',
      [userId],
    );

  it.each(EVERY_PROVIDER)(
    'An authorization flow of %s is not finished as one of another provider',
    async (minted) => {
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
    },
  );

  it.each(AUTHORITIES)(
    'An account is joined when %s vouches for an address at %s (%p)',
    async (provider, domain, claims = {}) => {
      for (const password of [OTHER_PASSWORD, null]) {
        const account = await setting.accounts.create({ email: at(domain), password });
        appear(setting.provider, { email: account.email, claims });
        const answer = await setting.visitor().signIn(provider);
        expect(answer).toMatchObject({ status: 200, body: { user: { id: account.id } } });
      }
    },
  );

  it.each(OTHERS)(
    'No account is joined when %s reports an address at %s (%p), with a password or without',
    async (provider, domain, claims = {}) => {
      for (const password of [OTHER_PASSWORD, null]) {
        const account = await setting.accounts.create({ email: at(domain), password });
        appear(setting.provider, { email: account.email, claims });
        const answer = await setting.visitor().signIn(provider);
        expect(answer).toMatchObject({ status: 409, body: { code: 'LINK_REQUIRED' } });
        expect(await identitiesOf(account.id)).toEqual([]);
      }
    },
  );

  it.each(['discord', 'github'])(
    'A first sign-in by %s makes a verified account, and later ones sign in to it',
    async (provider) => {
      const first = await setting.visitor().signIn(provider);
      expect(first).toMatchObject({ status: 200, body: { user: { is_email_verified: true } } });
      const again = await setting.visitor().signIn(provider);
      expect(again.body.user.id).toBe(first.body.user.id);
    },
  );

  it('An account that a stranger made by an outdated address is emptied when the provider of the mailbox names its owner', async () => {
    const email = at('gmail.com');
    appear(setting.provider, { email });
    const stranger = (await setting.visitor().signIn('discord')).body;
    const stale = { person: setting.provider.person, profiles: setting.provider.profiles };
    await setting.app.post(
      '/api/auth/set-password',
      { password: OTHER_PASSWORD },
      { token: stranger.access_token },
    );
    appear(setting.provider, { email });
    const owner = (await setting.visitor().signIn('google')).body;
    expect(owner.user.id).toBe(stranger.user.id);
    expect((await me(setting.app, stranger.access_token)).status).toBe(401);
    const login = await setting.app.post('/api/auth/login', { email, password: OTHER_PASSWORD });
    expect(login.status).toBe(401);
    Object.assign(setting.provider, stale);
    expect(await setting.visitor().signIn('discord')).toMatchObject({
      status: 409,
      body: { code: 'LINK_REQUIRED' },
    });
    expect(await identitiesOf(owner.user.id)).toMatchObject([{ provider: 'google' }]);
  });

  it('Identities that a stranger made by an outdated address are shown to the owner at a reset, however old', async () => {
    const email = anEmail();
    appear(setting.provider, { email });
    const { user } = (await setting.visitor().signIn('discord')).body;
    await setting.accounts.rows(
      `UPDATE identities SET created_at = now() - interval '400 days' WHERE user_id = $1`,
      [user.id],
    );
    const token = await setting.accounts.mailedToken(
      { id: user.id, email, password: '' },
      'reset_password',
    );
    const answer = await setting.app.post('/api/password/reset', {
      token,
      password: OTHER_PASSWORD,
    });
    expect(answer.status).toBe(200);
    expect(await identitiesOf(user.id)).toEqual([]);
  });

  it.each(['discord', 'github'])(
    'A registration that was neither confirmed nor used is emptied for a person who signs in by %s',
    async (provider) => {
      const account = await setting.accounts.create({ isVerified: false });
      appear(setting.provider, { email: account.email });
      const answer = await setting.visitor().signIn(provider);
      expect(answer).toMatchObject({ status: 200, body: { user: { id: account.id } } });
      const { email, password } = account;
      const login = await setting.app.post('/api/auth/login', { email, password });
      expect(login.status).toBe(401);
    },
  );

  it.each([
    [
      'holds a role',
      (id: string) => setting.accounts.grant({ id, email: '', password: '' }, 'admin'),
    ],
    [
      'is in use',
      (id: string) =>
        setting.accounts.rows('UPDATE users SET last_login = now() WHERE id = $1', [id]),
    ],
  ])(
    'An unverified account that %s is not given to a person by an unverified claim',
    async (_, prepare) => {
      const account = await setting.accounts.create({ isVerified: false });
      await prepare(account.id);
      for (const provider of ['discord', 'github']) {
        appear(setting.provider, { email: account.email });
        const answer = await setting.visitor().signIn(provider);
        expect(answer).toMatchObject({ status: 409, body: { code: 'LINK_REQUIRED' } });
      }
      expect(await identitiesOf(account.id)).toEqual([]);
    },
  );

  it.each(EVERY_PROVIDER)(
    'No account is joined when %s does not vouch for the address',
    async (provider) => {
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
    },
  );

  it.each(EVERY_PROVIDER)('The tokens of %s are sealed and never given out', async (provider) => {
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

  it.each(['google', 'microsoft', 'apple', 'acme'])(
    'A name that the person wrote stays, whatever %s reports',
    async (provider) => {
      const domain = provider === 'apple' ? 'icloud.com' : 'example.test';
      const account = await setting.accounts.create({ email: at(domain) });
      await setting.accounts.rows(
        `UPDATE users SET first_name = 'Maria', last_name = NULL WHERE id = $1`,
        [account.id],
      );
      const name = { firstName: 'Anna', lastName: 'Lind' };
      appear(setting.provider, { email: account.email, ...name, claims: { hd: domain } });
      setting.provider.formFields = { user: JSON.stringify({ name }) };
      const { body } = await setting.visitor().signIn(provider);
      expect(body.user).toMatchObject({ first_name: 'Maria', last_name: 'Lind' });
    },
  );

  it('A callback signs in the person who signed in at the provider, not the one who began (D50)', async () => {
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

  it('A state or a code is no mailed token, and a mailed token is no code (A9)', async () => {
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

  it('The owner is told by mail that a first password was set', async () => {
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
