const DAY_MS = 86_400_000;

/** `YYYY-MM-DD`, UTC. */
export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** Whole days since the epoch: cheaper to compare than their texts. */
export const dayNumberOf = (ms: number): number => Math.floor(ms / DAY_MS);

/** The last `days` days, today included, oldest first. */
export function lastDays(nowMs: number, days: number): string[] {
  return Array.from({ length: days }, (_, index) => dayOf(nowMs - (days - 1 - index) * DAY_MS));
}
