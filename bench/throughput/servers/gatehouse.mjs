// Our own server, as it was built: limits (high enough not to be reached), logs, metrics and audit are on.
import { join } from 'node:path';
import { freePort, start, until200 } from '../processes.mjs';
import { assertHonest } from './gatehouse-honesty.mjs';
import { seedGatehouse } from './gatehouse-seed.mjs';

export const ADMIN = { email: 'root@bench.example', password: 'Quiet-Lantern-Passphrase-7' };
const SECRET_KEY = 'only-for-measurements-0123456789abcdefghijkl';
const HIGH = '9999999/1m';
const LIMITS = [
  'LOGIN_PER_ADDRESS',
  'LOGIN_PER_ACCOUNT',
  'REGISTER_PER_ADDRESS',
  'REGISTER_PER_ACCOUNT',
  'MAIL_PER_ADDRESS',
  'MAIL_PER_ACCOUNT',
  'TOKEN_PER_ADDRESS',
  'TOKEN_PER_CREDENTIAL',
  'READ_PER_ADDRESS',
  'READ_PER_ACCOUNT',
  'READ_PER_CREDENTIAL',
  'WRITE_PER_ADDRESS',
  'WRITE_PER_ACCOUNT',
  'WRITE_PER_CREDENTIAL',
  'VALIDATE_PER_ADDRESS',
  'VALIDATE_PER_CREDENTIAL',
];

const SETTINGS = {
  HOST: '127.0.0.1',
  SECRET_KEY,
  ADMIN_EMAIL: ADMIN.email,
  ADMIN_PASSWORD: ADMIN.password,
  BCRYPT_COST: '12',
  // Longer than a run.
  JWT_ACCESS_TOKEN_EXPIRES: '86400',
  LOG_FORMAT: 'json',
  CAPTCHA_MODE: 'off',
  // Accounts are signed in to thousands of times, right after they were registered and without a mailbox.
  EMAIL_VERIFICATION_REQUIRED: 'false',
  SESSION_LIMIT_PER_USER: '0',
  PASSWORD_BACKOFF_FREE_TRIES: '50',
  // A grant would cost a proof by password, which is measured as a login.
  FRESH_PROOF_FOR_ADMINISTRATION: 'false',
  APP_TOKEN_SIGN_IN_MAX_AGE: '0',
  ...Object.fromEntries(LIMITS.map((name) => [`RATE_LIMIT_${name}`, HIGH])),
};

/**
 * The server of the build in the folder `root`.
 * @param manyUsers how many accounts there are beside those that sign in
 */
export function gatehouse(root, { name = 'gatehouse', settings = {}, manyUsers = 10_000 } = {}) {
  const main = join(root, 'dist/apps/api/src/main.js');
  let given;
  const environment = (port) => ({ ...SETTINGS, ...settings, ...given, PORT: String(port) });
  return {
    name,
    title: name === 'gatehouse' ? 'Gatehouse' : name,
    async prepare({ services, redisNumber }) {
      const databaseUrl = await services.databases.make(name);
      given = {
        DATABASE_URL: databaseUrl,
        REDIS_URL: services.redisUrl(redisNumber),
        // The issuer of its tokens, the same at each start.
        APP_BASE_URL: `http://127.0.0.1:${await freePort()}`,
      };
      this.databaseUrl = databaseUrl;
      this.connect = (url) => services.databases.connect(url);
    },
    async start({ core, log }) {
      const port = await freePort();
      const child = start([process.execPath, main], {
        core,
        cwd: root,
        env: environment(port),
        log,
      });
      const base = `http://127.0.0.1:${port}`;
      await until200(`${base}/health/ready`, child);
      return { child, base };
    },
    async seed(base) {
      const database = await this.connect(this.databaseUrl);
      try {
        const { jobs, service } = await seedGatehouse(base, {
          database,
          admin: ADMIN,
          secretKey: SECRET_KEY,
          manyUsers,
        });
        this.service = service;
        return jobs;
      } finally {
        await database.end();
      }
    },
    /** What was found wrong after all rounds. */
    async conclude() {
      const slices = this.found.validate ?? [];
      const answered = slices.reduce((sum, { count }) => sum + count, 0);
      return assertHonest(this.base, { service: this.service, answered });
    },
    /** What the command line needs to list users. */
    command: () => ({
      command: [process.execPath, join(root, 'bin/gatehouse.js'), 'users', 'list'],
      env: environment(0),
    }),
  };
}
