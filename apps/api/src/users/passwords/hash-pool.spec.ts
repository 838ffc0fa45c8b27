import { compareSync } from 'bcrypt';
import { getPriority } from 'node:os';
import { Worker } from 'node:worker_threads';
import { HashPool, type HashJobReport, type HashPoolOptions } from './hash-pool.js';
import { startHashWorker } from './hash-worker.js';

/** Answers the salts it was given when it is told to go on; dies at a salt of `die`. */
const GATED = `
const { parentPort, workerData } = require('node:worker_threads');
const gate = new Int32Array(workerData.gate);
parentPort.on('message', (work) => {
  Atomics.wait(gate, 0, 0);
  if (work[0].salt === 'die') process.exit(3);
  if (work[0].salt === 'fail') return parentPort.postMessage({ failure: 'no such salt' });
  parentPort.postMessage({ texts: work.map(({ salt }) => String(salt)) });
});`;

const NO_DATA = new Uint8Array();
const work = (salt: string) => [{ data: NO_DATA, salt }];

describe('the hash pool', () => {
  const pools: HashPool[] = [];
  let gate: Int32Array;
  let started: number;
  let reports: HashJobReport[];

  const createPool = (options: Partial<HashPoolOptions> = {}): HashPool => {
    const start = () => {
      started += 1;
      return new Worker(GATED, { eval: true, workerData: { gate: gate.buffer } });
    };
    const pool = new HashPool({ workers: 1, places: 256, deadlineMs: 10_000, start, ...options });
    pool.observe((report) => reports.push(report));
    pools.push(pool);
    return pool;
  };
  const open = () => {
    Atomics.store(gate, 0, 1);
    Atomics.notify(gate, 0);
  };
  const outcome = (job: Promise<readonly string[]>): Promise<string> =>
    job.then(
      (texts) => texts.join(),
      (error: { code: string; retryAfterSeconds?: number }) =>
        `${error.code} ${error.retryAfterSeconds ?? ''}`,
    );

  beforeEach(() => {
    gate = new Int32Array(new SharedArrayBuffer(4));
    started = 0;
    reports = [];
  });

  afterEach(async () => {
    open();
    await Promise.all(pools.splice(0).map((pool) => pool.close()));
  });

  it('the hash pool starts threads on first use, and no more than configured', async () => {
    const pool = createPool({ workers: 2 });
    expect(started).toBe(0);
    const jobs = ['a', 'b', 'c', 'd'].map((salt) => pool.run(work(salt)));
    expect(started).toBe(2);
    expect([pool.running, pool.depth]).toEqual([2, 2]);
    open();
    expect((await Promise.all(jobs)).flat()).toEqual(['a', 'b', 'c', 'd']);
    expect(started).toBe(2);
    expect([pool.running, pool.depth]).toEqual([0, 0]);
    expect(reports.map((report) => report.outcome)).toEqual(['done', 'done', 'done', 'done']);
  });

  it('the hash pool refuses a job for which it has no place, with a time to retry', async () => {
    const pool = createPool({ places: 2 });
    const jobs = ['a', 'b', 'c', 'd'].map((salt) => outcome(pool.run(work(salt))));
    expect(await jobs[3]).toMatch(/^HASH_QUEUE_FULL [1-9]/);
    open();
    expect(await Promise.all(jobs.slice(0, 3))).toEqual(['a', 'b', 'c']);
    expect(reports.map((report) => report.outcome).sort()).toEqual([
      'done',
      'done',
      'done',
      'full',
    ]);
  });

  it('a source that fills the hash pool does not delay other sources', async () => {
    const pool = createPool({ places: 3 });
    const order: string[] = [];
    const run = (source: string, salt: string) =>
      outcome(pool.run(work(salt), { source })).then((text) => order.push(text));
    const jobs = [
      ...['a0', 'a1', 'a2', 'a3'].map((salt) => run('attacker', salt)),
      run('anna', 'b1'),
    ];
    await jobs[3];
    expect(order[0]).toMatch(/^HASH_QUEUE_FULL/);
    open();
    await Promise.all(jobs);
    expect(order.slice(1)).toEqual(['a0', 'a1', 'b1', 'a2']);
  });

  describe('flooded from one network of 256 addresses', () => {
    const PLACES = 16;
    const storm = (pool: HashPool, order: string[]) =>
      Array.from(
        { length: PLACES + 1 },
        (_, i) =>
        outcome(pool.run(work('storm'), { source: `2001:db8:1:1${i.toString(16).padStart(2, '0')}::1` })).then((text) => order.push(text)), // prettier-ignore
      );

    it('a flooded hash pool serves a caller of another network in its turn, and refuses one of the flood', async () => {
      const pool = createPool({ places: PLACES });
      const order: string[] = [];
      const jobs = storm(pool, order);
      for (const [salt, source] of [
        ['owner', '192.0.2.1'],
        ['other', '2001:db8:2::1'],
      ] as const)
        jobs.push(outcome(pool.run(work(salt), { source })).then((text) => order.push(text)));
      open();
      await Promise.all(jobs);
      expect(order.slice(0, 2).join()).toMatch(/^HASH_QUEUE_FULL \d+,HASH_QUEUE_FULL \d+$/);
      expect(order.slice(2, 6)).toEqual(['storm', 'storm', 'owner', 'other']);
      expect(order.slice(6)).toEqual(Array<string>(PLACES - 3).fill('storm'));
    });

    it('a flooded hash pool serves known devices and solved challenges in turns of their own, from that network too', async () => {
      const pool = createPool({ places: PLACES });
      const order: string[] = [];
      const jobs = storm(pool, order);
      for (const lane of ['known', 'solved', 'known'] as const)
        jobs.push(outcome(pool.run(work(lane), { lane, source: '2001:db8:1:100::1' })).then((text) => order.push(text))); // prettier-ignore
      open();
      await Promise.all(jobs);
      expect(order.slice(3, 9)).toEqual(['storm', 'storm', 'known', 'solved', 'storm', 'known']);
      expect(reports.filter(({ outcome: end }) => end === 'full').map(({ lane }) => lane)).toEqual(
        ['stranger', 'stranger', 'stranger'], // prettier-ignore
      );
    });

    it('a flooded hash pool serves unknown clients, however many known devices there are', async () => {
      const pool = createPool({ places: PLACES });
      const order: string[] = [];
      const run = (lane: 'known' | 'stranger') =>
        outcome(pool.run(work(lane), { lane, source: '192.0.2.1' })).then((text) => order.push(text)); // prettier-ignore
      const jobs = Array.from({ length: PLACES + 1 }, () => run('known'));
      jobs.push(run('stranger'));
      open();
      await Promise.all(jobs);
      expect(order.slice(1, 4)).toEqual(['known', 'known', 'stranger']);
    });
  });

  it('the hash pool refuses a job that has waited past the deadline, and does not run it', async () => {
    const pool = createPool({ deadlineMs: 20 });
    const running = outcome(pool.run(work('a')));
    expect(await outcome(pool.run(work('b')))).toMatch(/^HASH_QUEUE_FULL/);
    expect(pool.depth).toBe(0);
    open();
    expect(await running).toBe('a');
    expect(reports.map((report) => report.outcome)).toEqual(['late', 'done']);
  });

  it('the hash pool frees the place of an aborted request', async () => {
    const pool = createPool({ places: 1 });
    const running = outcome(pool.run(work('a')));
    const gone = new AbortController();
    const waiting = outcome(pool.run(work('b'), { signal: gone.signal }));
    gone.abort();
    expect(await waiting).toMatch(/^HASH_QUEUE_FULL/);
    const next = outcome(pool.run(work('c')));
    expect(await outcome(pool.run(work('d'), { signal: gone.signal }))).toMatch(/^HASH_QUEUE_FULL/);
    open();
    expect(await Promise.all([running, next])).toEqual(['a', 'c']);
  });

  it('the hash pool replaces a dead thread and retries its job once', async () => {
    const pool = createPool({
      start: () => {
        started += 1;
        const source = started === 1 ? 'process.exit(1)' : GATED;
        return new Worker(source, { eval: true, workerData: { gate: gate.buffer } });
      },
    });
    open();
    expect((await Promise.all([pool.run(work('a')), pool.run(work('b'))])).flat()).toEqual([
      'a',
      'b',
    ]);
    expect(started).toBe(2);
  });

  it('the hash pool fails a job that kills two threads, and runs the others', async () => {
    const pool = createPool();
    const deadly = outcome(pool.run(work('die')));
    const next = outcome(pool.run(work('a')));
    open();
    expect(await deadly).toBe('SERVICE_UNAVAILABLE 5');
    expect(await next).toBe('a');
    expect(started).toBe(3);
    expect(reports.map((report) => report.outcome)).toEqual(['failed', 'done']);
  });

  it('the hash pool fails a job whose computation fails', async () => {
    const pool = createPool();
    open();
    expect(await outcome(pool.run(work('fail')))).toBe('SERVICE_UNAVAILABLE 5');
    expect(await outcome(pool.run(work('a')))).toBe('a');
    expect(started).toBe(1);
  });

  it('the hash pool refuses waiting jobs when it closes', async () => {
    const pool = createPool();
    const jobs = [outcome(pool.run(work('a'))), outcome(pool.run(work('b')))];
    open();
    await pool.close();
    expect(await jobs[1]).toMatch(/^SHUTTING_DOWN/);
    expect(await outcome(pool.run(work('c')))).toMatch(/^SHUTTING_DOWN/);
  });

  it('the hash pool hashes with bcrypt, and does not change the priority of the process', async () => {
    const before = getPriority();
    const pool = createPool({ start: startHashWorker });
    const [text] = await pool.run([{ data: Buffer.from('secret'), salt: 4 }]);
    expect(compareSync('secret', text!)).toBe(true);
    expect(getPriority()).toBe(before);
  });
});
