import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '#libs/database';
import { Clock } from '#libs/kernel';
import { dayOf } from './day.js';
import { Flushed } from './flushed.js';
import type { Measure } from './statistics.entity.js';
import type { DailyCount } from './statistics.js';
import { StatisticsStore } from './statistics.store.js';

export interface Counted {
  readonly measure: Measure;
  readonly label: string;
  readonly outcome: string;
}

/** Labels come from configuration and catalogues; should one not, it must not eat the memory while the database is away. */
const MAX_PENDING = 10_000;

/** Counts what happens often, by day. */
@Injectable()
export class DailyCounts extends Flushed {
  private pending = new Map<string, DailyCount>();

  constructor(
    private readonly database: Database,
    private readonly store: StatisticsStore,
    private readonly clock: Clock,
  ) {
    super();
  }

  count(counted: Counted): void {
    this.keep({ ...counted, day: dayOf(this.clock.nowMs()), count: 1 });
  }

  /** At once, in the transaction of what is counted. It should be the last thing there: others wait for its rows. */
  add(tx: Tx, counts: readonly DailyCount[]): Promise<void> {
    return this.store.add(tx, counts);
  }

  protected async write(): Promise<void> {
    if (this.pending.size === 0) return;
    const taken = this.pending;
    this.pending = new Map();
    try {
      await this.store.add(this.database.pool, [...taken.values()]);
    } catch {
      // The database is away: its absence is seen by readiness, the counts wait here.
      for (const count of taken.values()) this.keep(count);
    }
  }

  private keep(count: DailyCount): void {
    const key = [count.measure, count.day, count.label, count.outcome].join('\n');
    const before = this.pending.get(key);
    if (!before && this.pending.size >= MAX_PENDING) return;
    this.pending.set(key, { ...count, count: count.count + (before?.count ?? 0) });
  }
}
