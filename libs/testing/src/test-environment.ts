import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');

/** These suites test the server's own deadlines with their production values. */
const FAULTS = /[\\/]test[\\/]fault[\\/]/;

/** Long deadlines for tests that are not about deadlines and must not depend on the machine's speed. */
export const PATIENT_WITH_DATABASE = {
  DATABASE_ACQUIRE_TIMEOUT_MS: '60000',
  DATABASE_STATEMENT_TIMEOUT_MS: '60000',
} as const;

/** For a server whose Redis works: commands wait for it and never fall back. */
export const PATIENT_WITH_REDIS = { REDIS_COMMAND_TIMEOUT_MS: '10000' } as const;

/** The environment of a server under test, in addition to the settings of the test. Nothing is inherited. */
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
    // Suites send more requests than users; tests of limits enable them.
    RATE_LIMIT_ENABLED: 'false',
    ...(!FAULTS.test(expect.getState().testPath ?? '') && PATIENT_WITH_DATABASE),
    ...given.env,
  };
}
