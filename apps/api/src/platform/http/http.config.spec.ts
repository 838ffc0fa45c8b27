import { type ConfigError, loadConfig } from '#libs/config';
import { httpConfig } from './http.config.js';

const load = (environment: Record<string, string>) =>
  loadConfig(environment, [httpConfig]).get(httpConfig);

const refusal = (environment: Record<string, string>): string => {
  try {
    load(environment);
    return '';
  } catch (error) {
    return (error as ConfigError).message;
  }
};

describe('the settings of HTTP', () => {
  it('CORS_ORIGINS is read as a list of distinct origins, as browsers send them', () => {
    const CORS_ORIGINS =
      'https://App.example.com/, https://app.example.com:443 https://*.example.org';
    expect(load({ CORS_ORIGINS }).corsOrigins).toEqual([
      'https://app.example.com',
      'https://*.example.org',
    ]);
  });

  it('a refused list names the positions of its wrong entries and never their values', () => {
    const message = refusal({
      CORS_ORIGINS: 'https://hunter2.test, https://hunter2.test/path, http://*.hunter2.test',
      TRUST_PROXY: '10.0.0.0/8, 192.168.0.1/16',
    });
    expect(message).toContain('CORS_ORIGINS: entry 2 of 3: must be an origin without a path');
    expect(message).toContain('entry 3 of 3: may have a * with https:// alone');
    expect(message).toContain('TRUST_PROXY: entry 2 of 2: has bits set behind its prefix');
    expect(message).not.toContain('hunter2');
  });

  it.each([
    ['a list of nothing', { CORS_ORIGINS: ' , ' }],
    ['any origin beside others', { CORS_ORIGINS: '*, https://a.example.com' }],
    ['any origin in production', { CORS_ORIGINS: '*', NODE_ENV: 'production' }],
    ['a network with bits behind its prefix', { TRUST_PROXY: '10.0.0.1/8' }],
    ['a prefix that is too long', { TRUST_PROXY: '10.0.0.0/33' }],
    ['everybody', { TRUST_PROXY: '0.0.0.0/0' }],
    ['an address with a zone', { TRUST_PROXY: 'fe80::1%eth0' }],
    ['no address', { TRUST_PROXY: 'proxy.internal' }],
    ['a word that every object has', { TRUST_PROXY: 'constructor' }],
    ['a number beside addresses', { TRUST_PROXY: '1, 10.0.0.0/8' }],
    ['a word that says yes', { TRUST_PROXY: 'true' }],
    ['a token that no header can show', { METRICS_TOKEN: 'sixteen characters and blanks' }],
    ['a token of other letters', { METRICS_TOKEN: 'ÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄ' }],
    ['a token that is no Bearer token', { METRICS_TOKEN: 'sixteen!characters' }],
    ['a short token', { METRICS_TOKEN: 'short' }],
  ])('refuse %s', (_what, environment) => {
    const [name = ''] = Object.keys(environment);
    expect(refusal(environment)).toContain(`  ${name}: `);
  });

  it.each([
    ['0'],
    ['off'],
    ['2'],
    ['10.0.0.0/8  # the load balancers'],
    ['10.0.0.7'],
    ['uniquelocal, LOOPBACK'],
    ['::ffff:10.0.0.0/104'],
  ])('take TRUST_PROXY=%s', (TRUST_PROXY) => {
    expect(refusal({ TRUST_PROXY })).toBe('');
  });
});
