import { type ConfigError, coreConfig, loadConfig } from './index.js';

const GOOD = 'u0Zr3kq8Yv5sXn2wBt7cFj1mLp4dHg6e';

function problemsOf(environment: Record<string, string>): string[] {
  try {
    loadConfig(environment, [coreConfig]);
    return [];
  } catch (error) {
    return (error as ConfigError).problems.map(({ name }) => name);
  }
}

describe('the core settings', () => {
  it('SECRET_KEY is required with an external database', () => {
    expect(problemsOf({ DATABASE_URL: 'postgres://db/x' })).toEqual(['SECRET_KEY']);
    expect(problemsOf({ DATABASE_URI: 'postgresql://db/x' })).toEqual(['SECRET_KEY']);
    expect(problemsOf({ DATABASE_URL: 'postgres://db/x', SECRET_KEY: 'short' })).toEqual([]);
    expect(problemsOf({})).toEqual([]);
  });

  it.each([
    'short',
    'your_secret_key_here_your_secret_key',
    'change-me-change-me-change-me-change',
    'a'.repeat(40),
  ])('SECRET_KEY %j is refused in production', (secret) => {
    expect(problemsOf({ NODE_ENV: 'production', SECRET_KEY: secret })).toEqual(['SECRET_KEY']);
  });

  it('APP_BASE_URL without TLS is refused in production, except on this machine', () => {
    const base = { NODE_ENV: 'production', SECRET_KEY: GOOD };
    expect(problemsOf({ ...base, APP_BASE_URL: 'http://auth.example.org' })).toEqual([
      'APP_BASE_URL',
    ]);
    expect(problemsOf({ ...base, APP_BASE_URL: 'https://auth.example.org' })).toEqual([]);
    expect(problemsOf({ ...base, APP_BASE_URL: 'http://localhost:5000' })).toEqual([]);
    expect(problemsOf({ ...base, APP_BASE_URL: 'http://[::1]:5000' })).toEqual([]);
  });

  it.each([
    'https://id.example.org?x=1',
    'https://id.example.org/#x',
    'https://anna:hunter2@id.example.org',
    'https://*.example.org',
  ])('APP_BASE_URL %s is refused, because no path can be appended', (APP_BASE_URL) => {
    expect(problemsOf({ APP_BASE_URL })).toEqual(['APP_BASE_URL']);
  });

  it.each(['https://0.0.0.0', '0.0.0.0:5000', '[::]', '127.0.0.1/8', '*'])(
    'HOST refuses %s',
    (HOST) => {
      expect(problemsOf({ HOST })).toEqual(['HOST']);
    },
  );

  it.each(['0.0.0.0', '::', 'localhost', 'fe80::1%eth0', 'gatehouse_1.internal'])(
    'HOST accepts %s',
    (HOST) => {
      expect(problemsOf({ HOST })).toEqual([]);
    },
  );
});
