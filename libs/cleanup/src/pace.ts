/** A batch should hold its locks and its connection for so long. */
const TARGET_MS = 50;
const FIRST_ROWS = 100;
const LEAST_ROWS = 20;
/** Of five parts of the time four are left to others. */
const REST_FACTOR = 4;
const LEAST_REST_MS = 10;

/** How many rows the next batch has and how long it waits, from how long the last one took. */
export class Pace {
  private size: number;

  /** @param mostRows in one batch, however fast they are */
  constructor(
    private readonly mostRows: number,
    private readonly restFactor = REST_FACTOR,
  ) {
    this.size = Math.min(FIRST_ROWS, mostRows);
  }

  get rows(): number {
    return this.size;
  }

  /** Answers how long to rest. Slow batches become small at once, fast ones grow step by step. */
  took(tookMs: number): number {
    const fitting = Math.floor((this.size * TARGET_MS) / Math.max(tookMs, 1));
    const bounded = Math.min(this.size * 2, fitting, this.mostRows);
    this.size = Math.max(Math.min(LEAST_ROWS, this.mostRows), bounded);
    return Math.max(LEAST_REST_MS, tookMs * this.restFactor);
  }

  /** Others wait: the next batch is half as large, and with each look again, down to the least. */
  shrink(): void {
    const half = Math.floor(this.size / 2);
    this.size = Math.max(Math.min(LEAST_ROWS, this.mostRows), half);
  }
}
