import { loadConfig, coreConfig, type ConfigError } from '#libs/config';
import { passkeysConfig } from './passkeys.config.js';
import { relyingPartyOf } from './relying-party.js';

const BASE = { APP_BASE_URL: 'https://login.example.com/auth' };

function problemsOf(environment: Record<string, string>): string[] {
  try {
    loadConfig({ ...BASE, ...environment }, [coreConfig, passkeysConfig]);
    return [];
  } catch (error) {
    return (error as ConfigError).problems.map(({ name }) => name);
  }
}

function partyOf(environment: Record<string, string>) {
  const config = loadConfig(environment, [coreConfig, passkeysConfig]);
  return relyingPartyOf(config.get(passkeysConfig), config.get(coreConfig));
}

describe('for whom passkeys are made', () => {
  it('passkeys belong to the host of APP_BASE_URL and are used on its origin by default', () => {
    expect(partyOf(BASE)).toEqual({
      id: 'login.example.com',
      origins: ['https://login.example.com'],
    });
    expect(partyOf({ PORT: '5000' })).toEqual({
      id: 'localhost',
      origins: ['http://localhost:5000'],
    });
  });

  it.each<[string, Record<string, string>]>([
    ['the host of APP_BASE_URL', { WEBAUTHN_RP_ID: 'login.example.com' }],
    ['a domain above the host', { WEBAUTHN_RP_ID: 'example.com' }],
    [
      'a domain above one of the origins, while others are related',
      {
        WEBAUTHN_RP_ID: 'example.com',
        WEBAUTHN_ORIGINS: 'https://example.com,https://app.example.org',
      },
    ],
    ['localhost', { WEBAUTHN_RP_ID: 'localhost', WEBAUTHN_ORIGINS: 'http://localhost:3000' }],
  ])('the RP ID may be %s', (_what, environment) => {
    expect(problemsOf(environment)).toEqual([]);
  });

  it.each<[string, Record<string, string>, string]>([
    ['another domain', { WEBAUTHN_RP_ID: 'example.org' }, 'WEBAUTHN_RP_ID'],
    ['a domain below the host', { WEBAUTHN_RP_ID: 'a.login.example.com' }, 'WEBAUTHN_RP_ID'],
    ['the end of a label', { WEBAUTHN_RP_ID: 'ample.com' }, 'WEBAUTHN_RP_ID'],
    ['a public suffix', { WEBAUTHN_RP_ID: 'com' }, 'WEBAUTHN_RP_ID'],
    ['an address', { WEBAUTHN_RP_ID: '192.0.2.1' }, 'WEBAUTHN_RP_ID'],
    ['an origin', { WEBAUTHN_RP_ID: 'https://example.com' }, 'WEBAUTHN_RP_ID'],
    ['in capitals', { WEBAUTHN_RP_ID: 'Example.com' }, 'WEBAUTHN_RP_ID'],
    [
      'of none of the origins',
      { WEBAUTHN_RP_ID: 'example.com', WEBAUTHN_ORIGINS: 'https://app.example.org' },
      'WEBAUTHN_RP_ID',
    ],
    [
      'absent, with origins elsewhere',
      { WEBAUTHN_ORIGINS: 'https://app.example.org' },
      'WEBAUTHN_ORIGINS',
    ],
  ])('the server does not start with an RP ID that is %s', (_what, environment, name) => {
    expect(problemsOf(environment)).toEqual([name]);
  });

  it.each([
    'http://login.example.com',
    'https://login.example.com/',
    'https://login.example.com/path',
    'HTTPS://login.example.com',
    'https://login.example.com:443',
    'login.example.com',
    'android:apk-key-hash:AAAA',
    '*',
  ])('%s is no origin on which passkeys are used', (origin) => {
    expect(problemsOf({ WEBAUTHN_ORIGINS: origin })).toEqual(['WEBAUTHN_ORIGINS']);
  });

  it('a related origin without TLS is refused, also on localhost', () => {
    const origins = 'https://login.example.com,http://localhost:3000';
    expect(problemsOf({ WEBAUTHN_ORIGINS: origins })).toEqual(['WEBAUTHN_ORIGINS']);
  });
});
