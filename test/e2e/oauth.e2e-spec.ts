import { createHash } from 'node:crypto';
import { newId, randomToken } from '#libs/kernel';
import { anEmail, mailTo, me, PASSWORD, signIn, type Problem } from '../support/accounts.js';
import { NATIVE_URIS, REDIRECT_URI, Setting } from './support/providers/setting.js';
import { withFixture } from '../support/with-fixture.js';

let count = 0;
const aSubject = () => `subject-${process.pid}-${(count += 1)}`;

describe('signing in by a provider', () => {
  let setting: Setting;

  withFixture(async (opened) => {
    setting = opened.add(await Setting.open());
  }, 120_000);
  beforeEach(() => {
    setting.provider.reset();
    setting.person({ sub: aSubject(), email: anEmail() });
  });

  it('The list of providers has the enabled ones', async () => {
    const { body } = await setting.app.get<{ providers: { name: string }[] }>(
      '/api/oauth/providers',
    );
    const names = body.providers.map(({ name }) => name).sort();
    expect(names).toEqual([
      'acme',
      'apple',
      'discord',
      'facebook',
      'github',
      'google',
      'microsoft',
    ]);
  });

  it('A provider that is not configured answers 404', async () => {
    const answer = await setting.app.get<Problem>('/api/oauth/nobody');
    expect(answer).toMatchObject({ status: 404, body: { code: 'PROVIDER_NOT_CONFIGURED' } });
  });

  it.each(['google', 'acme'])('A first sign-in by %s makes an account', async (provider) => {
    const email = anEmail();
    setting.person({ email, given_name: 'Anna', family_name: 'Lind' });
    const visitor = setting.visitor();
    const first = await visitor.signIn(provider);
    expect(first).toMatchObject({
      status: 200,
      body: {
        success: true,
        message: 'Authentication successful',
        token_type: 'Bearer',
        user: { email, first_name: 'Anna', last_name: 'Lind', is_email_verified: true },
      },
    });
    expect((await me(setting.app, first.body.access_token)).status).toBe(200);
    const again = await visitor.signIn(provider);
    expect(again.body.user.id).toBe(first.body.user.id);
  });

  it('An authorization request has state, an S256 challenge and a nonce, and the token request the verifier', async () => {
    const { provider } = setting;
    for (const name of ['google', 'acme', 'microsoft', 'apple']) {
      const answer = await setting.app.get(`/api/oauth/${name}`);
      const sent = new URL(String(answer.headers.location)).searchParams;
      expect(sent.get('code_challenge_method')).toBe('S256');
      expect(sent.get('code_challenge')).toMatch(/^[\w-]{43}$/);
      expect(sent.get('state')).toMatch(/^[\w-]{43}$/);
      expect(sent.get('nonce')).toMatch(/^[\w-]{43}$/);
    }
    for (const name of ['discord', 'github', 'facebook']) {
      const answer = await setting.app.get(`/api/oauth/${name}`);
      const sent = new URL(String(answer.headers.location)).searchParams;
      expect(sent.get('code_challenge_method')).toBe('S256');
      expect(sent.get('state')).toMatch(/^[\w-]{43}$/);
    }
    await setting.visitor().signIn('google');
    expect(provider.tokenRequests[0]?.get('code_verifier')).toMatch(/^[\w-]{43}$/);
  });

  it.each(['state', 'code_challenge', 'nonce'])(
    'A flow fails when the browser removes %s from the authorization request',
    async (name) => {
      for (const provider of ['google', 'acme']) {
        const visitor = setting.visitor();
        const begun = await visitor.get(`/api/oauth/${provider}`);
        const stripped = new URL(String(begun.headers.location));
        stripped.searchParams.delete(name);
        const answer = await visitor.get(await visitor.consent(stripped.href));
        expect(answer.status).toBe(400);
        expect(answer.body).not.toHaveProperty('access_token');
      }
    },
  );

  describe('profiles of each provider', () => {
    it('A person signs in by Discord', async () => {
      const email = anEmail();
      setting.provider.profiles = {
        '/discord/users/@me': {
          id: '80351110224678912',
          username: 'nelly',
          global_name: 'Nelly Lind',
          email,
          verified: true,
          avatar: '8342729096ea3675442027381ff50dfe',
        },
      };
      const answer = await setting.visitor().signIn('discord');
      expect(answer.body.user).toMatchObject({
        email,
        first_name: 'Nelly',
        last_name: 'Lind',
        is_email_verified: true,
      });
    });

    it('A person signs in by GitHub, whose list of addresses counts and not the public one', async () => {
      const email = anEmail();
      setting.provider.profiles = {
        '/github/user': {
          id: 583231,
          login: 'octocat',
          name: 'Mona',
          email: 'public@example.test',
        },
        '/github/user/emails': [
          { email: 'second@example.test', primary: false, verified: true },
          { email, primary: true, verified: true },
        ],
      };
      const answer = await setting.visitor().signIn('github');
      expect(answer.body.user).toMatchObject({ email, is_email_verified: true });
    });

    it('A person signs in by Facebook, which vouches for no address, after a confirmation by mail', async () => {
      const email = anEmail();
      setting.provider.profiles = {
        '/facebook/me': { id: '10219123456789', first_name: 'Anna', last_name: 'Lind', email },
      };
      const answer = await setting.visitor().signIn('facebook');
      expect(answer).toMatchObject({ status: 403, body: { code: 'EMAIL_NOT_VERIFIED' } });
      await mailTo(setting.sink, email, /./);
    });

    it('A person signs in by Apple, with a signed secret, a form post and the name once', async () => {
      const email = anEmail();
      setting.person({ email, email_verified: 'true' });
      const name = { firstName: 'Anna', lastName: 'Lind' };
      setting.provider.formFields = { user: JSON.stringify({ name, email: 'x@y.z' }) };
      const visitor = setting.visitor();
      const there = new URL(await visitor.leave('apple'));
      expect(there.searchParams.get('response_mode')).toBe('form_post');
      expect(await visitor.return(there.href)).toMatchObject({
        status: 200,
        body: { user: { email, first_name: 'Anna', is_email_verified: true } },
      });
    });

    it('A name that Apple sends once is kept', async () => {
      const name = { firstName: 'Anna', lastName: 'Lind' };
      setting.provider.formFields = { user: JSON.stringify({ name }) };
      const { body } = await setting.visitor().signIn('apple');
      setting.provider.formFields = {};
      const again = await setting.visitor().signIn('apple');
      expect(again.body.user).toMatchObject({
        ...{ id: body.user.id, first_name: 'Anna', last_name: 'Lind' },
      });
    });

    it('A person of Microsoft is identified by tenant and object id, and the tenant is in the issuer', async () => {
      const [tid, oid, email] = [newId(), newId(), anEmail()];
      setting.person({ tid, oid, email, xms_edov: true });
      const visitor = setting.visitor();
      const first = await visitor.signIn('microsoft');
      expect(first).toMatchObject({ status: 200, body: { user: { email } } });
      setting.person({ sub: aSubject(), email: anEmail() });
      const again = await visitor.signIn('microsoft');
      expect(again.body.user.id).toBe(first.body.user.id);
      // A foreign tenant that has the address of another person in its directory.
      setting.person({ tid: newId(), oid: newId(), email, xms_edov: undefined });
      expect(await visitor.signIn('microsoft')).toMatchObject({
        status: 409,
        body: { code: 'LINK_REQUIRED' },
      });
    });
  });

  describe('for an application', () => {
    const verifier = randomToken();
    const code_challenge = createHash('sha256').update(verifier).digest('base64url');
    const trade = (body: object) => setting.app.post<Problem>('/api/oauth/token', body);
    const codeOf = async (query: Record<string, string>) => {
      const answer = await setting
        .visitor()
        .signIn('google', { redirect_uri: REDIRECT_URI, ...query });
      expect(answer.status).toBe(302);
      const there = new URL(String(answer.headers.location));
      expect(`${there.origin}${there.pathname}`).toBe(REDIRECT_URI);
      return there.searchParams;
    };

    it('An application gets a one-time code and its own state, never a token', async () => {
      const sent = await codeOf({ state: 'mine' });
      expect([...sent.keys()].sort()).toEqual(['code', 'iss', 'state']);
      expect(sent.get('iss')).toBe('http://gatehouse.test');
      expect(sent.get('state')).toBe('mine');
      const code = sent.get('code');
      const first = await trade({ code });
      expect(first).toMatchObject({ status: 200, body: { success: true, token_type: 'Bearer' } });
      expect(await trade({ code })).toMatchObject({
        status: 400,
        body: { code: 'INVALID_OAUTH_CODE' },
      });
    });

    it('A one-time code stays valid when its exchange fails', async () => {
      const code = (await codeOf({})).get('code');
      const { accounts } = setting;
      await accounts.rows('ALTER TABLE sessions ADD CONSTRAINT broken CHECK (false) NOT VALID');
      const failed = await trade({ code });
      await accounts.rows('ALTER TABLE sessions DROP CONSTRAINT broken');
      expect(failed.status).toBeGreaterThanOrEqual(500);
      expect((await trade({ code })).status).toBe(200);
      expect((await trade({ code })).status).toBe(400);
    });

    it('The exchange of a one-time code needs the verifier of its challenge', async () => {
      const code = (await codeOf({ code_challenge })).get('code');
      expect((await trade({ code })).status).toBe(400);
      expect((await trade({ code, code_verifier: randomToken() })).status).toBe(400);
      expect((await trade({ code, code_verifier: verifier })).status).toBe(200);
    });

    it.each(NATIVE_URIS)(
      'An application at %s gets no code without a challenge of S256',
      async (redirect_uri) => {
        const begin = (query: Record<string, string>) =>
          setting.app.get<Problem>(
            `/api/oauth/google?${new URLSearchParams({ redirect_uri, ...query }).toString()}`,
          );
        const without = await begin({});
        expect([without.status, without.body.code]).toEqual([400, 'CODE_CHALLENGE_REQUIRED']);
        const plain = await begin({ code_challenge: verifier, code_challenge_method: 'plain' });
        expect([plain.status, plain.body.code]).toEqual([400, 'VALIDATION_FAILED']);
        const answer = await setting.visitor().signIn('google', { redirect_uri, code_challenge });
        expect(answer.status).toBe(302);
        const there = new URL(String(answer.headers.location));
        expect(there.href.startsWith(redirect_uri)).toBe(true);
        const code = there.searchParams.get('code');
        expect((await trade({ code })).status).toBe(400);
        expect((await trade({ code, code_verifier: verifier })).status).toBe(200);
      },
    );

    it('The exchange of a one-time code refuses a verifier where no challenge was sent', async () => {
      const code = (await codeOf({})).get('code');
      expect((await trade({ code, code_verifier: verifier })).status).toBe(400);
    });

    it('A one-time code is valid for a minute', async () => {
      const code = (await codeOf({})).get('code') ?? '';
      await setting.accounts.rows(
        `UPDATE oauth_codes SET expires_at = now() - interval '1 second' WHERE used_at IS NULL`,
      );
      expect((await trade({ code })).status).toBe(400);
    });

    it.each([
      'https://app.example.test/signed-in/',
      'https://app.example.test/signed-in?x=1',
      'https://app.example.test/signed-in#x',
      'https://APP.example.test/signed-in',
      'https://app.example.test.evil.test/signed-in',
      'https://app.example.test@evil.test/signed-in',
      'https://app.example.test/signed-in/..;/x',
      '//app.example.test/signed-in',
      'javascript:alert(1)',
      '',
    ])('The return address %j is refused before the flow begins', async (redirect_uri) => {
      const query = new URLSearchParams({ redirect_uri }).toString();
      const answer = await setting.app.get<Problem>(`/api/oauth/google?${query}`);
      expect(answer).toMatchObject({ status: 400, body: { code: 'REDIRECT_URI_NOT_ALLOWED' } });
      expect(answer.headers['set-cookie']).toBeUndefined();
      expect(answer.headers.location).toBeUndefined();
    });
  });

  describe('with the state', () => {
    const refused = { status: 400, body: { code: 'INVALID_OAUTH_STATE' } };

    it('A callback with the state of another browser is refused', async () => {
      const path = await setting.visitor().begin('google');
      expect(await setting.visitor().get(path)).toMatchObject(refused);
    });

    it('A callback with the state of another provider is refused', async () => {
      const visitor = setting.visitor();
      const path = await visitor.begin('google');
      const elsewhere = path.replace('/google/', '/discord/');
      expect(await visitor.get(elsewhere)).toMatchObject(refused);
    });

    it('A callback with a used state is refused', async () => {
      const [visitor, copy] = [setting.visitor(), setting.visitor()];
      const path = await visitor.begin('google');
      copy.stealFrom(visitor);
      expect((await visitor.get(path)).status).toBe(200);
      expect(await copy.get(path)).toMatchObject(refused);
    });

    it('A callback with a forged, altered or absent state is refused', async () => {
      const visitor = setting.visitor();
      const path = await visitor.begin('google');
      const without = path.replace(/state=[^&]*/, 'state=');
      expect(await visitor.get(without)).toMatchObject(refused);
      expect(await setting.visitor().get('/api/oauth/google/callback')).toMatchObject(refused);
      const cookie = { cookie: 'gatehouse_oauth_AAAAAAAAAAAAAAAA=AAAA' };
      expect(await setting.app.get(path, { headers: cookie })).toMatchObject(refused);
      const empty = await setting.app.post('/api/oauth/google/callback');
      expect(empty.status).toBe(400);
    });

    it('A refusal of the provider uses the state up, and its words are not shown', async () => {
      const [visitor, copy] = [setting.visitor(), setting.visitor()];
      const state = /state=([^&]+)/.exec(await visitor.begin('google'))?.[1] ?? '';
      copy.stealFrom(visitor);
      const words = encodeURIComponent('<script>alert(1)</script>');
      const path = `/api/oauth/google/callback?state=${state}&error=access_denied`;
      const answer = await visitor.get(`${path}&error_description=${words}`);
      expect(answer).toMatchObject({ status: 403, body: { code: 'PROVIDER_REFUSED' } });
      expect(answer.text).not.toMatch(/script|access_denied/);
      expect(await copy.get(`${path.replace('error=access_denied', 'code=x')}`)).toMatchObject(
        refused,
      );
    });
  });

  describe('to an existing account', () => {
    it('A sign-in by a provider joins an account when the provider vouches and the account is verified', async () => {
      const account = await setting.accounts.create();
      setting.person({ email: account.email, given_name: 'Anna' });
      const answer = await setting.visitor().signIn('google');
      expect(answer).toMatchObject({
        status: 200,
        body: { user: { id: account.id, first_name: 'Anna' } },
      });
      expect((await signIn(setting.app, account)).success).toBe(true);
      await mailTo(setting.sink, account.email, /was added/);
    });

    it.each([false, undefined, 'false', 'true', 1])(
      'A sign-in by a provider joins no account when the address is %p there',
      async (email_verified) => {
        const account = await setting.accounts.create();
        setting.person({ email: account.email, email_verified });
        for (const provider of ['google', 'acme']) {
          const answer = await setting.visitor().signIn(provider);
          expect(answer).toMatchObject({ status: 409, body: { code: 'LINK_REQUIRED' } });
        }
        const rows = await setting.accounts.rows('SELECT 1 FROM identities WHERE user_id = $1', [
          account.id,
        ]);
        expect(rows).toHaveLength(0);
      },
    );

    it('A sign-in by a vouching provider removes password, sessions, links and identities of an earlier stranger', async () => {
      const squatter = await setting.accounts.create({ isVerified: false });
      const link = await setting.accounts.mailedToken(squatter, 'verify_email');
      const reset = await setting.accounts.mailedToken(squatter, 'reset_password');
      await setting.accounts.rows(
        `INSERT INTO identities (id, user_id, provider, issuer, subject) VALUES ($1, $2, 'google', $3, $4)`,
        [newId(), squatter.id, setting.provider.url, aSubject()],
      );
      setting.person({ email: squatter.email });
      const answer = await setting.visitor().signIn('google');
      expect(answer).toMatchObject({ status: 200, body: { user: { id: squatter.id } } });
      const login = { email: squatter.email, password: PASSWORD };
      expect((await setting.app.post('/api/auth/login', login)).status).toBe(401);
      const verify = await setting.app.get(`/api/auth/verify-email/${link}`);
      expect(verify.status).toBe(400);
      const change = { token: reset, password: 'another fine password' };
      expect((await setting.app.post('/api/password/reset', change)).status).toBe(400);
      const rows = await setting.accounts.rows('SELECT 1 FROM identities WHERE user_id = $1', [
        squatter.id,
      ]);
      expect(rows).toHaveLength(1);
    });

    it('A sign-in by a provider is refused while the account is disabled', async () => {
      const account = await setting.accounts.create({ isActive: false });
      setting.person({ email: account.email });
      const answer = await setting.visitor().signIn('google');
      expect(answer).toMatchObject({ status: 403, body: { code: 'ACCOUNT_DISABLED' } });
    });

    it('Tokens of a provider are kept only when configured', async () => {
      const { body } = await setting.visitor().signIn('google');
      const found = await setting.accounts.row<{ provider_tokens: Buffer | null }>(
        'SELECT provider_tokens FROM identities WHERE user_id = $1',
        [body.user.id],
      );
      expect(found?.provider_tokens).toBeNull();
    });
  });

  it('A sign-in by a provider is refused when the provider gives no address', async () => {
    setting.provider.person = { sub: aSubject() };
    const answer = await setting.visitor().signIn('google');
    expect(answer).toMatchObject({ status: 403, body: { code: 'PROVIDER_EMAIL_MISSING' } });
  });
});

describe('signing in by a provider with registration off', () => {
  it('A sign-in by a provider makes no account while registration is off, and signs in to an existing one', async () => {
    const setting = await Setting.open({
      REGISTRATION_ENABLED: 'false',
      STORE_PROVIDER_TOKENS: 'true',
    });
    try {
      setting.person({ sub: aSubject(), email: anEmail() });
      const stranger = await setting.visitor().signIn('google');
      expect(stranger).toMatchObject({ status: 403, body: { code: 'REGISTRATION_DISABLED' } });
      const account = await setting.accounts.create();
      setting.person({ sub: aSubject(), email: account.email });
      const known = await setting.visitor().signIn('google');
      expect(known.status).toBe(200);
      const row = await setting.accounts.row<{ provider_tokens: Buffer }>(
        'SELECT provider_tokens FROM identities WHERE user_id = $1',
        [account.id],
      );
      expect(row?.provider_tokens.length).toBeGreaterThan(50);
      expect(row?.provider_tokens.toString('latin1')).not.toMatch(/at-|rt-/);
      const list = await setting.app.get('/api/auth/identities', {
        token: known.body.access_token,
      });
      expect(list.text).not.toMatch(/token|at-|rt-/);
    } finally {
      await setting.close();
    }
  }, 60_000);
});
