import type { Worker } from 'node:worker_threads';
import { addressPrefixes } from '#libs/access';
import { FairQueue, type FairPath } from '#libs/kernel';
import type { Metrics } from '#libs/operation';
import type { BcryptWork, HashAnswer } from './hash-worker.js';
import { hashingFailed, hashingStopped, hashQueueFull } from './passwords.errors.js';

/**
 * The lanes of the queue, served in rotation: a flood of unknown clients takes a third of the work and leaves as much to
 * known ones (by a device of the account, a session or a mailed token) and to those that have solved a challenge.
 */
export type HashLane = 'known' | 'solved' | 'stranger';

/** The client of a job, so that the queue is fair and drops jobs whose client has disconnected. */
export interface HashOptions {
  /** `stranger` when absent. */
  readonly lane?: HashLane;
  /**
   * The client's address. Within a lane the sites (IPv4 /24, IPv6 /48) are served in rotation, and within a site its
   * networks and addresses: none can fill the queue against the others. Jobs without an address share one turn.
   */
  readonly source?: string;
  /** Aborted when the client disconnects: its place in the queue is free at once. */
  readonly signal?: AbortSignal;
}

export interface HashPoolOptions {
  readonly workers: number;
  readonly places: number;
  /** How long a job may wait for a worker. */
  readonly deadlineMs: number;
  readonly start: () => Worker;
}

/** The end of a job, for the metrics. `full`, `late` and `aborted` never reached a worker. */
export interface HashJobReport {
  readonly outcome: 'done' | 'full' | 'late' | 'aborted' | 'failed';
  readonly lane: HashLane;
  readonly waitedMs: number;
  readonly ranMs: number;
}

interface Job {
  readonly work: readonly BcryptWork[];
  readonly lane: HashLane;
  readonly path: FairPath;
  readonly queuedAt: number;
  readonly resolve: (texts: readonly string[]) => void;
  readonly reject: (error: Error) => void;
  /** Clears the timer and the listener of a waiting job. */
  stopWaiting: () => void;
  startedAt: number;
  attempts: number;
}

const ATTEMPTS = 2;
const RETRY_AFTER_MAX_SECONDS = 10;

/** A few threads behind one bounded fair queue. Threads start on first use; idle ones do not keep the process alive. */
export class HashPool {
  private readonly queue: FairQueue<Job>;
  private readonly retries: Job[] = [];
  private readonly idle: Worker[] = [];
  private readonly busy = new Map<Worker, Job>();
  private readonly observers = new Set<(report: HashJobReport) => void>();
  private averageMs = 300;
  private isClosed = false;

  constructor(private readonly options: HashPoolOptions) {
    this.queue = new FairQueue(options.places);
  }

  /** Jobs that wait. */
  get depth(): number {
    return this.queue.size + this.retries.length;
  }

  /** Jobs that run. */
  get running(): number {
    return this.busy.size;
  }

  /** Calls the observer once for every job that ends. */
  observe(observer: (report: HashJobReport) => void): void {
    this.observers.add(observer);
  }

  /** The bcrypt texts of all the work, done by one worker. @throws AppError `HASH_QUEUE_FULL` */
  run(work: readonly BcryptWork[], options: HashOptions = {}): Promise<readonly string[]> {
    const { lane = 'stranger', source = '' } = options;
    return new Promise((resolve, reject) => {
      const job: Job = {
        work,
        lane,
        path: pathOf(lane, source),
        queuedAt: performance.now(),
        resolve,
        reject,
        stopWaiting: () => undefined,
        startedAt: 0,
        attempts: 0,
      };
      if (this.isClosed) return reject(hashingStopped());
      if (options.signal?.aborted) return this.refuse(job, 'aborted');
      this.enqueue(job, options.signal);
    });
  }

  /** Refuses waiting jobs and ends the threads. */
  async close(): Promise<void> {
    this.isClosed = true;
    const waiting = [...this.retries.splice(0), ...this.drain()];
    for (const job of waiting) job.reject(hashingStopped());
    for (const job of this.busy.values()) job.reject(hashingStopped());
    const workers = [...this.idle.splice(0), ...this.busy.keys()];
    this.busy.clear();
    await Promise.all(workers.map((worker) => worker.terminate()));
  }

  private *drain(): Generator<Job> {
    for (let job = this.queue.take(); job; job = this.queue.take()) {
      job.stopWaiting();
      yield job;
    }
  }

  private enqueue(job: Job, signal: AbortSignal | undefined): void {
    if (this.canStartNow()) return this.start(job);
    const loser = this.queue.push(job.path, job);
    if (loser) this.refuse(loser, 'full');
    if (loser === job) return;
    const leave = (outcome: 'late' | 'aborted') => {
      if (this.queue.remove(job.path, job)) this.refuse(job, outcome);
    };
    const timer = setTimeout(() => leave('late'), this.options.deadlineMs);
    const onAbort = () => leave('aborted');
    signal?.addEventListener('abort', onAbort, { once: true });
    job.stopWaiting = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
  }

  private canStartNow(): boolean {
    const hasWorker = this.idle.length > 0 || this.busy.size < this.options.workers;
    return hasWorker && this.depth === 0;
  }

  private start(job: Job): void {
    job.stopWaiting();
    job.startedAt = performance.now();
    job.attempts += 1;
    let worker: Worker;
    try {
      worker = this.idle.pop() ?? this.startWorker();
    } catch (error) {
      // No thread can be started: this job fails, and the next one tries again.
      job.reject(hashingFailed(error));
      this.report(job, 'failed');
      return;
    }
    this.busy.set(worker, job);
    // A command that waits for a hash must not end before it; an idle thread does not keep the process alive.
    worker.ref();
    worker.postMessage(job.work);
  }

  private startWorker(): Worker {
    const worker = this.options.start();
    let failure: unknown;
    worker.on('message', (answer: HashAnswer) => this.onAnswer(worker, answer));
    worker.on('error', (error) => (failure = error));
    worker.on('exit', (code) => this.onExit(worker, failure ?? new Error(`exit code ${code}`)));
    return worker;
  }

  private onAnswer(worker: Worker, answer: HashAnswer): void {
    const job = this.busy.get(worker);
    if (!job) return;
    this.busy.delete(worker);
    this.idle.push(worker);
    worker.unref();
    this.next();
    const ranMs = performance.now() - job.startedAt;
    this.averageMs += (ranMs - this.averageMs) / 8;
    if ('texts' in answer) {
      job.resolve(answer.texts);
      this.report(job, 'done');
    } else {
      job.reject(hashingFailed(new Error(answer.failure)));
      this.report(job, 'failed');
    }
  }

  /** The next job starts a thread in place of one that has exited, whose job is retried once. */
  private onExit(worker: Worker, cause: unknown): void {
    const job = this.busy.get(worker);
    this.busy.delete(worker);
    const index = this.idle.indexOf(worker);
    if (index >= 0) this.idle.splice(index, 1);
    if (this.isClosed) return;
    if (job && job.attempts < ATTEMPTS) this.retries.push(job);
    else if (job) {
      job.reject(hashingFailed(cause));
      this.report(job, 'failed');
    }
    this.next();
  }

  private next(): void {
    while (this.idle.length > 0 || this.busy.size < this.options.workers) {
      const job = this.retries.shift() ?? this.queue.take();
      if (!job) return;
      this.start(job);
    }
  }

  private refuse(job: Job, outcome: 'full' | 'late' | 'aborted'): void {
    job.stopWaiting();
    const seconds = Math.ceil((this.depth * this.averageMs) / this.options.workers / 1000);
    const retryAfterSeconds = Math.min(Math.max(seconds, 1), RETRY_AFTER_MAX_SECONDS);
    job.reject(hashQueueFull(`hash job: ${outcome}`, retryAfterSeconds));
    this.report(job, outcome);
  }

  private report(job: Job, outcome: HashJobReport['outcome']): void {
    const end = performance.now();
    const startedAt = job.startedAt === 0 ? end : job.startedAt;
    const times = { waitedMs: startedAt - job.queuedAt, ranMs: end - startedAt };
    for (const observer of this.observers) observer({ outcome, lane: job.lane, ...times });
  }
}

/** The metrics of the queue before the hash workers. */
export function measureHashes(pool: HashPool, metrics: Metrics): void {
  metrics.gauge('gatehouse_hash_queue_depth', 'Password hashes that wait', () => pool.depth);
  metrics.gauge('gatehouse_hash_running', 'Password hashes that run', () => pool.running);
  const jobs = metrics.counter(
    'gatehouse_hash_jobs_total',
    'Password hashes by their end, and by who asked: known, solved (a challenge) or stranger',
    ['outcome', 'lane'] as const,
  );
  const waits = metrics.histogram(
    'gatehouse_hash_wait_seconds',
    'Time a password hash waited for a worker',
  );
  const runs = metrics.histogram('gatehouse_hash_run_seconds', 'Time a password hash ran');
  pool.observe(({ outcome, lane, waitedMs, ranMs }) => {
    jobs.inc({ outcome, lane });
    waits.observe(waitedMs / 1000);
    if (outcome === 'done') runs.observe(ranMs / 1000);
  });
}

/** In rotation: lanes, within a lane sites, within a site networks and addresses. */
function pathOf(lane: HashLane, source: string): FairPath {
  const prefixes = addressPrefixes(source).map(({ name }) => name);
  return [lane, ...prefixes.reverse()];
}
