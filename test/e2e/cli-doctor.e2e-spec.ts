import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createTestDatabase,
  freePort,
  openDatabase,
  RedisServer,
  runGatehouse,
  startSmtpSink,
  startTestApp,
  type SmtpSink,
  type TestApp,
} from '#libs/testing';
import { withFixture } from '../support/with-fixture.js';

const SECRET_KEY = 'for-tests-only-0123456789abcdefghijklmnop';
const A_MINUTE = 60_000;

interface Finding {
  readonly check: string;
  readonly status: string;
  readonly finding: string;
  readonly cure?: string;
}

describe('gatehouse doctor', () => {
  let sink: SmtpSink;
  let app: TestApp;

  withFixture(async (opened) => {
    sink = opened.add(
      await startSmtpSink({ security: 'none', auth: { user: 'post', pass: 'right' } }),
    );
    app = opened.add(await startTestApp({ env: { SECRET_KEY } }));
  }, A_MINUTE);

  const healthy = () => ({
    SECRET_KEY,
    DATABASE_URL: app.databaseUrl,
    APP_BASE_URL: app.url,
    ...sink.env,
  });
  const doctor = async (env: Record<string, string>) => {
    const { code, stdout, stderr } = await runGatehouse(['doctor', '--json'], { env });
    const { findings } = JSON.parse(stdout) as { findings: Finding[] };
    return { code, stdout, stderr, findings };
  };
  const problemsOf = (findings: Finding[]) => findings.filter(({ status }) => status === 'problem');

  it(
    'gatehouse doctor finds no fault in a valid installation, and sends no mail',
    async () => {
      const { code, stderr, findings } = await doctor(healthy());
      expect(problemsOf(findings)).toEqual([]);
      expect([code, stderr]).toEqual([0, '']);
      const checks = [
        'issuer',
        'proxy',
        'mail',
        'redis',
        'database',
        'pool',
        'clock',
        'migrations',
        'signing keys',
        'providers',
      ];
      expect(findings.map(({ check }) => check)).toEqual(checks);
      expect(sink.attempts).toBe(0);
    },
    A_MINUTE,
  );

  it(
    'gatehouse doctor names all faults at once, each with its cure and without a password',
    async () => {
      const port = await freePort();
      const { code, stdout, findings } = await doctor({
        ...healthy(),
        APP_BASE_URL: `https://127.0.0.1:${port}`,
        DATABASE_URL: `postgresql://u:hidden-db@127.0.0.1:${port}/x`,
        REDIS_URL: `redis://:hidden-redis@127.0.0.1:${port}`,
        MAIL_PASSWORD: 'hidden-mail',
      });
      const found = problemsOf(findings);
      const named = found.map(({ check }) => check);
      expect(named).toEqual(
        expect.arrayContaining(['issuer', 'proxy', 'mail', 'redis', 'database']),
      );
      expect(found.every(({ cure }) => cure !== undefined)).toBe(true);
      expect(findings.find(({ check }) => check === 'mail')?.finding).toMatch(/AUTH PLAIN: 535/);
      expect(code).toBe(1);
      expect(stdout).not.toMatch(/hidden-/);
    },
    A_MINUTE,
  );

  it(
    'gatehouse doctor reports a wrong configuration, variable by variable',
    async () => {
      const wrong = { PORT: 'x', BCRYPT_COST: '2', GOOGLE_CLIENT_ID: 'half' };
      const { code, findings } = await doctor({ ...healthy(), ...wrong });
      expect([code, findings.map(({ check }) => check)]).toEqual([
        1,
        ['configuration', 'configuration', 'configuration'],
      ]);
    },
    A_MINUTE,
  );

  it(
    'gatehouse doctor finds a trusted proxy that is absent, keys that the secret does not open, and changed migration files',
    async () => {
      const believing = await startTestApp({ env: { SECRET_KEY, TRUST_PROXY: '1' } });
      const redis = await RedisServer.start();
      const migrations = mkdtempSync(join(tmpdir(), 'gatehouse-doctor-'));
      try {
        cpSync('migrations', migrations, { recursive: true });
        const [first = ''] = readdirSync(join(migrations, 'up')).sort();
        appendFileSync(join(migrations, 'up', first), '-- changed\n');
        await redis.command('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru');
        const { findings } = await doctor({
          ...healthy(),
          ...{ APP_BASE_URL: believing.url, DATABASE_URL: believing.databaseUrl },
          ...{ MIGRATIONS_DIR: migrations, REDIS_URL: redis.url },
        });
        const found = (check: string) => findings.find((one) => one.check === check);
        expect(found('proxy')).toMatchObject({
          status: 'problem',
          finding: expect.stringMatching(/A client chooses its own address/),
        });
        expect(found('migrations')?.finding).toMatch(/was changed/);
        expect(found('redis')).toMatchObject({ status: 'warning' });

        const others = await doctor({
          ...healthy(),
          ...{ SECRET_KEY: 'another-secret-0123456789abcdefghijklmnop' },
          ...{ APP_BASE_URL: app.url, DATABASE_URL: believing.databaseUrl },
        });
        const keys = others.findings.filter(({ check }) => check === 'signing keys');
        expect(keys.map(({ finding }) => finding)).toEqual([
          expect.stringMatching(/signs for 0 days/),
          'SECRET_KEY does not open the stored ones',
          'The address of the issuer publishes other keys than these',
        ]);
      } finally {
        rmSync(migrations, { recursive: true, force: true });
        await redis.stop();
        await believing.close();
      }
    },
    2 * A_MINUTE,
  );

  it(
    'gatehouse doctor finds pending migrations, and that no key signs yet',
    async () => {
      const migrations = mkdtempSync(join(tmpdir(), 'gatehouse-doctor-'));
      const fresh = await createTestDatabase();
      try {
        cpSync('migrations', migrations, { recursive: true });
        for (const side of ['up', 'down']) {
          writeFileSync(join(migrations, side, '29990101000000-later.sql'), 'SELECT 1;\n');
        }
        const env = { ...healthy(), DATABASE_URL: fresh.url, MIGRATIONS_DIR: migrations };
        const { code, findings } = await doctor(env);
        expect(code).toBe(1);
        expect(problemsOf(findings)).toEqual([
          {
            check: 'migrations',
            status: 'problem',
            finding: '1 pending: 29990101000000-later',
            cure: expect.stringContaining('`gatehouse migrate up`'),
          },
        ]);
        expect(findings.filter(({ check }) => check === 'signing keys')).toEqual([
          {
            check: 'signing keys',
            status: 'warning',
            finding: 'There is none yet',
            cure: expect.stringContaining('Start the server'),
          },
        ]);
      } finally {
        await fresh.drop();
        rmSync(migrations, { recursive: true });
      }
    },
    A_MINUTE,
  );

  it(
    'gatehouse doctor warns of a key that signs for too long, which is no failure',
    async () => {
      const { database, close } = await openDatabase({ url: app.databaseUrl });
      const age = (interval: string) =>
        database.pool.query('UPDATE signing_keys SET activates_at = activates_at + $1::interval', [
          interval,
        ]);
      try {
        await age('-200 days');
        const { code, findings } = await doctor(healthy());
        expect(findings.filter(({ check }) => check === 'signing keys')).toEqual([
          {
            check: 'signing keys',
            status: 'warning',
            finding: 'The present one signs for 200 days',
            cure: expect.stringMatching(/replaced after \d+: .*`gatehouse keys rotate`/),
          },
        ]);
        expect(code).toBe(0);
      } finally {
        await age('200 days');
        await close();
      }
    },
    A_MINUTE,
  );

  it(
    'gatehouse doctor continues when a part cannot be reached, tries both addresses of the database, and creates nothing',
    async () => {
      const port = await freePort();
      const dataDir = join(tmpdir(), `gatehouse-none-${process.pid}`);
      const { code, findings } = await doctor({
        ...healthy(),
        DATABASE_DIRECT_URL: app.databaseUrl,
        DATABASE_URL: `postgresql://u@127.0.0.1:${port}/x`,
        MAIL_TLS_CA: tmpdir(),
        ...{ OIDC_ACME_ISSUER: `http://127.0.0.1:${port}`, OIDC_ACME_CLIENT_ID: 'a' },
        OIDC_ACME_CLIENT_SECRET: 'b',
        ...{ DISCORD_CLIENT_ID: 'c', DISCORD_CLIENT_SECRET: 'd' },
        TRUST_PROXY: '0',
      });
      const words = findings.map(({ check, status, finding }) => `${status} ${check}: ${finding}`);
      expect(code).toBe(1);
      expect(words).toEqual(
        expect.arrayContaining([
          expect.stringMatching(/^ok proxy: The server sees this machine as 127\.0\.0\.1/),
          expect.stringMatching(/^problem mail: MAIL_TLS_CA cannot be read/),
          expect.stringMatching(
            /^problem database: DATABASE_URL cannot be used: nothing answers there/,
          ),
          expect.stringMatching(/^ok database: PostgreSQL/),
          expect.stringMatching(/^ok providers: discord: http.*\/api\/oauth\/discord\/callback/),
          expect.stringMatching(/^problem providers: acme: its description cannot be read/),
        ]),
      );
      const { SECRET_KEY: _key, DATABASE_URL: _url, ...fresh } = healthy();
      const none = await doctor({ ...fresh, DATA_DIR: dataDir });
      expect(none.findings).toContainEqual(
        expect.objectContaining({ check: 'database', status: 'warning' }),
      );
      expect(existsSync(dataDir)).toBe(false);
    },
    2 * A_MINUTE,
  );

  it(
    'gatehouse doctor writes lines for people, and refuses unknown arguments',
    async () => {
      const env = healthy();
      const { code, stdout } = await runGatehouse(['doctor', '--mail-to', 'a@b.test'], { env });
      expect([code, stdout]).toEqual([0, expect.stringMatching(/^ok {7}issuer {8}http/)]);
      expect((await runGatehouse(['doctor', '--hard'], { env: healthy() })).code).toBe(2);
      const wrong = await runGatehouse(['doctor', '--json', '--mail-to', 'x'], { env: healthy() });
      expect([wrong.code, JSON.parse(wrong.stdout)]).toEqual([
        2,
        expect.objectContaining({ success: false, code: 'USAGE', exit_code: 2 }),
      ]);
    },
    3 * A_MINUTE,
  );
});
