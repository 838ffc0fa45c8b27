import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '#libs/database';
import { Clock, DAY_MS, dayOf } from '#libs/kernel';
import { GeoIp } from '#api/platform/geoip';
import { Flushed } from './flushed.js';
import type { CountedSignIn, DailyCount } from './statistics.js';
import { StatisticsStore } from './statistics.store.js';

/** The last `days` days, today included, oldest first. */
export function lastDays(nowMs: number, days: number): string[] {
  return Array.from({ length: days }, (_, index) => dayOf(nowMs - (days - 1 - index) * DAY_MS));
}

/** Bounds the memory while the database is away, should labels be more than configuration and catalogues have. */
const MAX_PENDING = 10_000;

/** Counts frequent events by day. */
@Injectable()
export class DailyCounts extends Flushed {
  private pending = new Map<string, DailyCount>();

  constructor(
    private readonly database: Database,
    private readonly store: StatisticsStore,
    private readonly clock: Clock,
    private readonly places: GeoIp,
  ) {
    super();
  }

  /** By method and outcome, and by the country of the address. No address is kept. */
  countSignIn({ method, outcome, ip }: CountedSignIn): void {
    const counted = { day: dayOf(this.clock.nowMs()), count: 1 };
    this.keep({ ...counted, measure: 'sign_ins', label: method, outcome });
    this.keep({
      ...counted,
      measure: 'sign_ins_by_country',
      label: this.places.countryOf(ip) ?? '',
      outcome: outcome === 'success' ? 'success' : 'refused',
    });
  }

  /** Adds counts in the transaction of the counted events. Call it last there: it locks rows that others need. */
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
      // The database is away, which readiness reports; the counts are kept in memory.
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
