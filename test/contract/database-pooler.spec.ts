import { prepared, row, rows } from '#libs/database';
import {
  createTestDatabase,
  hasPgBouncer,
  openDatabase,
  PgBouncer,
  type OpenDatabase,
  type TestDatabase,
} from '#libs/testing';
import { withFixture } from '../support/with-fixture.js';

const CLIENTS = 12;
const SHOW = `SELECT current_setting('statement_timeout') AS statement,
                     current_setting('idle_in_transaction_session_timeout') AS idle`;

(hasPgBouncer() ? describe : describe.skip)('behind PgBouncer in transaction mode', () => {
  let direct: TestDatabase;
  let pooler: PgBouncer;
  let open: OpenDatabase;

  withFixture(async (opened) => {
    direct = opened.add(await createTestDatabase());
    pooler = opened.add(await PgBouncer.start(direct.url, 2));
    open = opened.add(
      await openDatabase({
        url: pooler.url,
        pooler: 'transaction',
        poolMax: CLIENTS,
        statementTimeoutMs: 2345,
      }),
    );
    await rows(open.database.pool, 'CREATE TABLE counters (n integer PRIMARY KEY, value integer)');
    await rows(open.database.pool, 'INSERT INTO counters VALUES (1, 0)');
  }, 60_000);

  it('A database behind a pooler runs named statements of many clients over few connections', async () => {
    const sql = 'SELECT $1::int * 2 AS doubled';
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, n) =>
        prepared<{ doubled: number }>(open.database.pool, 'doubled', sql, [n]),
      ),
    );
    expect(answers.map(([first]) => first?.doubled)).toEqual(answers.map((_, n) => n * 2));
  });

  it('A database behind a pooler keeps transactions apart', async () => {
    await Promise.all(
      Array.from({ length: 100 }, () =>
        open.database.transaction(async (tx) => {
          const sql = 'SELECT value FROM counters WHERE n = 1 FOR UPDATE';
          const found = await row<{ value: number }>(tx, sql);
          await rows(tx, 'UPDATE counters SET value = $1 WHERE n = 1', [(found?.value ?? 0) + 1]);
        }),
      ),
    );
    expect(await row(open.database.pool, 'SELECT value FROM counters')).toEqual({ value: 100 });
  });

  it('A database behind a pooler sets its time limits in each transaction and leaves none to the next client', async () => {
    const inside = await Promise.all(
      Array.from({ length: 20 }, () => open.database.transaction((tx) => row(tx, SHOW))),
    );
    for (const limits of inside) expect(limits).toEqual({ statement: '2345ms', idle: '2345ms' });
    const outside = await Promise.all(
      Array.from({ length: 20 }, () => row(open.database.pool, SHOW)),
    );
    for (const limits of outside) expect(limits).toEqual({ statement: '0', idle: '0' });
  });

  it('A pooler in transaction mode must be configured as one', async () => {
    const unaware = openDatabase({ url: pooler.url, pooler: 'none' });
    await expect(unaware).rejects.toThrow(/set DATABASE_POOLER=transaction/);
  });
});
