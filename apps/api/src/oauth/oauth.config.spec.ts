import { generateKeyPairSync } from 'node:crypto';
import { loadConfig, type ConfigError } from '#libs/config';
import { oauthConfig } from './oauth.config.js';

const load = (environment: Record<string, string>) =>
  loadConfig(environment, [oauthConfig]).get(oauthConfig);

const problems = (environment: Record<string, string>): string[] => {
  try {
    load(environment);
    return [];
  } catch (error) {
    return (error as ConfigError).problems.map(({ name }) => name);
  }
};

describe('the configuration of providers', () => {
  it('no provider is configured by default', () => {
    expect(load({})).toMatchObject({ oidc: [], redirectUris: [], storeProviderTokens: false });
  });

  it('any number of OpenID Connect providers can be configured, by names of the operator', () => {
    const environment = {
      OIDC_ACME_ISSUER: 'https://id.acme.test',
      OIDC_ACME_CLIENT_ID: 'a',
      OIDC_ACME_CLIENT_SECRET: 'b',
      OIDC_MY_COMPANY_ISSUER: 'http://127.0.0.1:9000',
      OIDC_MY_COMPANY_CLIENT_ID: 'c',
      OIDC_MY_COMPANY_CLIENT_SECRET: 'd',
    };
    expect(load(environment).oidc.map(({ name }) => name)).toEqual(['ACME', 'MY_COMPANY']);
  });

  it.each<[string, Record<string, string>, string]>([
    ['an id without its secret', { GOOGLE_CLIENT_ID: 'a' }, 'GOOGLE_CLIENT_SECRET'],
    ['half of Apple', { APPLE_CLIENT_ID: 'a', APPLE_TEAM_ID: 'b' }, 'APPLE_PRIVATE_KEY'],
    ['an unencrypted provider', { DISCORD_USER_URL: 'http://discord.test/me' }, 'DISCORD_USER_URL'],
    ['an issuer alone', { OIDC_ACME_ISSUER: 'https://id.acme.test' }, 'OIDC_ACME_CLIENT_ID'],
    ['an unencrypted issuer', { OIDC_ACME_ISSUER: 'http://id.acme.test' }, 'OIDC_ACME_ISSUER'],
    ['a name that is in use', { OIDC_GOOGLE_ISSUER: 'https://x.test' }, 'OIDC_GOOGLE_ISSUER'],
    ['a script', { OAUTH_REDIRECT_URIS: 'javascript:alert(1)' }, 'OAUTH_REDIRECT_URIS'],
    ['a wildcard', { OAUTH_REDIRECT_URIS: 'https://*.a.test/cb' }, 'OAUTH_REDIRECT_URIS'],
    ['a name without a place', { OAUTH_REDIRECT_URIS: 'urn:ietf:wg:oauth:2.0:oob' }, 'OAUTH_REDIRECT_URIS'], // prettier-ignore
    ['a wildcard of domains', { OIDC_ACME_EMAIL_DOMAINS: '*.a.test' }, 'OIDC_ACME_EMAIL_DOMAINS'],
    ['an address as a domain', { OIDC_ACME_EMAIL_DOMAINS: '@a.test' }, 'OIDC_ACME_EMAIL_DOMAINS'],
    ['a fragment', { OAUTH_REDIRECT_URIS: 'https://a.test/#x' }, 'OAUTH_REDIRECT_URIS'],
    [
      'an unencrypted application',
      { OAUTH_REDIRECT_URIS: 'http://a.test/' },
      'OAUTH_REDIRECT_URIS',
    ],
  ])('the configuration refuses %s', (_what, environment, name) => {
    expect(problems(environment)).toContain(name);
  });

  describe('the key of Apple', () => {
    const pem = (curve: string) =>
      generateKeyPairSync('ec', { namedCurve: curve }).privateKey.export({
        type: 'pkcs8',
        format: 'pem',
      }) as string;
    const withKey = (key: string) => ({
      APPLE_CLIENT_ID: 'a',
      APPLE_TEAM_ID: 'b',
      APPLE_KEY_ID: 'c',
      APPLE_PRIVATE_KEY: key,
    });

    it('a key of Apple on P-256 is accepted with line ends of either kind', () => {
      expect(problems(withKey(pem('P-256')))).toEqual([]);
      expect(problems(withKey(pem('P-256').replaceAll('\n', '\\n')))).toEqual([]);
    });

    it.each([
      ['no key', 'not a key'],
      ['another curve', pem('P-384')],
    ])('a key of Apple is refused as %s', (_what, key) => {
      expect(problems(withKey(key))).toEqual(['APPLE_PRIVATE_KEY']);
    });
  });

  it('redirect URIs may be of an application on this machine, and of a native one', () => {
    const OAUTH_REDIRECT_URIS = 'http://localhost:3000/cb, com.example.app:/cb';
    expect(load({ OAUTH_REDIRECT_URIS }).redirectUris).toHaveLength(2);
  });
});
