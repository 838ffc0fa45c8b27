import type { Ephemeral } from '#libs/ephemeral';
import type { Clock } from '#libs/kernel';
import { judge, roll, type Rate, type Counts, type Verdict } from './rate.js';

interface Tally {
  counts: Counts;
  readonly windowSeconds: number;
  /** Admitted here since the last sharing. */
  untold: number;
}

const MAX_KEYS = 20_000;

/**
 * Buckets for requests that come thousands of times a second: decided in this process's memory without waiting, and
 * shared with the other instances periodically. Between two exchanges, each instance may admit requests without
 * knowing those of the others.
 */
export class CoarseBuckets {
  private readonly tallies = new Map<string, Tally>();
  private isExchanging = false;

  constructor(
    private readonly clock: Clock,
    private readonly ephemeral: Ephemeral,
  ) {}

  take(key: string, { limit, windowSeconds }: Rate): Verdict {
    const moment = { nowMs: this.clock.nowMs(), windowMs: windowSeconds * 1000 };
    const tally = this.tallyOf(key, windowSeconds);
    const counts = roll(tally.counts, moment);
    if (counts !== tally.counts) tally.untold = 0;
    const verdict = judge(counts, limit, moment);
    const taken = verdict.isAdmitted ? 1 : 0;
    tally.counts = { ...counts, current: counts.current + taken };
    tally.untold += taken;
    return verdict;
  }

  /** Adds the local counts to Redis and reads those of the other instances. Without Redis it does nothing. */
  async share(): Promise<void> {
    if (!this.ephemeral.isShared || !this.ephemeral.isAvailable || this.isExchanging) return;
    this.isExchanging = true;
    try {
      const busy = [...this.tallies].filter(([, { untold }]) => untold > 0);
      await Promise.all(busy.map(([key, tally]) => this.shareOne(key, tally)));
    } finally {
      this.isExchanging = false;
    }
  }

  private async shareOne(key: string, tally: Tally): Promise<void> {
    const { untold, windowSeconds } = tally;
    const { window } = tally.counts;
    tally.untold = 0;
    try {
      const name = `${key}:${window}`;
      const { count } = await this.ephemeral.increment(name, 2 * windowSeconds, untold);
      if (tally.counts.window !== window) return;
      const current = Math.max(tally.counts.current, count + tally.untold);
      tally.counts = { ...tally.counts, current };
    } catch {
      if (tally.counts.window === window) tally.untold += untold;
    }
  }

  private tallyOf(key: string, windowSeconds: number): Tally {
    const known = this.tallies.get(key);
    if (known) return known;
    if (this.tallies.size >= MAX_KEYS) this.forgetOldest();
    const tally = { counts: { window: 0, current: 0, previous: 0 }, windowSeconds, untold: 0 };
    this.tallies.set(key, tally);
    return tally;
  }

  private forgetOldest(): void {
    const [oldest] = this.tallies.keys();
    if (oldest !== undefined) this.tallies.delete(oldest);
  }
}
