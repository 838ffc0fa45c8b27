import type { Counts } from './rate.js';

/**
 * The counts of a key in this process: its own, exact, and those of all other instances as far as they were heard. It
 * changes in place, because it is asked with each request.
 */
export class Tally implements Counts {
  window = -1;
  own = 0;
  others = 0;
  ownBefore = 0;
  othersBefore = 0;
  /** Whether nothing more is to be heard of the previous window. */
  isPreviousKnown = false;
  /** Whether it is among the tallies of the process. */
  isHeld = false;
  /** Whether it waits for the next exchange. */
  isQueued = false;
  /** Whether more than half of its limit was in use when it was last asked. */
  isHeavy = false;

  /** @param member the name of this tally among those that other instances have of the key */
  constructor(
    readonly key: string,
    readonly windowMs: number,
    readonly member: string,
  ) {}

  get current(): number {
    return this.own + this.others;
  }

  get previous(): number {
    return this.ownBefore + this.othersBefore;
  }

  /** Moves forward to the window of this time. A clock that is set back by less than a window starts none again. */
  roll(nowMs: number): void {
    const window = Math.floor(nowMs / this.windowMs);
    if (window === this.window || window === this.window - 1) return;
    const isNext = window === this.window + 1;
    this.ownBefore = isNext ? this.own : 0;
    this.othersBefore = isNext ? this.others : 0;
    this.own = 0;
    this.others = 0;
    this.window = window;
    this.isPreviousKnown = false;
  }

  /** What was heard once is not forgotten when Redis loses it. */
  hear(window: number, others: number): void {
    if (window === this.window) this.others = Math.max(this.others, others);
    if (window === this.window - 1) this.othersBefore = Math.max(this.othersBefore, others);
  }

  /** Whether it still matters at this time that it is heavy. */
  isHeavyAt(nowMs: number): boolean {
    return this.isHeavy && nowMs < (this.window + 2) * this.windowMs;
  }
}
