import type { Database } from '#libs/database';
import { Lifecycle } from '#libs/operation';
import { FakeClock } from '../../testing/src/fake-clock.js';
import { PacedBatches, type BatchJob } from './paced-batches.js';
import type { CleanupTurnsStore } from './cleanup-turns.store.js';

/** Advances the clock instead of sleeping. */
class Sleepless extends PacedBatches {
  readonly slept: number[] = [];
  readonly fake = this.clock as FakeClock;

  protected override sleep(ms: number): Promise<void> {
    this.slept.push(ms);
    this.fake.advanceMs(ms);
    return Promise.resolve();
  }
}

function cleanup() {
  const clock = new FakeClock();
  const lifecycle = new Lifecycle();
  const pool = { waiting: 0, answersMs: 1 };
  const database = {
    pool: {
      query: () => {
        clock.advanceMs(pool.answersMs);
        return Promise.resolve([]);
      },
    },
    dataSources: [{ driver: { master: { get waitingCount() { return pool.waiting; } } } }], // prettier-ignore
  } as unknown as Database;
  const turns = { taken: 0, released: 0, isFree: true };
  const store = {
    take: () => Promise.resolve(turns.isFree && (turns.taken += 1) > 0),
    release: () => Promise.resolve((turns.released += 1)),
  } as unknown as CleanupTurnsStore;
  const batches = new Sleepless(database, store, lifecycle, clock);
  const limits: number[] = [];
  /** A job over `rows` rows, of which each takes `rowMs`. */
  const job = (rows: number, rowMs: number, more: Partial<BatchJob> = {}): BatchJob => {
    let left = rows;
    return {
      name: 'job',
      mostRows: 1000,
      batch: (limit) => {
        limits.push(limit);
        const done = Math.min(limit, left);
        left -= done;
        clock.advanceMs(done * rowMs);
        return Promise.resolve(done);
      },
      ...more,
    };
  };
  return { batches, clock, database, job, lifecycle, limits, pool, store, turns };
}

describe('a job of paced batches', () => {
  it('a batch job ends with the first batch that is not full, and returns the number of rows', async () => {
    const { batches, job, limits } = cleanup();
    expect(await batches.run(job(630, 0.1))).toBe(630);
    expect(limits).toEqual([100, 200, 400]);
  });

  it('a batch job runs one statement and takes no turn when there are no rows', async () => {
    const { batches, job, limits, turns } = cleanup();
    expect(await batches.run(job(0, 1))).toBe(0);
    expect([limits.length, turns.taken, batches.slept]).toEqual([1, 0, []]);
  });

  it('a batch job pauses after each batch for four times its duration', async () => {
    const { batches, job } = cleanup();
    await batches.run(job(300, 1));
    expect(batches.slept).toEqual([400, 200, 200, 200, 200].slice(0, batches.slept.length));
    expect(batches.slept.length).toBeGreaterThan(3);
  });

  it('a batch job pauses longer, and continues with small batches, while requests wait for connections', async () => {
    const { batches, job, limits, pool } = cleanup();
    pool.waiting = 3;
    const slow = job(150, 0.1);
    const done = await batches.run({
      ...slow,
      batch: (limit) => {
        if (limits.length === 3) pool.waiting = 0;
        return slow.batch(limit);
      },
    });
    expect(done).toBe(150);
    expect(limits.slice(0, 3)).toEqual([100, 20, 20]);
    const [rest, ...strained] = batches.slept;
    expect(rest).toBe(40);
    expect(strained.slice(0, 6)).toEqual([100, 200, 400, 800, 1600, 2000]);
  });

  it('a batch job pauses longer while the database answers other statements slowly', async () => {
    const { batches, job, limits, pool } = cleanup();
    const rows = job(700, 0.1);
    await batches.run({
      ...rows,
      batch: (limit) => {
        pool.answersMs = limits.length === 1 ? 300 : 1;
        return rows.batch(limit);
      },
    });
    expect(batches.slept).toContain(100);
    expect(limits.slice(0, 3)).toEqual([100, 200, 20]);
  });

  it('a batch job runs a small batch after a while even under constant load', async () => {
    const { batches, job, pool, clock } = cleanup();
    pool.waiting = 1;
    const startedMs = clock.nowMs();
    expect(await batches.run(job(130, 0.1))).toBe(130);
    expect(clock.nowMs() - startedMs).toBeLessThan(4 * 20_000);
  });

  it('a batch job leaves the remaining rows to the instance that holds the turn', async () => {
    const { batches, job, turns, limits } = cleanup();
    turns.isFree = false;
    expect(await batches.run(job(500, 0.1))).toBe(100);
    expect(limits).toHaveLength(1);
  });

  it('a batch job takes no turn for rows that belong to this process alone', async () => {
    const { batches, job, turns } = cleanup();
    expect(await batches.run(job(500, 0.1, { isOwn: true }))).toBe(500);
    expect([turns.taken, turns.released]).toEqual([0, 0]);
  });

  it('a batch job stops between two batches when the process drains, and does not start again', async () => {
    const { batches, job, lifecycle, limits, turns } = cleanup();
    const rows = job(5000, 0.1);
    const stopping = {
      ...rows,
      batch: (limit: number) => {
        if (limits.length === 1) lifecycle.beginDraining();
        return rows.batch(limit);
      },
    };
    expect(await batches.run(stopping)).toBe(300);
    expect(await batches.run(job(5000, 0.1))).toBe(0);
    expect(turns.released).toBe(1);
  });

  it('a batch job ends its pause when the process drains', async () => {
    const { clock, job, lifecycle, database, store } = cleanup();
    const batches = new PacedBatches(database, store, lifecycle, clock);
    const run = batches.run(job(500, 1000));
    await new Promise((resolve) => setImmediate(resolve));
    lifecycle.beginDraining();
    expect(await run).toBe(100);
  });

  it('a batch job releases its turn when a batch fails, and can run again', async () => {
    const { batches, job, turns, limits } = cleanup();
    const rows = job(500, 0.1);
    const failing = {
      ...rows,
      batch: (limit: number) =>
        limits.length === 1 ? Promise.reject(new Error('away')) : rows.batch(limit),
    };
    await expect(batches.run(failing)).rejects.toThrow('away');
    expect(turns.released).toBe(1);
    limits.length = 0;
    expect(await batches.run(rows)).toBe(400);
  });

  it('a batch job runs once at a time: a second caller gets the result of the same run', async () => {
    const { batches, job, limits } = cleanup();
    const rows = job(150, 0.1);
    expect(await Promise.all([batches.run(rows), batches.run(rows)])).toEqual([150, 150]);
    expect(limits).toEqual([100, 200]);
  });
});
