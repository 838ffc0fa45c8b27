import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import { Clock } from '#libs/kernel';
import { Activity } from './activity.service.js';
import { DailyCounts, lastDays } from './daily-counts.service.js';
import type {
  StatisticsReport,
  TokenUsesOfDay,
  DayOfStatistics,
  SignInsOfCountry,
} from './statistics.js';
import {
  StatisticsStore,
  type Period,
  type CountOfDay,
  type CountOfLabel,
} from './statistics.store.js';
import type { Measure } from './statistics.entity.js';

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

/** One entry for each day, also for days without counts. */
function toDays(names: readonly string[], totals: readonly CountOfDay[]): DayOfStatistics[] {
  const counts = new Map<string, number>();
  for (const { measure, day, count } of totals) {
    const key = `${measure} ${day}`;
    counts.set(key, (counts.get(key) ?? 0) + Number(count));
  }
  const of = (measure: Measure, day: string) => counts.get(`${measure} ${day}`) ?? 0;
  return names.map((day) => ({
    day,
    activeSessions: of('active_sessions', day),
    activeUsers: of('active_users', day),
    newAccounts: of('new_accounts', day),
  }));
}

/** Sums by country, most sign-ins first. */
function toCountries(counts: readonly CountOfLabel[]): SignInsOfCountry[] {
  const byLabel = new Map<string, { succeeded: number; refused: number }>();
  for (const { label, outcome, count } of counts) {
    const country = byLabel.get(label) ?? { succeeded: 0, refused: 0 };
    byLabel.set(label, country);
    if (outcome === 'success') country.succeeded += Number(count);
    else country.refused += Number(count);
  }
  const all = [...byLabel].map(([label, sums]) => ({ country: label || null, ...sums }));
  return all.sort((a, b) => b.succeeded + b.refused - a.succeeded - a.refused);
}
