import { rows, type Database } from '#libs/database';
import { SystemClock } from '#libs/kernel';
import { Lifecycle, Metrics, PeriodicJobs } from '#libs/operation';
import { eventually, openDatabase, type OpenDatabase } from '#libs/testing';
import { Cleanups, CleanupTurnsStore, PacedBatches } from '#libs/cleanup';
import { SessionsCleanup } from '../../apps/api/src/sessions/sessions.cleanup.js';
import { SessionCleanupStore } from '../../apps/api/src/sessions/session-cleanup.store.js';
import { SessionCountsStore } from '../../apps/api/src/sessions/session-counts.store.js';
import { insertUser } from '../support/sample-session.js';

const MINUTE = 60_000;
const OLD = 2000;
/** Of the database's advisory locks, what the callers of these tests wait for. */
const GATE = 4_702_016_099;

/** Counts its rests, and makes them short. */
class Watched extends PacedBatches {
  rests = 0;
  onRest: (() => void) | undefined;

  protected override sleep(ms: number): Promise<void> {
    this.rests += 1;
    this.onRest?.();
    return super.sleep(Math.min(ms, 5));
  }
}

/** Tells of each batch. */
class Told extends SessionCleanupStore {
  batches = 0;

  override async deleteEnded(...given: Parameters<SessionCleanupStore['deleteEnded']>) {
    this.batches += 1;
    return super.deleteEnded(...given);
  }
}

describe('housekeeping under load', () => {
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
    const [clock, store] = [new SystemClock(), new Told()];
    const batches = new Watched(database, new CleanupTurnsStore(), lifecycle, clock);
    const cleanups = new Cleanups(new PeriodicJobs(lifecycle, new Metrics()), batches);
    void new SessionsCleanup(cleanups, database, store, new SessionCountsStore(), clock);
    return {
      store,
      batches,
      lifecycle,
      purge: () => cleanups.run('sessions.purge'),
    };
  }

  it(
    'begins no batch while callers wait for a connection, and goes on when they have it',
    async () => {
      const { store, batches, purge } = anInstance(open.database);
      await rows(gate.database.pool, 'SELECT pg_advisory_lock($1)', [GATE]);
      const callers: Promise<unknown>[] = [];
      batches.onRest = () => {
        // As many as there are connections have one, the others wait.
        if (callers.length > 0) return;
        for (let caller = 0; caller < 6; caller += 1) {
          callers.push(
            open.database.dataSource.manager.query('SELECT pg_advisory_lock_shared($1)', [GATE]),
          );
        }
      };
      const purging = purge();
      await eventually(() => Promise.resolve(batches.rests >= 5));
      expect(store.batches).toBe(1);
      await rows(gate.database.pool, 'SELECT pg_advisory_unlock($1)', [GATE]);
      await Promise.all(callers);
      expect(await purging).toBe(OLD);
      expect(await left()).toBe(0);
    },
    MINUTE,
  );

  it(
    'stops between two batches when the server does, and another instance does the rest',
    async () => {
      const first = anInstance(open.database);
      first.batches.onRest = () => first.lifecycle.beginDraining();
      const done = await first.purge();
      expect(done).toBeGreaterThan(0);
      expect(await left()).toBe(OLD - done);
      expect(await anInstance(open.database).purge()).toBe(OLD - done);
      expect(await left()).toBe(0);
    },
    MINUTE,
  );

  it(
    'is done by one of several instances at a time',
    async () => {
      const several = [anInstance(open.database), anInstance(open.database)];
      const done = await Promise.all(several.map(({ purge }) => purge()));
      expect(done[0]! + done[1]!).toBe(OLD);
      // The other one has had its first look, and has left the rest.
      expect(Math.min(...several.map(({ store }) => store.batches))).toBeLessThanOrEqual(2);
    },
    MINUTE,
  );
});
