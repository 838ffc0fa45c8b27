import pg from 'pg';
import { newId } from '#libs/kernel';
import {
  createTestDatabase,
  eventually,
  startServerProcess,
  startTcpProxy,
  type ServerProcess,
  type TcpProxy,
  type TestDatabase,
} from '#libs/testing';
import { PASSWORD, UNLIMITED } from '../support/accounts.js';

/** Half of the lifetime of a claim. */
const SOON_MS = 30_000;

describe('a registration with an Idempotency-Key, whose database is lost in the middle', () => {
  let database: TestDatabase;
  let network: TcpProxy;
  let server: ServerProcess;
  let db: pg.Client;

  beforeAll(async () => {
    database = await createTestDatabase();
    network = await startTcpProxy({ port: Number(new URL(database.url).port) });
    server = await startServerProcess({
      databaseUrl: network.through(database.url),
      // Hashing takes long enough to lose the database meanwhile.
      env: { ...UNLIMITED, BCRYPT_COST: '14' },
    });
    db = new pg.Client(database.url);
    await db.connect();
  });
  afterAll(async () => {
    await db.end();
    await server.kill();
    await network.close();
    await database.drop();
  });

  const count = async (what: string) => (await db.query(`SELECT 1 FROM ${what}`)).rowCount;

  it('a registration whose database was lost is done once, by its repetition, as soon as the database is back', async () => {
    const headers = { 'idempotency-key': newId() };
    const body = { email: 'ann@example.test', password: PASSWORD };
    const register = () => server.post('/api/auth/register', body, { headers });
    const first = register();
    await eventually(async () => (await count('idempotency_keys')) === 1);
    network.cut();
    expect((await first).status).toBe(503);
    network.heal();
    await eventually(async () => (await register()).status === 201, SOON_MS);
    expect((await register()).headers['idempotency-replayed']).toBe('true');
    expect(await count("users WHERE email = 'ann@example.test'")).toBe(1);
  });
});
