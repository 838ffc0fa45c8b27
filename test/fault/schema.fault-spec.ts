import {
  createTestDatabase,
  eventually,
  runGatehouse,
  startServerProcess,
  temporaryFolder,
  testEnvironment,
  type CommandResult,
  type ServerProcess,
  type TestDatabase,
} from '#libs/testing';
import { DatabaseProbe } from '../migrations/support/database-probe.js';

const MINUTE = 60_000;
const ADMIN = { email: 'admin@example.test', password: 'velvet tram at midnight' };
/** Sign-in needs columns of the files after this one. */
const BEFORE_DEVICES = '20261130035533';
const NEWER = '20990101000000-of-tomorrow';
const needs = (release: string) =>
  `INSERT INTO migrations (name, least_release) VALUES ('${NEWER}', '${release}')`;

interface Ready {
  readonly ready?: string;
  readonly checks?: { readonly migrations?: Readonly<Record<string, unknown>> };
}

/** Operators and newer releases change the schema of a running server. */
describe('the server during a change of its schema', () => {
  let database: TestDatabase;
  let probe: DatabaseProbe;
  let server: ServerProcess;

  beforeAll(async () => {
    database = await createTestDatabase();
    probe = await DatabaseProbe.open(database.url);
    server = await startServerProcess({
      databaseUrl: database.url,
      env: {
        RATE_LIMIT_ENABLED: 'false',
        ADMIN_EMAIL: ADMIN.email,
        ADMIN_PASSWORD: ADMIN.password,
        LOG_FORMAT: 'json',
      },
    });
  }, 2 * MINUTE);

  afterAll(async () => {
    await server.stop();
    await probe.close();
    await database.drop();
  });

  const signIn = () => server.post<{ code?: string }>('/api/auth/login', ADMIN);
  const ready = () => server.get<Ready>('/health/ready');
  const timesSaid = (words: string) => server.output.split(words).length - 1;

  const gatehouse = (args: string[], env: Record<string, string> = {}): Promise<CommandResult> =>
    runGatehouse(args, {
      env: testEnvironment({ databaseUrl: database.url, dataDir: temporaryFolder('data'), env }),
    });

  /** Signs in repeatedly until told to stop; returns the set of statuses. */
  function keepSigningIn(): () => Promise<Set<number>> {
    const seen = new Set<number>();
    let isOver = false;
    const loop = (async () => {
      while (!isOver) seen.add((await signIn()).status);
    })();
    return async () => {
      isOver = true;
      await loop;
      return seen;
    };
  }

  it(
    'a server whose schema is reverted is not ready, answers 503 and never 500, and serves again once it is applied',
    async () => {
      const stop = keepSigningIn();
      const down = await gatehouse(['migrate', 'down', '--to', BEFORE_DEVICES]);
      expect(down.code).toBe(0);
      expect(down.stderr).toMatch(/warning: 1 server of release [\d.]+ is connected/);
      await eventually(async () => {
        const { status, body } = await ready();
        expect([status, body.checks?.migrations?.['pending']]).toEqual([
          503,
          expect.arrayContaining(['20261130035617-create-protection-tables']),
        ]);
      });
      await eventually(async () => {
        const { status, body, headers } = await signIn();
        expect([status, body.code, headers['retry-after']]).toEqual([
          503,
          'SERVICE_UNAVAILABLE',
          '5',
        ]);
      });
      expect([...(await stop())].sort()).toEqual([200, 503]);
      expect(timesSaid('apply what is pending with')).toBeGreaterThan(0);
      expect((await gatehouse(['migrate', 'up'])).code).toBe(0);
      await eventually(async () => expect((await ready()).status).toBe(200));
      expect((await signIn()).status).toBe(200);
    },
    3 * MINUTE,
  );

  it('a wrong statement of the server is not reported as a schema problem by 503', async () => {
    await probe.query('ALTER TABLE devices RENAME TO devices_of_nobody');
    await eventually(async () => expect((await signIn()).status).toBe(500));
    expect((await ready()).status).toBe(200);
    await probe.query('ALTER TABLE devices_of_nobody RENAME TO devices');
    await eventually(async () => expect((await signIn()).status).toBe(200));
  });

  describe('was taken over by a later release', () => {
    const WORDS = `needs release 99.0.0 or later since ${NEWER}`;

    beforeAll(() => probe.query(needs('99.0.0')));
    afterAll(() => probe.query(`DELETE FROM migrations WHERE name = '${NEWER}'`));

    it('a server whose schema a later release took over is not ready, names the release that can serve, and logs it once', async () => {
      await eventually(async () => {
        const { status, body } = await ready();
        expect([status, body.checks?.migrations]).toEqual([
          503,
          expect.objectContaining({ needs: '99.0.0', since: NEWER }),
        ]);
      });
      for (let asked = 0; asked < 5; asked += 1) await ready();
      await eventually(() => expect(timesSaid(WORDS)).toBe(1));
    });

    it.each(['true', 'false'])(
      'a server does not start over the schema of a later release with MIGRATE_ON_START=%s, and names the release that would',
      async (onStart) => {
        const before = await probe.applied();
        const late = await startServerProcess({
          databaseUrl: database.url,
          until: 'none',
          env: { MIGRATE_ON_START: onStart },
        });
        expect((await late.exited).code).toBe(1);
        await eventually(() => expect(late.output).toContain(WORDS));
        expect(late.output).toMatch(/Start that release or a later one/);
        expect(late.output).not.toMatch(/\n\s+at /);
        expect(await probe.applied()).toEqual(before);
      },
      2 * MINUTE,
    );

    it(
      'commands leave a schema alone that a later release took over',
      async () => {
        const users = await gatehouse(['users', 'list']);
        expect([users.code, users.stderr]).toEqual([1, expect.stringContaining(WORDS)]);
        const up = await gatehouse(['migrate', 'up']);
        expect([up.code, up.stderr]).toEqual([5, expect.stringContaining(WORDS)]);
        const status = await gatehouse(['migrate', 'status', '--json']);
        expect(JSON.parse(status.stdout)).toMatchObject({
          least_release: { release: '99.0.0', name: NEWER },
        });
      },
      2 * MINUTE,
    );

    it('a server serves again when the later release’s change is reverted', async () => {
      await probe.query(`DELETE FROM migrations WHERE name = '${NEWER}'`);
      await eventually(async () => expect((await ready()).status).toBe(200));
    });
  });

  it(
    'a server whose schema a later release extends continues, and another one starts beside it',
    async () => {
      await probe.query(needs('0.0.1'));
      const beside = await startServerProcess({ databaseUrl: database.url });
      await eventually(async () => {
        const { body } = await beside.get<Ready>('/health/ready');
        expect(body.checks?.migrations).toMatchObject({ status: 'up', newer: ['20990101000000'] });
      });
      expect((await signIn()).status).toBe(200);
      await beside.stop();
      await probe.query(`DELETE FROM migrations WHERE name = '${NEWER}'`);
    },
    2 * MINUTE,
  );

  it(
    'reverting the schema in production requires --yes, and changes nothing without it',
    async () => {
      const before = await probe.applied();
      const env = { NODE_ENV: 'production' };
      const refused = await gatehouse(['migrate', 'down', '--steps', '1'], env);
      expect([refused.code, refused.stderr]).toEqual([2, expect.stringMatching(/requires --yes/)]);
      expect(await probe.applied()).toEqual(before);
    },
    MINUTE,
  );
});
