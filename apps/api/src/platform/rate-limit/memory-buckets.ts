import type { Clock } from '#libs/kernel';
import type { Bucket } from './redis-buckets.js';
import { judge, roll, type Counts, type Verdict } from './rate.js';

const MAX_KEYS = 100_000;

/** The buckets of this process only. Bounded: when full, the half that was not used recently is dropped. */
export class MemoryBuckets {
  private young = new Map<string, Counts>();
  private old = new Map<string, Counts>();

  constructor(
    private readonly clock: Clock,
    private readonly maxKeys = MAX_KEYS,
  ) {}

  /**
   * Takes one from each of the buckets, or from none if one of them is exhausted; returns a verdict for each. Refused
   * requests do not count: a client that waits for `Retry-After` is admitted.
   */
  take(buckets: readonly Bucket[]): Verdict[] {
    const nowMs = this.clock.nowMs();
    const judged = buckets.map(({ key, rate }) => {
      const known = this.young.get(key) ?? this.old.get(key);
      const counts = roll(known, rate.windowSeconds * 1000, nowMs);
      return { key, counts, verdict: judge(counts, rate, nowMs) };
    });
    const isAdmitted = judged.every(({ verdict }) => verdict.isAdmitted);
    for (const { key, counts, verdict } of judged) {
      // The bucket that refuses is kept, so that new keys of refused requests do not displace it.
      if (isAdmitted) this.keep(key, { ...counts, current: counts.current + 1 });
      else if (!verdict.isAdmitted) this.keep(key, counts);
    }
    return judged.map(({ verdict }) => verdict);
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
