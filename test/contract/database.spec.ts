import pg from 'pg';
import {
  type Database,
  Installation,
  isUnavailable,
  prepared,
  row,
  rows,
  violatedConstraint,
} from '#libs/database';
import { AppError, newId } from '#libs/kernel';
import {
  createTestDatabase,
  describeOnDatabases,
  eventually,
  openDatabase,
  startTcpProxy,
  type OpenDatabase,
  type OpenDatabaseOptions,
  type TcpProxy,
} from '#libs/testing';
import { BusinessProbe } from '../../libs/database/src/database-probes.js';

const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'no error',
    (error: unknown) => (error instanceof AppError ? error.code : error),
  );

describe('a test database', () => {
  it('A test database has the migrated schema and is gone when dropped', async () => {
    const database = await createTestDatabase();
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const { rowCount } = await client.query('SELECT FROM installation');
    await client.end();
    expect(rowCount).toBe(0);
    await database.drop();
    const again = new pg.Client({ connectionString: database.url });
    await expect(again.connect()).rejects.toThrow(/does not exist/);
  });

  it('Several test databases exist at once, each by itself', async () => {
    const databases = await Promise.all(Array.from({ length: 5 }, () => createTestDatabase()));
    expect(new Set(databases.map(({ name }) => name)).size).toBe(5);
    await Promise.all(databases.map((database) => database.drop()));
  });
});

describeOnDatabases('the database', (db) => {
  beforeAll(async () => {
    await rows(db.database.pool, 'CREATE TABLE things (n integer PRIMARY KEY, word text)');
  });

  it('A transaction keeps its writes when it succeeds, and nothing when it fails', async () => {
    await db.database.transaction((tx) => rows(tx, 'INSERT INTO things VALUES (1)'));
    const failing = db.database.transaction(async (tx) => {
      await rows(tx, 'INSERT INTO things VALUES (2)');
      throw new Error('after all not');
    });
    await expect(failing).rejects.toThrow('after all not');
    expect(await rows(db.database.pool, 'SELECT n FROM things ORDER BY n')).toEqual([{ n: 1 }]);
  });

  it('The rows of every kind of statement are answered alike', async () => {
    const { pool } = db.database;
    const inserted = await rows(pool, "INSERT INTO things VALUES (10, 'a') RETURNING n");
    const updated = await rows(pool, "UPDATE things SET word = 'b' WHERE n = 10 RETURNING word");
    const named = await prepared(pool, 'things.by-n', 'SELECT word FROM things WHERE n = $1', [10]);
    const deleted = await rows(pool, 'DELETE FROM things WHERE n = 10 RETURNING n');
    expect([inserted, updated, named, deleted]).toEqual([
      [{ n: 10 }],
      [{ word: 'b' }],
      [{ word: 'b' }],
      [{ n: 10 }],
    ]);
    expect(await row(pool, 'DELETE FROM things WHERE n = 10')).toBeNull();
  });

  it('A named statement is planned once a connection', async () => {
    await db.database.transaction(async (tx) => {
      for (const n of [1, 2, 3]) {
        await prepared(tx, 'things.named', 'SELECT word FROM things WHERE n = $1', [n]);
      }
      const sql = "SELECT FROM pg_prepared_statements WHERE name = 'things.named'";
      expect(await rows(tx, sql)).toHaveLength(1);
    });
  });

  it('A unique violation names the taken name by its catalogue code, and keeps the cause internal', async () => {
    const { pool } = db.database;
    await rows(pool, 'CREATE SCHEMA other');
    await rows(
      pool,
      'CREATE TABLE other.people (email text CONSTRAINT users_email_canonical_key UNIQUE)',
    );
    const insert = (): Promise<unknown> => rows(pool, "INSERT INTO other.people VALUES ('a')");
    await insert();
    const error = await insert().catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(AppError);
    expect((error as AppError).code).toBe('EMAIL_TAKEN');
    expect((error as AppError).detail).not.toMatch(/key|constraint|people/);
    expect(violatedConstraint(error)).toBe('users_email_canonical_key');
  });

  it('An unexpected database error stays an internal fault', async () => {
    const error = await rows(db.database.pool, 'SELEC 1').catch((caught: unknown) => caught);
    expect(error).not.toBeInstanceOf(AppError);
    expect(isUnavailable(error)).toBe(false);
  });

  it('A text that PostgreSQL cannot store is refused as a fault of the client', async () => {
    const insert = rows(db.database.pool, 'INSERT INTO things VALUES (3, $1)', ['nul\u0000']);
    expect(await codeOf(insert)).toBe('VALIDATION_FAILED');
  });

  it('A deadlock is answered with a request to try again', async () => {
    await rows(db.database.pool, 'INSERT INTO things VALUES (100), (101)');
    const lock = (tx: Database['pool'], n: number): Promise<unknown> =>
      rows(tx, 'UPDATE things SET word = $2 WHERE n = $1', [n, newId()]);
    let arrived = 0;
    const cross = (first: number, second: number): Promise<unknown> =>
      db.database.transaction(async (tx) => {
        await lock(tx, first);
        arrived += 1;
        await eventually(() => arrived === 2);
        await lock(tx, second);
      });
    const outcomes = await Promise.all([codeOf(cross(100, 101)), codeOf(cross(101, 100))]);
    expect(outcomes.sort()).toEqual(['SERVICE_UNAVAILABLE', 'no error']);
  });

  it('The installation id is one for concurrent first readers', async () => {
    const instances = Array.from({ length: 4 }, () => new Installation(db.database));
    const ids = await Promise.all(instances.map((installation) => installation.getId()));
    expect(new Set(ids).size).toBe(1);
    const [installation] = instances;
    expect(await installation!.getEpoch()).toBe(1);
    await db.database.transaction((tx) => installation!.beginEpoch(tx));
    expect(await installation!.getEpoch()).toBe(2);
  });
});

describe('the pool', () => {
  let open: OpenDatabase | undefined;
  let proxy: TcpProxy | undefined;

  async function through(options: OpenDatabaseOptions = {}): Promise<[OpenDatabase, TcpProxy]> {
    const direct = await createTestDatabase();
    const started = await startTcpProxy({ port: Number(new URL(direct.url).port) });
    const opened = await openDatabase({ ...options, url: started.through(direct.url) });
    proxy = started;
    open = { ...opened, close: () => opened.close().finally(() => direct.drop()) };
    return [open, proxy];
  }

  afterEach(async () => {
    proxy?.heal();
    await open?.close();
    await proxy?.close();
    open = proxy = undefined;
  });

  it('The pool cancels a statement that takes too long, and continues', async () => {
    open = await openDatabase({ statementTimeoutMs: 100, poolMax: 1 });
    const { pool } = open.database;
    expect(await codeOf(rows(pool, 'SELECT pg_sleep(5)'))).toBe('SERVICE_UNAVAILABLE');
    expect(await rows(pool, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('The pool makes no request wait longer for a connection than the deadline', async () => {
    open = await openDatabase({ poolMax: 1, acquireTimeoutMs: 100 });
    const { database } = open;
    const { pool } = database;
    await database.transaction(async () => {
      expect(await codeOf(rows(pool, 'SELECT 1'))).toBe('DATABASE_UNAVAILABLE');
    });
    expect(await rows(pool, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('The pool refuses a second connection to a holder of one', async () => {
    open = await openDatabase({ poolMax: 1 });
    const { database } = open;
    const greedy = database.transaction(() => rows(database.pool, 'SELECT 1'));
    await expect(greedy).rejects.toThrow(/pass `tx` on/);
    const nested = database.transaction(() => database.transaction(() => Promise.resolve()));
    await expect(nested).rejects.toThrow(/pass `tx` on/);
    expect(await rows(database.pool, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('The pool ends a transaction that was left open', async () => {
    open = await openDatabase({ statementTimeoutMs: 200, poolMax: 1 });
    const { database } = open;
    const idle = database.transaction(async (tx) => {
      await rows(tx, 'SELECT 1');
      await new Promise((resolve) => setTimeout(resolve, 600));
      await rows(tx, 'SELECT 1');
    });
    expect(await codeOf(idle)).toBe('DATABASE_UNAVAILABLE');
    expect(await rows(database.pool, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('The pool is usable when a lent connection answers, and keeps none for that question', async () => {
    const [{ database }, network] = await through({ poolMax: 1 });
    const probe = new BusinessProbe(database);
    const isUsable = () => eventually(() => probe.isUsable());
    await isUsable();
    await database.transaction(async (tx) => {
      expect(await probe.isUsable()).toBe(false);
      await rows(tx, 'SELECT 1');
    });
    await isUsable();
    network.blackHole();
    expect(await probe.isUsable()).toBe(false);
    network.heal();
    await isUsable();
    expect(await rows(database.pool, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('The pool answers 503 with a Retry-After while the connection is cut, and recovers by itself', async () => {
    const [{ database }, network] = await through();
    const interrupted = database.transaction(async (tx) => {
      await rows(tx, 'SELECT 1');
      network.cut();
      await rows(tx, 'SELECT 1');
    });
    expect(await codeOf(interrupted)).toBe('DATABASE_UNAVAILABLE');
    const refused = await rows(database.pool, 'SELECT 1').catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'DATABASE_UNAVAILABLE', retryAfterSeconds: 5 });
    expect((refused as AppError).detail).not.toMatch(/127|port|ECONN/);
    network.heal();
    await eventually(() => rows(database.pool, 'SELECT 1'));
  });

  it('The pool closes the connection of a server that does not answer, and never uses it again', async () => {
    const [{ database }, network] = await through({
      statementTimeoutMs: 100,
      acquireTimeoutMs: 500,
    });
    await rows(database.pool, 'SELECT 1');
    network.blackHole();
    expect(await codeOf(rows(database.pool, 'SELECT 1'))).toBe('DATABASE_UNAVAILABLE');
    network.heal();
    expect(await rows(database.pool, 'SELECT 2 AS two')).toEqual([{ two: 2 }]);
  });

  it('The pool survives the end of all its idle connections', async () => {
    open = await openDatabase();
    const { database } = open;
    await Promise.all([1, 2, 3].map(() => rows(database.pool, 'SELECT pg_sleep(0.05)')));
    const others = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                     WHERE datname = current_database() AND pid <> pg_backend_pid()`;
    await rows(database.pool, others);
    await eventually(() => rows(database.pool, 'SELECT 1'));
  });

  it('The pool leaves no session state behind a pooler in transaction mode', async () => {
    open = await openDatabase({ pooler: 'transaction', poolMax: 1, statementTimeoutMs: 1234 });
    const { database } = open;
    const show = "SELECT current_setting('statement_timeout') AS timeout";
    const inside = await database.transaction((tx) => row<{ timeout: string }>(tx, show));
    expect(inside).toEqual({ timeout: '1234ms' });
    expect(await row(database.pool, show)).toEqual({ timeout: '0' });
    await prepared(database.pool, 'one', 'SELECT 1');
    expect(await rows(database.pool, 'SELECT FROM pg_prepared_statements')).toEqual([]);
  });
});
