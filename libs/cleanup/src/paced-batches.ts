import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import { Clock, newId } from '#libs/kernel';
import { Lifecycle } from '#libs/operation';
import { Pace, Strain } from './pace.js';
import { CleanupTurnsStore } from './cleanup-turns.store.js';

/** For how long a crashed instance keeps the turn. */
const TURN_SECONDS = 60;
/** The turn is not prolonged at each batch, because that is a write. */
const RENEW_MS = 15_000;
const STRAIN_FIRST_MS = 100;
const STRAIN_MOST_MS = 2000;
/** After this time a small batch runs even under load: otherwise the rows would grow without limit. */
const STRAIN_PATIENCE_MS = 15_000;

export interface BatchJob {
  /** Of all instances, only one at a time runs the batches of one name. */
  readonly name: string;
  /** The rows belong to this process alone: no turn is needed. */
  readonly isOwn?: boolean;
  /** The largest number of rows in a batch. */
  readonly mostRows: number;
  /** The pause after a batch, in multiples of its duration; 4 by default. */
  readonly restFactor?: number;
  /** Processes up to `limit` rows in a transaction of its own and returns how many. Fewer than `limit` end the run. */
  batch(limit: number): Promise<number>;
}

/**
 * Processes rows in paced batches of about 50 ms each, with a pause of four times their duration, and a longer one
 * while requests wait for connections or the database answers slowly. It stops between two batches when the process
 * drains.
 */
@Injectable()
export class PacedBatches {
  private readonly holder = newId();
  private readonly running = new Map<string, Promise<number>>();
  private readonly sleeping = new Set<() => void>();

  constructor(
    private readonly database: Database,
    private readonly turns: CleanupTurnsStore,
    private readonly lifecycle: Lifecycle,
    protected readonly clock: Clock,
  ) {
    lifecycle.onDraining(() => {
      for (const wake of this.sleeping) wake();
    });
  }

  /**
   * Returns how many rows were processed; rejects with the error of a batch. A call for a job that is running already
   * waits for that run.
   */
  run(job: BatchJob): Promise<number> {
    const running = this.running.get(job.name);
    if (running) return running;
    const run = this.runJob(job).finally(() => this.running.delete(job.name));
    this.running.set(job.name, run);
    return run;
  }

  private async runJob(job: BatchJob): Promise<number> {
    if (this.lifecycle.isDraining) return 0;
    const pace = new Pace(job.mostRows, job.restFactor);
    const first = await this.runBatch(job, pace);
    // Usually there are no rows, and then no turn is written.
    if (first.isLast || !(await this.takeTurn(job))) return first.count;
    try {
      return first.count + (await this.runRest(job, pace, first.restMs));
    } finally {
      if (!job.isOwn) await this.releaseTurn(job);
    }
  }

  private async runRest(job: BatchJob, pace: Pace, restMs: number): Promise<number> {
    const strain = new Strain(this.database, this.clock);
    let total = 0;
    let rest = restMs;
    let renewalMs = this.clock.monotonicMs() + RENEW_MS;
    for (;;) {
      await this.rest(rest, strain, pace);
      if (this.lifecycle.isDraining) return total;
      if (this.clock.monotonicMs() > renewalMs) {
        if (!(await this.takeTurn(job))) return total;
        renewalMs = this.clock.monotonicMs() + RENEW_MS;
      }
      const done = await this.runBatch(job, pace);
      total += done.count;
      if (done.isLast) return total;
      rest = done.restMs;
    }
  }

  private async runBatch(
    job: BatchJob,
    pace: Pace,
  ): Promise<{ count: number; isLast: boolean; restMs: number }> {
    const limit = pace.rows;
    const startedMs = this.clock.monotonicMs();
    const count = await job.batch(limit);
    const restMs = pace.took(this.clock.monotonicMs() - startedMs);
    return { count, isLast: count < limit, restMs };
  }

  private async takeTurn({ name, isOwn }: BatchJob): Promise<boolean> {
    if (isOwn) return true;
    return this.turns.take(this.database.pool, name, this.holder, TURN_SECONDS);
  }

  private async releaseTurn({ name }: BatchJob): Promise<void> {
    await this.turns.release(this.database.pool, name, this.holder).catch(() => undefined);
  }

  private async rest(ms: number, strain: Strain, pace: Pace): Promise<void> {
    await this.sleep(ms);
    let waitMs = STRAIN_FIRST_MS;
    for (let waited = 0; waited < STRAIN_PATIENCE_MS; waited += waitMs) {
      if (this.lifecycle.isDraining || !(await strain.isDetected())) return;
      pace.shrink();
      waitMs = waited === 0 ? STRAIN_FIRST_MS : Math.min(waitMs * 2, STRAIN_MOST_MS);
      await this.sleep(waitMs);
    }
  }

  /** Ends at once when the process drains. */
  protected async sleep(ms: number): Promise<void> {
    if (this.lifecycle.isDraining) return;
    await new Promise<void>((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.sleeping.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms).unref();
      this.sleeping.add(wake);
    });
  }
}
