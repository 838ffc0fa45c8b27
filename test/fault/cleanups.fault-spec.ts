import { rows, type Database } from '#libs/database';
import { SystemClock } from '#libs/kernel';
import { Lifecycle, Metrics, PeriodicJobs } from '#libs/operation';
import { eventually, openDatabase, type OpenDatabase } from '#libs/testing';
import { Cleanups, PacedBatches } from '#libs/cleanup';
import { SessionsCleanup } from '../../apps/api/src/sessions/sessions.cleanup.js';
import { SessionCleanupStore } from '../../apps/api/src/sessions/session-cleanup.store.js';
import { SessionCountsStore } from '../../apps/api/src/sessions/session-counts.store.js';
import { insertUser } from '../support/sample-session.js';
import { CleanupTurnsStore } from '../../libs/cleanup/src/cleanup-turns.store.js';

const MINUTE = 60_000;
const OLD = 2000;
/** The advisory lock that the callers of these tests wait for. */
const GATE = 4_702_016_099;

/** Counts the rests between batches, and shortens them. */
class CountedBatches extends PacedBatches {
  rests = 0;
  onRest: (() => void) | undefined;

  protected override sleep(ms: number): Promise<void> {
    this.rests += 1;
    this.onRest?.();
    return super.sleep(Math.min(ms, 5));
  }
}

/** Counts the batches. */
class CountedStore extends SessionCleanupStore {
  batches = 0;

  override async deleteEnded(...given: Parameters<SessionCleanupStore['deleteEnded']>) {
    this.batches += 1;
    return super.deleteEnded(...given);
  }
}

describe('cleanup under load', () => {
  let open: OpenDatabase;
  let gate: OpenDatabase;

  beforeAll(async () => {
    open = await openDatabase({ poolMax: 2, acquireTimeoutMs: 30_000, statementTimeoutMs: 30_000 });
    gate = await openDatabase({ url: open.url, poolMax: 1 });
  }, 2 * MINUTE);
  afterAll(async () => {
    await gate?.close();
    await open?.close();
  });

  beforeEach(async () => {
    const userId = await insertUser(open.database.pool);
    await rows(
      open.database.pool,
      `INSERT INTO sessions (id, user_id, secret, last_seen_at, expires_at, ended_at, ended_reason, auth_time, amr)
       SELECT gen_random_uuid(), $1, '\\x00', now(), now(), now() - interval '30 days', 'signed_out', now(), '{pwd}'
         FROM generate_series(1, $2::int)`,
      [userId, OLD],
    );
  });

  const left = async () =>
    (await rows<{ n: number }>(gate.database.pool, 'SELECT count(*)::int AS n FROM sessions'))[0]!
      .n;

  function anInstance(database: Database, lifecycle = new Lifecycle()) {
    const [clock, store] = [new SystemClock(), new CountedStore()];
    const batches = new CountedBatches(database, new CleanupTurnsStore(), lifecycle, clock);
    const cleanups = new Cleanups(new PeriodicJobs(lifecycle, new Metrics()), batches);
    void new SessionsCleanup(cleanups, database, store, new SessionCountsStore(), clock);
    return {
      store,
      batches,
      lifecycle,
      deleteOld: () => cleanups.run('sessions.purge'),
    };
  }

  it(
    'a cleanup begins no batch while callers wait for a connection, and continues once they have it',
    async () => {
      const { store, batches, deleteOld } = anInstance(open.database);
      await rows(gate.database.pool, 'SELECT pg_advisory_lock($1)', [GATE]);
      const callers: Promise<unknown>[] = [];
      batches.onRest = () => {
        // Two callers get the two connections, the others wait.
        if (callers.length > 0) return;
        for (let caller = 0; caller < 6; caller += 1) {
          callers.push(
            open.database.dataSource.manager.query('SELECT pg_advisory_lock_shared($1)', [GATE]),
          );
        }
      };
      const deletion = deleteOld();
      await eventually(() => Promise.resolve(batches.rests >= 5));
      expect(store.batches).toBe(1);
      await rows(gate.database.pool, 'SELECT pg_advisory_unlock($1)', [GATE]);
      await Promise.all(callers);
      expect(await deletion).toBe(OLD);
      expect(await left()).toBe(0);
    },
    MINUTE,
  );

  it(
    'a cleanup stops between two batches when the server stops, and another instance deletes the rest',
    async () => {
      const first = anInstance(open.database);
      first.batches.onRest = () => first.lifecycle.beginDraining();
      const done = await first.deleteOld();
      expect(done).toBeGreaterThan(0);
      expect(await left()).toBe(OLD - done);
      expect(await anInstance(open.database).deleteOld()).toBe(OLD - done);
      expect(await left()).toBe(0);
    },
    MINUTE,
  );

  it(
    'a cleanup runs on one of several instances at a time',
    async () => {
      const several = [anInstance(open.database), anInstance(open.database)];
      const done = await Promise.all(several.map(({ deleteOld }) => deleteOld()));
      expect(done[0]! + done[1]!).toBe(OLD);
      // The other instance began at most one batch before it saw the turn.
      expect(Math.min(...several.map(({ store }) => store.batches))).toBeLessThanOrEqual(2);
    },
    MINUTE,
  );
});
