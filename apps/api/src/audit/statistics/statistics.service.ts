import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import { Clock } from '#libs/kernel';
import { Activity } from './activity.service.js';
import { DailyCounts, lastDays } from './daily-counts.service.js';
import type { StatisticsReport, TokenUsesOfDay } from './statistics.js';
import { StatisticsStore, type Period } from './statistics.store.js';
import { toCountries, toDays } from './to-report.js';

/** Reads the daily counts. It never reads the counted rows themselves. */
@Injectable()
export class Statistics {
  constructor(
    private readonly database: Database,
    private readonly store: StatisticsStore,
    private readonly counts: DailyCounts,
    private readonly activity: Activity,
    private readonly clock: Clock,
  ) {}

  /** The last `days` days, today included. Counts of other instances from the last second may be missing. */
  async report(days: number): Promise<StatisticsReport> {
    await Promise.all([this.counts.flush(), this.activity.flush()]);
    const names = lastDays(this.clock.nowMs(), days);
    const period = toPeriod(names);
    const { pool } = this.database;
    const [totals, signIns, countries] = await Promise.all([
      this.store.listTotals(pool, period),
      this.store.list(pool, 'sign_ins', period),
      this.store.listLabels(pool, 'sign_ins_by_country', period),
    ]);
    return {
      days: toDays(names, totals),
      signIns: signIns.map(({ day, label, outcome, count }) => ({
        day,
        method: label,
        outcome,
        count: Number(count),
      })),
      countries: toCountries(countries),
    };
  }

  /** Lists the uses by day and service, without days that have none; `from` is the first day of the period. */
  async listTokenUses(days: number): Promise<{ from: string; uses: TokenUsesOfDay[] }> {
    const period = toPeriod(lastDays(this.clock.nowMs(), days));
    const found = await this.store.list(this.database.pool, 'token_uses', period);
    const uses = found.map(({ day, label, count }) => ({
      day,
      serviceId: label,
      count: Number(count),
    }));
    return { from: period.from, uses };
  }
}

const toPeriod = (days: readonly string[]): Period => ({
  from: days[0] ?? '',
  to: days.at(-1) ?? '',
});
