import type { Code } from '#libs/kernel';
import { anEmail, signIn, type Problem } from '../support/accounts.js';
import { proven } from '../support/fresh-proof.js';
import { appear } from './support/providers/persona.js';
import { beginProof } from './support/providers/provider-proof.js';
import { NATIVE_URIS, REDIRECT_URI, Setting } from './support/providers/setting.js';
import type { Visitor } from './support/providers/visitor.js';
import { withFixture } from '../support/with-fixture.js';

const ISSUER = 'http://gatehouse.test';
const HTML = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
const VERIFIER = 'a'.repeat(43);

const declined = (path: string) => path.replace(/code=[^&]*/, 'error=access_denied');

describe('the return of a failed flow', () => {
  let setting: Setting;

  withFixture(async (opened) => {
    setting = opened.add(await Setting.open());
  }, 120_000);
  beforeEach(() => {
    setting.provider.reset();
    appear(setting.provider, { email: anEmail() });
  });

  const asBrowser = <T = unknown>(path: string, visitor?: Visitor) =>
    setting.app.get<T>(path, { headers: { accept: HTML, cookie: visitor?.cookieHeader ?? '' } });

  /** The target of the redirect, with its parameters. */
  const sentBack = (headers: { location?: string | undefined }) => {
    const url = new URL(String(headers.location));
    return { to: `${url.origin}${url.pathname}`, ...Object.fromEntries(url.searchParams) };
  };

  const toApplication = { redirect_uri: REDIRECT_URI, state: 'the-state' };

  it('A declined flow returns to the application with its state and the issuer', async () => {
    const visitor = setting.visitor();
    const path = await visitor.begin('google', toApplication);
    const answer = await asBrowser(declined(path), visitor);
    expect(answer.status).toBe(302);
    expect(sentBack(answer.headers)).toMatchObject({
      ...{ to: REDIRECT_URI, error: 'access_denied', error_code: 'PROVIDER_REFUSED' },
      ...{ state: 'the-state', iss: ISSUER },
    });
    expect(sentBack(answer.headers)).toHaveProperty('error_description');
    expect(sentBack(answer.headers)).toMatchObject({ request_id: answer.headers['x-request-id'] });
    expect([answer.headers['set-cookie'] ?? []].flat().join()).toMatch(/Max-Age=0/);
  });

  it('A failed flow returns without a state where none was given', async () => {
    const visitor = setting.visitor();
    const path = await visitor.begin('google', { redirect_uri: REDIRECT_URI });
    const answer = await visitor.get(declined(path));
    expect(sentBack(answer.headers)).not.toHaveProperty('state');
  });

  it('A failed flow does not show the application the words of the provider', async () => {
    const visitor = setting.visitor();
    const path = await visitor.begin('google', toApplication);
    const words = encodeURIComponent('<script>alert(1)</script>');
    const answer = await visitor.get(`${declined(path)}&error_description=${words}`);
    expect(String(answer.headers.location)).not.toMatch(/alert/);
  });

  it.each(NATIVE_URIS)(
    'A failed flow returns to a native application at %s',
    async (redirect_uri) => {
      const visitor = setting.visitor();
      const query = { redirect_uri, state: 's', code_challenge: VERIFIER };
      const answer = await visitor.get(declined(await visitor.begin('google', query)));
      expect(String(answer.headers.location).startsWith(`${redirect_uri}?`)).toBe(true);
      expect(new URL(String(answer.headers.location)).searchParams.get('error')).toBe(
        'access_denied',
      );
    },
  );

  it('A failed flow returns to a native application at the port that it has opened (RFC 8252, 7.3)', async () => {
    const redirect_uri = 'http://127.0.0.1:51999/signed-in';
    const visitor = setting.visitor();
    const query = { redirect_uri, code_challenge: VERIFIER };
    const answer = await visitor.signIn('google', query);
    expect(String(answer.headers.location).startsWith(`${redirect_uri}?code=`)).toBe(true);
  });

  it.each<[string, Code, string, () => Promise<void> | void]>([
    [
      'the provider gives no address',
      'PROVIDER_EMAIL_MISSING',
      'access_denied',
      () => appear(setting.provider, {}),
    ],
    [
      'the address is of another account',
      'LINK_REQUIRED',
      'access_denied',
      async () => {
        const { email } = await setting.accounts.create();
        appear(setting.provider, { email });
      },
    ],
    [
      'the account is disabled',
      'ACCOUNT_DISABLED',
      'access_denied',
      async () => {
        const { email } = await setting.accounts.create({ isActive: false });
        appear(setting.provider, { email, claims: { hd: 'example.test' } });
      },
    ],
    [
      'the address must be confirmed first',
      'EMAIL_NOT_VERIFIED',
      'access_denied',
      () => appear(setting.provider, { email: anEmail(), isVouchedFor: false }),
    ],
    [
      'a check of the answer fails',
      'PROVIDER_ANSWER_INVALID',
      'server_error',
      () => {
        setting.provider.claims = (claims) => ({ ...claims, aud: 'somebody-else' });
      },
    ],
    [
      'the provider refuses our credentials',
      'PROVIDER_MISCONFIGURED',
      'server_error',
      () => void refuseTokens(401, '{"error":"invalid_client"}'),
    ],
    ['the provider fails', 'PROVIDER_FAILED', 'server_error', () => void refuseTokens(500, '{}')],
    [
      'the provider is busy',
      'PROVIDER_UNAVAILABLE',
      'temporarily_unavailable',
      () => void refuseTokens(429, '{}'),
    ],
    [
      'the code is none to the provider',
      'PROVIDER_ANSWER_INVALID',
      'server_error',
      () => void refuseTokens(400, '{"error":"invalid_grant"}'),
    ],
  ])(
    'A failed flow returns to the application when %s: %s as %s',
    async (_when, code, error, prepare) => {
      await prepare();
      const answer = await setting.visitor().signIn('google', toApplication);
      expect(answer.status).toBe(302);
      expect(sentBack(answer.headers)).toMatchObject({
        ...{ to: REDIRECT_URI, error, error_code: code, state: 'the-state', iss: ISSUER },
      });
      expect(answer.headers.location).not.toMatch(/[?&]code=/);
    },
  );

  const refuseTokens = (status: number, body: string) => {
    setting.provider.mischief = ({ url = '' }, response) => {
      if (!url.startsWith('/token')) return false;
      response.writeHead(status, { 'content-type': 'application/json' }).end(body);
      return true;
    };
  };

  it('A failed flow returns to the application when our database fails', async () => {
    const visitor = setting.visitor();
    const path = await visitor.begin('google', toApplication);
    await setting.accounts.rows(
      'ALTER TABLE oauth_codes ADD CONSTRAINT broken CHECK (false) NOT VALID',
    );
    const answer = await visitor.get(path);
    await setting.accounts.rows('ALTER TABLE oauth_codes DROP CONSTRAINT broken');
    expect(answer.status).toBe(302);
    expect(sentBack(answer.headers)).toMatchObject({
      ...{ to: REDIRECT_URI, error: 'server_error', state: 'the-state' },
    });
  });

  it('A failed flow returns to the application that requested a link or a proof', async () => {
    const account = await setting.accounts.create();
    const { access_token: token } = await signIn(setting.app, account);
    const visitor = setting.visitor();
    const options = await proven(setting.app, { ...account, token }, 'link_identity');
    const link = await visitor.post<{ authorization_url: string }>('/api/auth/identities/google', {
      ...options,
      body: toApplication,
    });
    const proof = await beginProof(visitor, token, {
      purpose: 'unlink_identity',
      ...toApplication,
    });
    for (const { body } of [link, proof]) {
      const answer = await visitor.get(declined(await visitor.consent(body.authorization_url)));
      expect(sentBack(answer.headers)).toMatchObject({
        ...{ to: REDIRECT_URI, error: 'access_denied', state: 'the-state', iss: ISSUER },
      });
    }
  });

  it('A finished link returns to the application with its state', async () => {
    const account = await setting.accounts.create();
    const { access_token: token } = await signIn(setting.app, account);
    const visitor = setting.visitor();
    const options = await proven(setting.app, { ...account, token }, 'link_identity');
    const { body } = await visitor.post<{ authorization_url: string }>(
      '/api/auth/identities/google',
      { ...options, body: toApplication },
    );
    const answer = await visitor.return(body.authorization_url);
    expect(sentBack(answer.headers)).toMatchObject({
      ...{ to: REDIRECT_URI, linked: 'google', state: 'the-state' },
    });
  });

  it.each([
    ['another state', (path: string) => path.replace(/state=[^&]*/, 'state=another')],
    ['two states', (path: string) => `${path}&state=another`],
    ['another provider', (path: string) => path.replace('/google/', '/acme/')],
  ])('A callback returns to no application with %s', async (_what, change) => {
    const visitor = setting.visitor();
    const path = change(declined(await visitor.begin('google', toApplication)));
    for (const answer of [await visitor.get(path), await asBrowser(path, visitor)]) {
      expect(answer.status).toBe(400);
      expect(answer.headers.location).toBeUndefined();
      expect(answer.text).not.toContain('app.example.test');
    }
  });

  it('A callback returns to no application in a browser that has not begun the flow, or a second time', async () => {
    const [visitor, copy] = [setting.visitor(), setting.visitor()];
    const path = declined(await visitor.begin('google', toApplication));
    expect((await setting.visitor().get(path)).headers.location).toBeUndefined();
    copy.stealFrom(visitor);
    expect((await visitor.get(path)).status).toBe(302);
    const again = await copy.get<Problem>(path);
    expect(again).toMatchObject({ status: 400, body: { code: 'INVALID_OAUTH_STATE' } });
    expect(again.headers.location).toBeUndefined();
  });

  it.each(['https://evil.test/', '//evil.test', 'javascript:alert(1)'])(
    'A callback never returns to %s, which it names itself',
    async (redirect_uri) => {
      const visitor = setting.visitor();
      const path = declined(await visitor.begin('google'));
      const query = new URLSearchParams({ redirect_uri }).toString();
      const answer = await asBrowser(`${path}&${query}`, visitor);
      expect(answer.status).toBe(403);
      expect(answer.headers.location).toBeUndefined();
      expect(answer.text).not.toContain('evil');
    },
  );

  it('A flow that is begun with an unlisted address returns to no application, whatever its state', async () => {
    const visitor = setting.visitor();
    const path = await visitor.begin('google', toApplication);
    const state = new URL(path, ISSUER).searchParams.get('state') ?? '';
    const query = new URLSearchParams({ redirect_uri: 'https://evil.test/', state });
    const answer = await visitor.get<Problem>(`/api/oauth/google?${query.toString()}`);
    expect(answer).toMatchObject({ status: 400, body: { code: 'REDIRECT_URI_NOT_ALLOWED' } });
    expect(answer.headers.location).toBeUndefined();
  });

  it('A failed flow without an application shows a page with a link', async () => {
    const visitor = setting.visitor();
    const path = declined(await visitor.begin('google'));
    const { status, headers, text } = await asBrowser(path, visitor);
    expect(status).toBe(403);
    expect(headers['content-type']).toMatch(/^text\/html/);
    expect(headers['content-security-policy']).toMatch(/frame-ancestors 'none'/);
    expect(headers['vary']).toMatch(/Accept/);
    expect(text).toMatch(/role="alert"[^]*cancelled/);
    expect(text).toContain('href="/api/oauth/google"');
    expect(text).toContain(String(headers['x-request-id']));
  });

  it('A failed flow whose session has ended shows a page that explains the status', async () => {
    const account = await setting.accounts.create();
    const { access_token: token } = await signIn(setting.app, account);
    const visitor = setting.visitor();
    const options = await proven(setting.app, { ...account, token }, 'link_identity');
    const link = await visitor.post<{ authorization_url: string }>('/api/auth/identities/google', {
      ...options,
      body: {},
    });
    const path = await visitor.consent(link.body.authorization_url);
    await setting.app.post('/api/auth/logout', undefined, { token });
    const { status, headers } = await asBrowser(path, visitor);
    expect([status, headers['content-type']]).toEqual([401, 'text/html; charset=utf-8']);
    expect(headers['www-authenticate']).toMatch(/^Bearer /);
  });

  it('A callback with an invalid state shows a person a page, and a program a problem document', async () => {
    const path = '/api/oauth/google/callback?state=none&code=x';
    const page = await asBrowser(path);
    expect([page.status, page.headers['content-type']]).toEqual([400, 'text/html; charset=utf-8']);
    const problem = await setting.app.get<Problem>(path);
    expect(problem).toMatchObject({ status: 400, body: { code: 'INVALID_OAUTH_STATE' } });
    expect(problem.headers['content-type']).toMatch(/problem\+json/);
  });

  it('The application is told at the beginning when the provider cannot be reached', async () => {
    setting.provider.mischief = (_request, response) => (response.destroy(), true);
    const other = await Setting.open({
      OIDC_GONE_ISSUER: 'http://127.0.0.1:1',
      OIDC_GONE_CLIENT_ID: 'id',
      OIDC_GONE_CLIENT_SECRET: 'secret',
    });
    try {
      const query = new URLSearchParams(toApplication).toString();
      const answer = await other.app.get(`/api/oauth/gone?${query}`);
      expect(answer.status).toBe(302);
      expect(sentBack(answer.headers)).toMatchObject({
        ...{ to: REDIRECT_URI, error: 'temporarily_unavailable', state: 'the-state', iss: ISSUER },
      });
      // RFC 9110 section 10.2.3: on a redirect, Retry-After would delay the browser.
      expect(answer.headers).not.toHaveProperty('retry-after');
      const nobody = await other.app.get<Problem>(`/api/oauth/nobody?${query}`);
      expect(nobody).toMatchObject({ status: 404, body: { code: 'PROVIDER_NOT_CONFIGURED' } });
      const evil = new URLSearchParams({ redirect_uri: 'https://evil.test/' }).toString();
      const refused = await other.app.get(`/api/oauth/gone?${evil}`);
      expect([refused.status, refused.headers.location]).toEqual([400, undefined]);
      const page = await other.app.get('/api/oauth/gone', { headers: { accept: HTML } });
      expect(page.status).toBe(503);
      expect(page.text).toContain('href="/api/oauth/gone"');
      expect(Number(page.headers['retry-after'])).toBeGreaterThan(0);
    } finally {
      await other.close();
    }
  }, 60_000);
});

describe('a rate limited callback', () => {
  it('A rate limited callback returns to the application, and the flow is not used up', async () => {
    const setting = await Setting.open({
      RATE_LIMIT_ENABLED: 'true',
      RATE_LIMIT_TOKEN_PER_ADDRESS: '1/1h',
    });
    try {
      appear(setting.provider, { email: anEmail() });
      const visitor = setting.visitor();
      const path = await visitor.begin('google', { redirect_uri: REDIRECT_URI, state: 'own' });
      await setting.app.get('/api/oauth/google/callback?state=none');
      const answer = await visitor.get(declined(path));
      expect(answer.status).toBe(302);
      const sent = new URL(String(answer.headers.location)).searchParams;
      expect(Object.fromEntries(sent)).toMatchObject({
        ...{ error: 'temporarily_unavailable', error_code: 'RATE_LIMITED', state: 'own' },
      });
      const nobodys = await setting.app.get('/api/oauth/google/callback?state=none');
      expect(nobodys.status).toBe(429);
    } finally {
      await setting.close();
    }
  }, 60_000);
});
