import { Logger } from '@nestjs/common';
import { anEmail } from '../support/accounts.js';
import { appear } from './support/providers/persona.js';
import { Setting } from './support/providers/setting.js';
import { withFixture } from '../support/with-fixture.js';

const JSON_TYPE = { 'content-type': 'application/json' };
const GOOGLE = { hd: 'example.test' };

describe('documented exceptions of providers', () => {
  let setting: Setting;

  withFixture(async (opened) => {
    setting = opened.add(await Setting.open());
  }, 120_000);
  beforeEach(() => {
    setting.provider.reset();
    appear(setting.provider, { email: anEmail(), claims: GOOGLE });
  });
  afterEach(() => jest.restoreAllMocks());

  const answersAt = (path: string, status: number, body: string, headers = {}) => {
    setting.provider.mischief = ({ url = '' }, response) => {
      if (new URL(url, 'http://x').pathname !== path) return false;
      response.writeHead(status, { ...JSON_TYPE, ...headers }).end(body);
      return true;
    };
  };
  const warned = () => {
    const lines: string[] = [];
    jest.spyOn(Logger.prototype, 'warn').mockImplementation((line: unknown) => {
      lines.push(String(line));
    });
    return lines;
  };

  it('Google may send an issuer without its scheme for the same person', async () => {
    const first = await setting.visitor().signIn('google');
    for (const iss of ['accounts.google.com', setting.provider.issuer.replace('http://', '')]) {
      setting.provider.claims = (claims) => ({ ...claims, iss });
      const again = await setting.visitor().signIn('google');
      expect(again).toMatchObject({ status: 200, body: { user: { id: first.body.user.id } } });
    }
  });

  it.each(['acme', 'apple', 'microsoft'])(
    'An issuer of %s without its scheme is refused',
    async (name) => {
      setting.provider.claims = ({ iss, ...claims }) => ({
        ...claims,
        iss: String(iss).replace('http://', ''),
      });
      expect((await setting.visitor().signIn(name)).status).toBe(400);
    },
  );

  it.each(['google', 'acme'])('The address of %s may be at userinfo alone', async (name) => {
    const { email } = setting.provider.person;
    setting.provider.claims = ({ email: _, email_verified: __, ...claims }) => claims;
    const answer = await setting.visitor().signIn(name);
    expect(answer).toMatchObject({ status: 200, body: { user: { email } } });
  });

  it.each(['google', 'acme'])(
    'The verification of an address by %s may be at userinfo alone',
    async (name) => {
      setting.provider.claims = ({ email_verified: _, ...claims }) => claims;
      const answer = await setting.visitor().signIn(name);
      expect(answer).toMatchObject({ status: 200, body: { user: { is_email_verified: true } } });
    },
  );

  it.each(['google', 'acme'])('A name is absent while userinfo of %s is away', async (name) => {
    answersAt('/userinfo', 503, '{}');
    expect((await setting.visitor().signIn(name)).status).toBe(200);
  });

  it('An ID token of Microsoft with the address needs no userinfo', async () => {
    setting.provider.claims = ({ email_verified: _, ...claims }) => claims;
    answersAt('/userinfo', 503, '{}');
    expect((await setting.visitor().signIn('microsoft')).status).toBe(200);
  });

  it('The xms_edov claim of Microsoft verifies the address beside it, and none at userinfo', async () => {
    const owner = await setting.visitor().signIn('google');
    const { email } = setting.provider.person;
    appear(setting.provider, { email: String(email) });
    setting.provider.claims = ({ email: _, email_verified: __, ...claims }) => claims;
    const answer = await setting.visitor().signIn('microsoft');
    expect(owner.status).toBe(200);
    expect(answer).toMatchObject({ status: 409, body: { code: 'LINK_REQUIRED' } });
  });

  it.each(['google', 'acme'])('A userinfo of another subject by %s is refused', async (name) => {
    setting.provider.claims = ({ email: _, ...claims }) => claims;
    answersAt('/userinfo', 200, JSON.stringify({ ...setting.provider.person, sub: 'another' }));
    expect(await setting.visitor().signIn(name)).toMatchObject({
      status: 400,
      body: { code: 'PROVIDER_ANSWER_INVALID' },
    });
  });

  it.each(['google', 'acme', 'apple', 'microsoft'])(
    'An audience of several by %s that was issued to us is accepted',
    async (name) => {
      setting.provider.claims = (claims) => ({
        ...claims,
        aud: [String(claims.aud), 'another'],
        azp: String(claims.aud),
      });
      expect((await setting.visitor().signIn(name)).status).toBe(200);
    },
  );

  it.each(['google', 'acme', 'apple', 'microsoft'])(
    'A clock of %s that is 20 seconds off is accepted, and one of two minutes is not',
    async (name) => {
      const shifted = (seconds: number) => {
        setting.provider.claims = (claims) => ({
          ...claims,
          exp: Math.floor(Date.now() / 1000) - seconds,
        });
        return setting.visitor().signIn(name);
      };
      expect((await shifted(20)).status).toBe(200);
      expect((await shifted(120)).status).toBe(400);
    },
  );

  it.each([403, 404])(
    'The addresses that a GitHub App may not read (%d) are not asked for again',
    async (status) => {
      const lines = warned();
      answersAt('/github/user/emails', status, '{"message":"Resource not accessible"}');
      const answer = await setting.visitor().signIn('github');
      expect(answer).toMatchObject({ status: 403, body: { code: 'PROVIDER_EMAIL_MISSING' } });
      expect(answer.text).toMatch(/Email addresses/);
      expect(answer.text).not.toMatch(/try again/i);
      expect(lines.join('\n')).toMatch(/GITHUB_EMAILS_URL answered 40[34]; give the GitHub App/);
    },
  );

  it('A known person of GitHub is signed in without an address', async () => {
    const first = await setting.visitor().signIn('github');
    expect(first.status).toBe(200);
    answersAt('/github/user/emails', 403, '{"message":"Resource not accessible"}');
    const again = await setting.visitor().signIn('github');
    expect(again).toMatchObject({ status: 200, body: { user: { id: first.body.user.id } } });
  });

  it('A rate limit of GitHub is reported as temporary', async () => {
    answersAt('/github/user/emails', 403, '{"message":"API rate limit exceeded"}', {
      'x-ratelimit-remaining': '0',
      'retry-after': '17',
    });
    const answer = await setting.visitor().signIn('github');
    expect(answer).toMatchObject({ status: 503, body: { code: 'PROVIDER_UNAVAILABLE' } });
    expect(answer.headers['retry-after']).toBe('17');
  });

  it.each([
    ['github', 200, { error: 'incorrect_client_credentials' }, /GITHUB_CLIENT_SECRET/],
    [
      'microsoft',
      401,
      { error: 'invalid_client', error_description: 'AADSTS7000222: expired' },
      /AADSTS7000222.*MICROSOFT_CLIENT_SECRET/,
    ],
    [
      'facebook',
      400,
      { error: { message: 'Error validating client secret.', code: 1 } },
      /FACEBOOK_CLIENT_SECRET/,
    ],
    ['google', 400, { error: 'redirect_uri_mismatch' }, /APP_BASE_URL/],
    ['apple', 400, { error: 'invalid_client' }, /APPLE_PRIVATE_KEY/],
    ['acme', 401, { error: 'invalid_client' }, /OIDC_ACME_CLIENT_SECRET/],
  ])(
    'A configuration that %s refuses with %d is reported to the operator with the name of the setting',
    async (name, status, body, words) => {
      const lines = warned();
      answersAt('/token', status, JSON.stringify(body));
      const answer = await setting.visitor().signIn(name);
      expect(answer).toMatchObject({ status: 500, body: { code: 'PROVIDER_MISCONFIGURED' } });
      expect(answer.headers['retry-after']).toBeUndefined();
      expect(lines.join('\n')).toMatch(words);
      expect(lines.filter((line) => line.includes('PROVIDER_MISCONFIGURED'))).toHaveLength(1);
    },
  );

  it.each(['google', 'acme', 'microsoft', 'discord'])(
    'Tokens of %s without token_type and with expires_in as a text are accepted',
    async (name) => {
      setting.provider.tokens = ({ token_type: _, ...tokens }) => ({
        ...tokens,
        expires_in: '3600',
      });
      expect((await setting.visitor().signIn(name)).status).toBe(200);
    },
  );
});
