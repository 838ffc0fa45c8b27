import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');

/** What a server under test is told, beside what a test says itself. Nothing of the machine's own environment. */
export function testEnvironment(given: {
  databaseUrl: string;
  dataDir: string;
  env: Readonly<Record<string, string>>;
}): Record<string, string> {
  return {
    NODE_ENV: 'test',
    HOST: '127.0.0.1',
    PORT: '0',
    SECRET_KEY: 'for-tests-only-0123456789abcdefghijklmnop',
    DATABASE_URL: given.databaseUrl,
    DATABASE_POOL_MAX: '5',
    DATA_DIR: given.dataDir,
    MIGRATIONS_DIR: join(ROOT, 'migrations'),
    BCRYPT_COST: '4',
    LOG_LEVEL: 'error',
    // Suites ask more often than people do; those about limits switch them on.
    RATE_LIMIT_ENABLED: 'false',
    ...given.env,
  };
}
