import type { QueryRunner } from 'typeorm';
import { row, rows } from '#libs/database';
import { newId } from '#libs/kernel';
import type { FeedChange } from '#api/platform/changes';
import {
  createTestDatabase,
  eventually as soon,
  hasRedisServer,
  RedisServer,
  type TestDatabase,
} from '#libs/testing';
import { startChangesInstance, type ChangesInstance } from '../support/changes-instance.js';

/** An open transaction of another client of the cluster may hold the log back. */
const eventually: typeof soon = (check) => soon(check, 40_000);

const change = (userId = newId()) => ({ kind: 'user_changed', userId }) as const;
const usersOf = (changes: readonly FeedChange[]) => changes.map(({ userId }) => userId);

describe('the change feed', () => {
  let database: TestDatabase;
  let one: ChangesInstance;

  beforeEach(async () => {
    database = await createTestDatabase();
    one = await startChangesInstance({ databaseUrl: database.url });
  });
  afterEach(async () => {
    await one.close();
    await database.drop();
  });

  const record = async (by = one): Promise<string> => {
    const userId = newId();
    await by.units.run(async (unit) => unit.changed(change(userId)));
    return userId;
  };

  const readAll = (cursor: string, count: number, by = one) =>
    eventually(async () => {
      const page = await by.feed.readAfter(cursor, 100);
      if (page.changes.length < count) throw new Error(`Only ${page.changes.length}`);
      return page;
    });

  it('The change feed answers committed changes in order, with all recorded fields', async () => {
    const cursor = await one.feed.latestCursor();
    const [sessionId, userId, serviceId, roleId, tokenId] = Array.from({ length: 5 }, newId);
    await one.units.run(async (unit) => {
      unit.changed({ kind: 'session_ended', sessionId: sessionId!, userId: userId! });
      unit.changed({
        kind: 'role_changed',
        serviceId: serviceId!,
        roleId: roleId!,
        data: { deleted: true },
      });
      unit.changed({ kind: 'token_changed', tokenId: tokenId!, serviceId: serviceId! });
      unit.changed({ kind: 'keys_changed' });
    });
    const { changes, isGap } = await readAll(cursor, 4);
    expect(isGap).toBe(false);
    expect(changes).toEqual([
      expect.objectContaining({ kind: 'session_ended', sessionId, userId }),
      expect.objectContaining({ kind: 'role_changed', serviceId, roleId, data: { deleted: true } }),
      expect.objectContaining({ kind: 'token_changed', tokenId, serviceId }),
      expect.objectContaining({ kind: 'keys_changed' }),
    ]);
  });

  it('The change feed continues from any cursor without a gap or a duplicate', async () => {
    const start = await one.feed.latestCursor();
    const users: string[] = [];
    for (let index = 0; index < 10; index += 1) users.push(await record());
    const all = await readAll(start, 10);
    expect(usersOf(all.changes)).toEqual(users);
    for (const [index, { cursor }] of all.changes.entries()) {
      const rest = await one.feed.readAfter(cursor, 100);
      expect(usersOf(rest.changes)).toEqual(users.slice(index + 1));
      expect(cursor).toMatch(/^[!-~]{1,128}$/);
    }
    const page = await one.feed.readAfter(start, 3);
    expect(usersOf(page.changes)).toEqual(users.slice(0, 3));
    expect(page.cursor).toBe(all.changes[2]?.cursor);
    const end = await one.feed.readAfter(all.cursor, 100);
    expect(end).toEqual({ changes: [], cursor: all.cursor, isGap: false });
  });

  it('The change feed contains nothing of a transaction that was rolled back', async () => {
    const cursor = await one.feed.latestCursor();
    const failed = one.units.run(async (unit) => {
      unit.changed(change());
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    const userId = await record();
    expect(usersOf((await readAll(cursor, 1)).changes)).toEqual([userId]);
  });

  it('The change feed refuses a change without a subject', async () => {
    const run = one.units.run(async (unit) => unit.changed({ kind: 'role_changed' }));
    await expect(run).rejects.toThrow('must name the service');
  });

  describe('with transactions that commit out of order', () => {
    const opened: QueryRunner[] = [];

    /** Writes a change at once and commits when told. */
    const begin = async (): Promise<{
      userId: string;
      end: (how: 'COMMIT' | 'ROLLBACK') => Promise<unknown>;
    }> => {
      const runner = one.database.dataSource.createQueryRunner();
      opened.push(runner);
      await runner.query('BEGIN');
      const userId = newId();
      await runner.query(
        `INSERT INTO change_log (id, kind, user_id, markers) VALUES ($1, 'user_changed', $2, '{}')`,
        [newId(), userId],
      );
      return { userId, end: (how) => runner.query(how) };
    };
    afterEach(async () => {
      for (const runner of opened.splice(0)) {
        await runner.query('ROLLBACK').catch(() => undefined);
        await runner.release();
      }
    });

    it('The change feed never skips the change that was written first and committed last', async () => {
      const cursor = await one.feed.latestCursor();
      const first = await begin();
      const second = await begin();
      await second.end('COMMIT');
      expect((await one.feed.readAfter(cursor, 100)).changes).toEqual([]);
      await first.end('COMMIT');
      const { changes } = await readAll(cursor, 2);
      expect(usersOf(changes)).toEqual([first.userId, second.userId]);
    });

    it('The change feed never skips a change whose transaction began first and wrote last', async () => {
      const late = one.database.dataSource.createQueryRunner();
      opened.push(late);
      await late.query('BEGIN');
      await late.query('SELECT pg_current_xact_id()');
      const cursor = await one.feed.latestCursor();
      const userId = await record();
      expect((await one.feed.readAfter(cursor, 100)).changes).toEqual([]);
      const lateUser = newId();
      await late.query(
        `INSERT INTO change_log (id, kind, user_id, markers) VALUES ($1, 'user_changed', $2, '{}')`,
        [newId(), lateUser],
      );
      await late.query('COMMIT');
      const { changes } = await readAll(cursor, 2);
      expect(usersOf(changes)).toEqual([lateUser, userId]);
    });

    it('The change feed wakes its readers when a transaction that held a change back ends silently', async () => {
      const cursor = await one.feed.latestCursor();
      const seen: string[] = [];
      let at = cursor;
      const stop = one.feed.onWake(() => {
        void one.feed.readAfter(at, 100).then((page) => {
          at = page.cursor;
          seen.push(...usersOf(page.changes).map(String));
        });
      });
      const first = await begin();
      const userId = await record();
      await first.end('ROLLBACK');
      await eventually(() => seen.includes(userId));
      expect(seen).toEqual([userId]);
      stop();
    });

    it('The change feed loses and duplicates no change while many transactions write and some roll back', async () => {
      const start = await one.feed.latestCursor();
      const seen: string[] = [];
      let at = start;
      let isOver = false;
      const reader = (async () => {
        while (!isOver) {
          const page = await one.feed.readAfter(at, 7);
          at = page.cursor;
          seen.push(...usersOf(page.changes).map(String));
        }
      })();
      const committed = (
        await Promise.all(
          Array.from({ length: 4 }, async (_, writer) => {
            const mine: string[] = [];
            for (let round = 0; round < 25; round += 1) {
              const userId = newId();
              const isKept = (writer + round) % 3 > 0;
              const run = one.units.run(async (unit) => {
                unit.changed(change(userId));
                await rows(unit.tx, 'SELECT pg_sleep($1)', [((writer * 7 + round) % 5) / 1000]);
                if (!isKept) throw new Error('rolled back');
              });
              await run.then(
                () => mine.push(userId),
                () => undefined,
              );
            }
            return mine;
          }),
        )
      ).flat();
      await eventually(() => seen.length >= committed.length);
      isOver = true;
      await reader;
      expect([...seen].sort()).toEqual([...committed].sort());
      const again = (await one.feed.readAfter(start, 1000)).changes;
      expect(usersOf(again)).toEqual(seen);
    });
  });

  it('The change feed reports a gap when a cursor cannot be honoured', async () => {
    const cursor = await one.feed.latestCursor();
    const userId = await record();
    const { changes } = await readAll(cursor, 1);
    const [log, xid, seq, at] = (changes[0]?.cursor ?? '').split('.');
    const old = Math.floor(Date.now() / 1000) - 7 * 86_400;
    const bad = {
      malformed: 'nonsense',
      empty: '',
      'of another installation': [`${newId()}-1`, xid, seq, at].join('.'),
      'ahead of the log': [log, Number(xid) + 1_000_000, seq, at].join('.'),
      'older than what is kept': [log, xid, seq, old.toString(36)].join('.'),
    };
    for (const [why, text] of Object.entries(bad)) {
      const page = await one.feed.readAfter(text, 10);
      expect({ why, isGap: page.isGap, changes: page.changes }).toEqual({
        why,
        isGap: true,
        changes: [],
      });
      expect((await one.feed.readAfter(page.cursor, 10)).isGap).toBe(false);
    }
    expect(usersOf((await readAll(cursor, 1)).changes)).toEqual([userId]);
  });

  it('The change feed asks the database once for all readers, and not at all for recent changes', async () => {
    const woken = Array.from({ length: 50 }, () => 0);
    const stops = woken.map((_, index) => one.feed.onWake(() => (woken[index]! += 1)));
    const cursor = await one.feed.latestCursor();
    await record();
    await eventually(() => woken.every((count) => count > 0));
    await record();
    await eventually(async () => (await one.feed.readAfter(cursor, 100)).changes.length === 2);
    const query = jest.spyOn(one.database.dataSource.manager, 'query');
    // They are recent when the feed has read them for its readers, which a transaction of another database can delay.
    await eventually(async () => {
      query.mockClear();
      const { changes } = await one.feed.readAfter(cursor, 100);
      const page = await one.feed.readAfter(changes[0]?.cursor ?? '', 100);
      expect(page.changes).toHaveLength(1);
      const asked = query.mock.calls.filter(([sql]) => String(sql).includes('ORDER BY xid, seq'));
      expect(asked).toEqual([]);
    });
    for (const stop of stops) stop();
  });

  it('The change feed deletes changes beyond its retention, and rows that a restored dump brought', async () => {
    await one.close();
    const insert = `INSERT INTO change_log (id, kind, markers, created_at, xid)
                    VALUES ($1, 'keys_changed', '{}', now() - make_interval(days => $2), $3)`;
    const two = await startChangesInstance({ databaseUrl: database.url });
    await rows(two.database.pool, insert, [newId(), 8, 5]);
    await rows(two.database.pool, insert, [newId(), 6, 6]);
    await rows(two.database.pool, insert, [newId(), 0, 900_000_000]);
    await two.close();
    one = await startChangesInstance({ databaseUrl: database.url });
    await eventually(async () => {
      const left = await rows<{ xid: string }>(one.database.pool, 'SELECT xid FROM change_log');
      return JSON.stringify(left) === JSON.stringify([{ xid: '6' }]);
    });
  });

  it('The change feed is woken by another process without Redis', async () => {
    const two = await startChangesInstance({ databaseUrl: database.url });
    let woken = 0;
    const stop = two.feed.onWake(() => (woken += 1));
    const cursor = await two.feed.latestCursor();
    const userId = await record();
    await eventually(() => woken > 0);
    expect(usersOf((await readAll(cursor, 1, two)).changes)).toEqual([userId]);
    stop();
    await two.close();
  });

  it('The change feed wakes a reader whose cursor is older than its listening, however late PostgreSQL first answers', async () => {
    const two = await startChangesInstance({
      databaseUrl: database.url,
      env: { DATABASE_POOL_MAX: '2', DATABASE_POOL_RESERVED: '0' },
    });
    const at = await two.feed.latestCursor();
    const busy = [1, 2].map(() => two.database.dataSource.createQueryRunner());
    await Promise.all(busy.map((runner) => runner.connect()));
    const seen: string[] = [];
    const reads: Promise<void>[] = [];
    const read = async () => {
      const { changes } = await two.feed.readAfter(at, 100);
      seen.push(...usersOf(changes).map(String));
    };
    const stop = two.feed.onWake(() => void reads.push(read()));
    const userId = await record();
    await Promise.all(busy.map((runner) => runner.release()));
    await eventually(() => seen.includes(userId));
    stop();
    await Promise.all(reads);
    await two.close();
  });

  it('The change feed wakes a new reader once, and no other, when there is nothing new', async () => {
    const woken = { first: 0, second: 0 };
    const stops = [one.feed.onWake(() => (woken.first += 1))];
    await eventually(() => woken.first === 1);
    stops.push(one.feed.onWake(() => (woken.second += 1)));
    await eventually(() => woken.second === 1);
    await record();
    await eventually(() => woken.first === 2 && woken.second === 2);
    for (const stop of stops) stop();
  });

  it('The change feed costs one row in the transaction of a change, and nothing without a change', async () => {
    const count = () =>
      row<{ n: string }>(one.database.pool, 'SELECT count(*) AS n FROM change_log');
    expect(await one.units.run(async () => 'answer')).toBe('answer');
    expect(await count()).toEqual({ n: '0' });
    await record();
    expect(await count()).toEqual({ n: '1' });
  });
});

(hasRedisServer() ? describe : describe.skip)('the change feed of two instances on Redis', () => {
  let database: TestDatabase;
  let redis: RedisServer;
  let one: ChangesInstance;
  let two: ChangesInstance;

  beforeAll(async () => {
    database = await createTestDatabase();
    redis = await RedisServer.start();
    const options = { databaseUrl: database.url, redisUrl: redis.url };
    [one, two] = await Promise.all([startChangesInstance(options), startChangesInstance(options)]);
    await eventually(() => one.ephemeral.isAvailable && two.ephemeral.isAvailable);
  });
  afterAll(async () => {
    await Promise.all([one.close(), two.close()]);
    await redis.stop();
    await database.drop();
  });

  it('The change feed is the same at both instances, whichever one wrote', async () => {
    const cursor = await one.feed.latestCursor();
    const users: string[] = [];
    for (const by of [one, two, one, two]) {
      const userId = newId();
      users.push(userId);
      await by.units.run(async (unit) => unit.changed(change(userId)));
    }
    await eventually(async () => (await two.feed.readAfter(cursor, 10)).changes.length === 4);
    const pages = await Promise.all([one, two].map(({ feed }) => feed.readAfter(cursor, 10)));
    expect(pages.map(({ changes }) => usersOf(changes))).toEqual([users, users]);
    expect(pages[0]).toEqual(pages[1]);
  });

  it('A change at one instance wakes the feed of the other, also with Redis frozen', async () => {
    const seen: string[] = [];
    let at = await two.feed.latestCursor();
    const stop = two.feed.onWake(() => {
      void two.feed.readAfter(at, 100).then((page) => {
        at = page.cursor;
        seen.push(...usersOf(page.changes).map(String));
      });
    });
    for (const isFrozen of [false, true, false]) {
      if (isFrozen) redis.freeze();
      const userId = newId();
      await one.units.run(async (unit) => unit.changed(change(userId)));
      await eventually(() => seen.includes(userId));
      redis.thaw();
    }
    expect(new Set(seen).size).toBe(seen.length);
    stop();
  });
});
