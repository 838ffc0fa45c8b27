import pg from 'pg';
import { newId } from '#libs/kernel';
import {
  createTestDatabase,
  eventually,
  HttpClient,
  PATIENT_WITH_DATABASE,
  startServerProcess,
  startTcpProxy,
  type ServerProcess,
  type TestDatabase,
} from '#libs/testing';
import {
  Accounts,
  me,
  UNLIMITED,
  type Problem,
  type SignedIn,
  type Tokens,
} from '../support/accounts.js';

const MINUTE = 60_000;
const CLIENTS = 24;
const DEVICE = 'x-device-token';

/** A client as the documentation requires: it repeats a refresh with the body of the first try. */
class RefreshingClient {
  private access = '';
  private key = newId();

  constructor(
    private token: string,
    private readonly device: string | null,
  ) {}

  get generation(): number {
    return Number(this.token.split('.')[1]);
  }

  async refresh(server: HttpClient) {
    const headers =
      this.device === null ? { 'idempotency-key': this.key } : { [DEVICE]: this.device };
    const answer = await server.post<Tokens & Problem>(
      '/api/auth/refresh',
      { refresh_token: this.token },
      { headers },
    );
    if (answer.status === 200) {
      this.token = answer.body.refresh_token;
      this.access = answer.body.access_token;
      this.key = newId();
    }
    return answer;
  }

  /** Refreshes until a request gets no answer. */
  async refreshUntilCut(server: HttpClient): Promise<void> {
    for (;;) {
      const answer = await this.refresh(server).catch(() => null);
      if (answer === null) return;
      expect(answer.status).toBe(200);
    }
  }

  me(server: ServerProcess) {
    return me(server, this.access);
  }
}

describe('refreshing when answers or writes are lost', () => {
  let database: TestDatabase;
  let server: ServerProcess;
  let accounts: Accounts;
  let clients: RefreshingClient[];

  const start = () =>
    startServerProcess({
      databaseUrl: database.url,
      env: {
        ...UNLIMITED,
        ...PATIENT_WITH_DATABASE,
        APP_BASE_URL: 'http://gatehouse.test',
        REFRESH_GRACE_SECONDS: '1',
        LOG_LEVEL: 'warn',
      },
    });

  beforeEach(async () => {
    database = await createTestDatabase();
    accounts = new Accounts(database.url);
    server = await start();
    clients = await Promise.all(
      Array.from({ length: CLIENTS }, async (_, index) => {
        const { email, password } = await accounts.create();
        const answer = await server.post<SignedIn>('/api/auth/login', { email, password });
        // Half of them keep their device's credential, half send a key.
        const device = index % 2 === 0 ? String(answer.headers[DEVICE]) : null;
        return new RefreshingClient(answer.body.refresh_token, device);
      }),
    );
  }, 2 * MINUTE);
  afterEach(async () => {
    await accounts?.close();
    await server?.stop();
    await database?.drop();
  });

  const eventsOf = (outcome: string) =>
    accounts.rows<{ type: string }>('SELECT type FROM audit_events WHERE outcome = $1', [outcome]);
  const expectAllGoOn = async () => {
    const codes = await Promise.all(
      clients.map(async (client) => (await client.refresh(server)).body.code ?? 'OK'),
    );
    expect(new Set(codes)).toEqual(new Set(['OK']));
    const known = await Promise.all(clients.map((client) => client.me(server)));
    expect(new Set(known.map(({ status }) => status))).toEqual(new Set([200]));
  };

  it(
    'no client that proves its identity loses its session to a kill of the server, however late it retries',
    async () => {
      const proxy = await startTcpProxy({ port: Number(new URL(server.url).port) });
      const unstable = new HttpClient(new URL(proxy.through(server.url)).origin);
      const lostAnswers = async () => {
        const stored = await accounts.row<{ rotations: number }>(
          'SELECT sum(generation)::int AS rotations FROM sessions',
        );
        const held = clients.reduce((sum, { generation }) => sum + generation, 0);
        return (stored?.rotations ?? 0) - held;
      };
      const before = clients.map(({ generation }) => generation);
      const refreshing = clients.map((client) => client.refreshUntilCut(unstable));
      const hasEachRefreshed = () =>
        clients.every(({ generation }, index) => generation > (before[index] ?? 0));
      await eventually(hasEachRefreshed, MINUTE);
      proxy.holdAnswers();
      await eventually(async () => (await lostAnswers()) >= CLIENTS / 2, MINUTE);
      await server.kill();
      await proxy.close();
      await Promise.all(refreshing);
      unstable.hangUp();
      const graceIsOver = async () => {
        const waiting = await accounts.rows(
          `SELECT FROM sessions WHERE rotated_at > clock_timestamp() - interval '1 second'`,
        );
        return waiting.length === 0;
      };
      await eventually(graceIsOver, MINUTE);
      expect(await lostAnswers()).toBeGreaterThanOrEqual(CLIENTS / 2);
      server = await start();
      await expectAllGoOn();
      expect(await eventsOf('incident')).toEqual([]);
    },
    5 * MINUTE,
  );

  it(
    'all clients continue when the database returns in the state of some refreshes ago, and the trail says so',
    async () => {
      await server.stop();
      await accounts.close();
      const { hostname, port, username, password } = new URL(database.url);
      const admin = new pg.Client({
        host: hostname,
        port: Number(port),
        user: username,
        ...(password !== '' && { password }),
        database: 'postgres',
      });
      await admin.connect();
      const backup = `${database.name}_backup`;
      try {
        await admin.query(`CREATE DATABASE ${backup} TEMPLATE ${database.name}`);
        server = await start();
        for (let round = 0; round < 3; round += 1) await expectAllGoOn();
        await server.kill();
        await admin.query(`DROP DATABASE ${database.name} WITH (FORCE)`);
        await admin.query(`ALTER DATABASE ${backup} RENAME TO ${database.name}`);
      } finally {
        await admin.query(`DROP DATABASE IF EXISTS ${backup} WITH (FORCE)`);
        await admin.end();
      }
      accounts = new Accounts(database.url);
      server = await start();
      await expectAllGoOn();
      await expectAllGoOn();
      const incidents = await eventsOf('incident');
      expect(incidents).toHaveLength(CLIENTS);
      expect(new Set(incidents.map(({ type }) => type))).toEqual(new Set(['session.rolled_back']));
      const said = server.output.split('\n').filter((line) => line.includes('has lost writes'));
      expect(said).toHaveLength(1);
    },
    5 * MINUTE,
  );
});
