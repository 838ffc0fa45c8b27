import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');

/** What is tested there are the server's own deadlines, as they are in production. */
const FAULTS = /[\\/]test[\\/]fault[\\/]/;

/** Where deadlines of the server are not what is tested, one would only tell how slow the machine is. */
export const PATIENT_WITH_DATABASE = {
  DATABASE_ACQUIRE_TIMEOUT_MS: '60000',
  DATABASE_STATEMENT_TIMEOUT_MS: '60000',
} as const;

/** For a server with a Redis that nobody disturbs: it is waited for, and never gone round. */
export const PATIENT_WITH_REDIS = { REDIS_COMMAND_TIMEOUT_MS: '10000' } as const;

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
    ...(!FAULTS.test(expect.getState().testPath ?? '') && PATIENT_WITH_DATABASE),
    ...given.env,
  };
}
