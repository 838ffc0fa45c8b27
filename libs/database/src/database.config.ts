import {
  choice,
  defineSlice,
  int,
  text,
  type CheckContext,
  type ConfigProblem,
  isLoopback,
} from '#libs/config';
import { readConnectionString } from '#libs/migrator';
import { databaseUrl } from './database-url.js';

/** Passwords of tutorials and compose files, which attackers try first. */
const KNOWN_PASSWORDS = new Set([
  'postgres',
  'password',
  'passwd',
  'secret',
  'admin',
  'root',
  'example',
  'changeme',
  'change_me',
  'change-me',
  'gatehouse',
  'auth_db',
  'test',
  '123456',
]);

function weakPassword(name: string, given: string | undefined): ConfigProblem[] {
  if (given === undefined) return [];
  const { host = '', hostaddr, user, password = '' } = readConnectionString(given);
  const isHere = (hostaddr ?? host).split(',').every((each) => isLocal(each));
  const plain = password.toLowerCase();
  const isWeak = KNOWN_PASSWORDS.has(plain) || (plain !== '' && plain === user?.toLowerCase());
  if (isHere || !isWeak) return [];
  return [{ name, message: 'has a password that everybody knows; in production choose another' }];
}

/** Also a socket folder, and the default one. */
const isLocal = (host: string): boolean => host === '' || host.startsWith('/') || isLoopback(host);

export const databaseConfig = defineSlice(
  'Database',
  {
    url: databaseUrl('DATABASE_URL', {
      description:
        "PostgreSQL to use, as libpq's address or list of parameters (docs/connecting.md); absent, with PGHOST, PGHOSTADDR or PGSERVICE the server that they name, else an embedded one that is kept under DATA_DIR.",
      aliases: ['DATABASE_URI', 'SQLALCHEMY_DATABASE_URI'],
      isNamedByVariables: true,
    }),
    directUrl: databaseUrl('DATABASE_DIRECT_URL', {
      description: 'The same database without the pooler, for the migrator and LISTEN.',
      isNamedByVariables: false,
    }),
    pooler: choice('DATABASE_POOLER', ['none', 'transaction'], 'none', {
      description: '`transaction` when DATABASE_URL is a PgBouncer in transaction mode.',
    }),
    dataDir: text('DATA_DIR', '.data', {
      description: 'Folder of the embedded database and of the generated secret.',
    }),
    poolMax: int(
      'DATABASE_POOL_MAX',
      10,
      { min: 1, max: 1000 },
      {
        description: 'Connections of this process at most.',
      },
    ),
    poolReserved: int(
      'DATABASE_POOL_RESERVED',
      4,
      { min: 0, max: 500 },
      {
        description:
          'How many of them are kept for the checks of every request (session, token, permission), so that slow business calls cannot take them all; never more than half.',
      },
    ),
    statementTimeoutMs: int(
      'DATABASE_STATEMENT_TIMEOUT_MS',
      10_000,
      { min: 100, max: 600_000 },
      {
        description: 'A statement that takes longer is cancelled.',
        unit: 'milliseconds',
      },
    ),
    lockTimeoutMs: int(
      'DATABASE_LOCK_TIMEOUT_MS',
      2_000,
      { min: 50, max: 600_000 },
      {
        description:
          'How long a statement waits for a lock before its request answers 503; never more than two fifths of DATABASE_ACQUIRE_TIMEOUT_MS, so that a locked table fails its own callers and not the pool.',
        unit: 'milliseconds',
      },
    ),
    acquireTimeoutMs: int(
      'DATABASE_ACQUIRE_TIMEOUT_MS',
      5_000,
      { min: 100, max: 600_000 },
      {
        description: 'How long a request waits for a free connection before it answers 503.',
        unit: 'milliseconds',
      },
    ),
  },
  ({ url: main, directUrl }, { production }: CheckContext) =>
    production
      ? [...weakPassword('DATABASE_URL', main), ...weakPassword('DATABASE_DIRECT_URL', directUrl)]
      : [],
);
