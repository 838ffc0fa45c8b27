import type { Ephemeral } from '#libs/ephemeral';
import { newId, type Clock } from '#libs/kernel';
import { judge, type Verdict } from './rate.js';
import type { Bucket } from './redis-buckets.js';
import { ShareExchange } from './share-exchange.js';
import { Tallies } from './tallies.js';
import { Tally } from './tally.js';

const MAX_KEYS = 50_000;

/**
 * Buckets for limits that protect work and not a secret: decided in this process's memory without waiting, and exchanged
 * with the other instances a few times a second. Until two instances have exchanged their counts, each may admit what
 * the other does not know of.
 */
export class CoarseBuckets {
  private readonly tallies: Tallies;
  private readonly shares: ShareExchange;
  private readonly processId = newId();
  private made = 0;

  constructor(
    private readonly clock: Clock,
    ephemeral: Ephemeral,
    maxKeys = MAX_KEYS,
  ) {
    this.tallies = new Tallies(maxKeys);
    this.shares = new ShareExchange(clock, ephemeral, maxKeys);
  }

  get size(): number {
    return this.tallies.size;
  }

  take(bucket: Bucket): Verdict {
    return this.takeAll([bucket])[0]!;
  }

  /**
   * Takes one from each of the buckets, or from none if one of them is exhausted; returns a verdict for each. Refused
   * requests do not count, and make no new tally.
   */
  takeAll(buckets: readonly Bucket[]): Verdict[] {
    const nowMs = this.clock.nowMs();
    const tallies: Tally[] = [];
    const verdicts: Verdict[] = [];
    let isAdmitted = true;
    for (const bucket of buckets) {
      const tally = this.tallyOf(bucket, nowMs);
      const verdict = look(tally, bucket, nowMs);
      isAdmitted &&= verdict.isAdmitted;
      tallies.push(tally);
      verdicts.push(verdict);
    }
    for (const [index, tally] of tallies.entries()) {
      if (isAdmitted) this.count(tally, nowMs);
      else if (!verdicts[index]!.isAdmitted) this.shares.queue(tally);
    }
    return verdicts;
  }

  /** Tells the other instances what was counted here, and hears from them. Never throws. */
  exchange(): Promise<void> {
    return this.shares.exchange();
  }

  private count(tally: Tally, nowMs: number): void {
    tally.own += 1;
    if (!tally.isHeld) this.tallies.add(tally, nowMs);
    this.shares.queue(tally);
  }

  /** One that is not held yet is held when it counts. */
  private tallyOf({ key, rate }: Bucket, nowMs: number): Tally {
    const known = this.tallies.find(key, nowMs);
    if (known) return known;
    // In place of a forgotten one it counts from 0 again, so it is another member: its count adds to that one's.
    this.made += 1;
    return new Tally(key, rate.windowSeconds * 1000, `${this.processId}.${this.made}`);
  }
}

function look(tally: Tally, { rate }: Bucket, nowMs: number): Verdict {
  tally.roll(nowMs);
  const verdict = judge(tally, rate, nowMs);
  tally.isHeavy = 2 * verdict.used > rate.limit;
  return verdict;
}
