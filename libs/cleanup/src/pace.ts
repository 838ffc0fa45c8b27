import { type Database, poolOf, rows } from '#libs/database';
import type { Clock } from '#libs/kernel';

/** The target duration of a batch, which holds locks and a connection. */
const TARGET_MS = 50;
const FIRST_ROWS = 100;
const LEAST_ROWS = 20;
/** A pause lasts four times as long as the batch before it. */
const REST_FACTOR = 4;
const LEAST_REST_MS = 10;

/** Computes the size of the next batch and the pause before it from the duration of the last one. */
export class Pace {
  private size: number;

  /** @param mostRows the largest size of a batch */
  constructor(
    private readonly mostRows: number,
    private readonly restFactor = REST_FACTOR,
  ) {
    this.size = Math.min(FIRST_ROWS, mostRows);
  }

  get rows(): number {
    return this.size;
  }

  /** Returns the pause. After a slow batch the size shrinks at once, after fast ones it grows step by step. */
  took(tookMs: number): number {
    const fitting = Math.floor((this.size * TARGET_MS) / Math.max(tookMs, 1));
    const bounded = Math.min(this.size * 2, fitting, this.mostRows);
    this.size = Math.max(Math.min(LEAST_ROWS, this.mostRows), bounded);
    return Math.max(LEAST_REST_MS, tookMs * this.restFactor);
  }

  /** Halves the next batch, down to the smallest size, because other work waits. */
  shrink(): void {
    const half = Math.floor(this.size / 2);
    this.size = Math.max(Math.min(LEAST_ROWS, this.mostRows), half);
  }
}

/** An answer that takes this long is slow on any machine. */
const SLOW_MS = 50;
/** An answer so many times slower than the fastest of the run shows that the database or this process is overloaded. */
const SLOWER = 5;

/** Detects whether other work waits for the database: requests for a connection, or statements for their answer. */
export class Strain {
  private fastestMs = Infinity;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async isDetected(): Promise<boolean> {
    if (this.hasWaiting) return true;
    const startedMs = this.clock.monotonicMs();
    await rows(this.database.pool, 'SELECT 1');
    const tookMs = this.clock.monotonicMs() - startedMs;
    this.fastestMs = Math.min(this.fastestMs, tookMs);
    return tookMs > Math.max(SLOW_MS, SLOWER * this.fastestMs);
  }

  private get hasWaiting(): boolean {
    return this.database.dataSources.some((source) => poolOf(source).waitingCount > 0);
  }
}
