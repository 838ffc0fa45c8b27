import pg from 'pg';
import {
  createTestDatabase,
  eventually,
  startServerProcess,
  type ServerProcess,
  type TestDatabase,
} from '#libs/testing';
import { UNLIMITED } from '../support/accounts.js';
import { BUSINESS_STATEMENT_TIMEOUT_MS, FullServer } from '../support/full-server.js';

const MINUTE = 60_000;
const ADMIN = { email: 'admin@example.test', password: 'velvet tram at midnight' };
/** Longer than the server remembers failed requests. */
const FORGOTTEN_MS = 6_500;

interface Ready {
  readonly checks?: { readonly database?: { readonly status: string; readonly reason?: string } };
}

/** The connections of health checks work, and no business request can be served. */
describe('the server’s connections for business', () => {
  let database: TestDatabase;
  let full: FullServer;
  let server: ServerProcess;
  let owner: pg.Client;
  let isAsking: boolean;
  let served = 0;
  const callers: Promise<unknown>[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
    full = await FullServer.before(database.url);
    server = await startServerProcess({
      databaseUrl: full.url,
      env: {
        ...UNLIMITED,
        ADMIN_EMAIL: ADMIN.email,
        ADMIN_PASSWORD: ADMIN.password,
        DATABASE_STATEMENT_TIMEOUT_MS: String(BUSINESS_STATEMENT_TIMEOUT_MS),
        DATABASE_ACQUIRE_TIMEOUT_MS: '2000',
        BCRYPT_COST: '4',
      },
    });
    owner = new pg.Client(database.url);
    await owner.connect();
  }, MINUTE);

  afterEach(async () => {
    full.free();
    await owner.query('DROP FUNCTION IF EXISTS take_long CASCADE');
    await stopAsking();
  });

  afterAll(async () => {
    await owner?.end();
    await server?.stop();
    await full?.close();
    await database?.drop();
  });

  const signIn = async () => (await server.post('/api/auth/login', ADMIN)).status;
  const ready = () => server.get<Ready>('/health/ready');

  function ask(count: number, question: () => Promise<unknown> = signIn): void {
    isAsking = true;
    const more = Array.from({ length: count }, async () => {
      while (isAsking) if ((await question()) === 200) served += 1;
    });
    callers.push(...more);
  }
  async function stopAsking(): Promise<void> {
    isAsking = false;
    await Promise.all(callers.splice(0));
  }
  const isDown = async () => {
    const { status, body } = await ready();
    expect([status, body.checks?.database?.status]).toEqual([503, 'down']);
  };
  const isWell = async () => {
    expect(await signIn()).toBe(200);
    expect((await ready()).status).toBe(200);
  };

  it(
    'a server whose business connections were ended and cannot be reopened is not ready until they can',
    async () => {
      await eventually(async () => {
        await isWell();
        expect(full.businessCount).toBeGreaterThan(0);
      });
      full.fill();
      ask(10);
      await eventually(isDown);
      await stopAsking();
      // The load balancer sends no requests, so none fails: that does not prove that the server works.
      const quietSince = performance.now();
      while (performance.now() - quietSince < FORGOTTEN_MS) await isDown();
      expect((await server.get('/health/live')).status).toBe(200);
      full.free();
      await eventually(isWell);
    },
    2 * MINUTE,
  );

  it(
    'a server whose business connections are all held by slow statements is not ready until one is free',
    async () => {
      await eventually(isWell);
      await owner.query(
        `CREATE FUNCTION take_long() RETURNS trigger LANGUAGE plpgsql AS
           $$ BEGIN PERFORM pg_sleep(60); RETURN NEW; END $$;
         CREATE TRIGGER take_long BEFORE INSERT OR UPDATE ON failed_logins
           FOR EACH ROW EXECUTE FUNCTION take_long()`,
      );
      ask(40);
      // Health checks are answered; that says nothing about business connections.
      ask(4, () => server.get('/health/live'));
      await eventually(isDown, 30_000);
      expect((await server.get('/health/live')).status).toBe(200);
      await owner.query('DROP FUNCTION take_long CASCADE');
      await eventually(isWell, MINUTE);
      // Other callers continue, and are served.
      const before = served;
      await eventually(() => served > before, MINUTE);
      await eventually(isWell, MINUTE);
    },
    4 * MINUTE,
  );
});
