import type { Clock } from '#libs/kernel';
import type { Rate } from './rate.js';
import { judge, roll, type Counts, type Verdict } from './window.js';

const MAX_KEYS = 100_000;

/** The buckets of this process alone. Bounded: when full, the half that was not asked for lately is forgotten. */
export class MemoryBuckets {
  private young = new Map<string, Counts>();
  private old = new Map<string, Counts>();

  constructor(
    private readonly clock: Clock,
    private readonly maxKeys = MAX_KEYS,
  ) {}

  /** Refused ones do not count: who waits as told is let through. */
  take(key: string, { limit, windowSeconds }: Rate): Verdict {
    const moment = { nowMs: this.clock.nowMs(), windowMs: windowSeconds * 1000 };
    const counts = roll(this.young.get(key) ?? this.old.get(key), moment);
    const verdict = judge(counts, limit, moment);
    const current = counts.current + (verdict.isAdmitted ? 1 : 0);
    this.keep(key, { ...counts, current });
    return verdict;
  }

  forget(key: string): void {
    this.young.delete(key);
    this.old.delete(key);
  }

  private keep(key: string, counts: Counts): void {
    if (!this.young.has(key) && this.young.size >= this.maxKeys / 2) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(key, counts);
  }
}
