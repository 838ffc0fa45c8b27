import pg from 'pg';
import { type Database, poolOf, rows } from '#libs/database';
import { eventually, openDatabase, type OpenDatabase } from '#libs/testing';

const SIZE = 6;

/** With pg's own pool: how it treats connections that are taken out of it. */
describe('the renewal of a pool', () => {
  let open: OpenDatabase;
  let database: Database;
  let other: pg.Client;

  beforeAll(async () => {
    open = await openDatabase({ poolMax: SIZE });
    ({ database } = open);
    other = new pg.Client(open.url);
    await other.connect();
  });
  afterAll(async () => {
    await other?.end();
    await open?.close();
  });

  const all = <T>(work: () => Promise<T>, count = SIZE) =>
    Promise.all(Array.from({ length: count }, work));
  const fill = () => all(() => rows(database.pool, 'SELECT pg_sleep(0.2)'));
  const ask = () =>
    rows(database.pool, 'SELECT 1').then(
      () => 'answered',
      ({ cause }: Error) => String(cause),
    );
  const pidsOf = async (query: string) => {
    const found = await other.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE $1`,
      [query],
    );
    return found.rows.map(({ pid }) => pid);
  };

  it('A renewed pool never lends a connection that it closes, not even to a concurrent request', async () => {
    await fill();
    const before = await pidsOf('%');
    expect(before).toHaveLength(SIZE);
    const told = rows(database.pool, 'SELECT pg_sleep(30)').then(
      () => [],
      () => all(ask, SIZE - 1),
    );
    const [victim] = await eventually(async () => {
      const pids = await pidsOf('SELECT pg_sleep(30)');
      return pids.length === 1 && pids;
    });
    await other.query('SELECT pg_terminate_backend($1)', [victim]);
    expect(await told).toEqual(Array.from({ length: SIZE - 1 }, () => 'answered'));
    await eventually(async () => {
      const after = await pidsOf('%');
      expect(after.filter((pid) => before.includes(pid))).toEqual([]);
    });
    // A connection that was taken out is not counted, and is removed once.
    await fill();
    expect(poolOf(database.dataSource).totalCount).toBe(SIZE);
  });
});
