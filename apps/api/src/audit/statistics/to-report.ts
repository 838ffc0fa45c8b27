import type { Measure } from './statistics.entity.js';
import type { DayOfStatistics, SignInsOfCountry } from './statistics.js';
import type { CountOfDay, CountOfLabel } from './statistics.store.js';

/** One entry for each day, also for days without counts. */
export function toDays(names: readonly string[], totals: readonly CountOfDay[]): DayOfStatistics[] {
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
export function toCountries(counts: readonly CountOfLabel[]): SignInsOfCountry[] {
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
