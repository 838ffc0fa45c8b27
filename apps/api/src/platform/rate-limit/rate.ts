/** A maximum number within a sliding window. */
export interface Rate {
  readonly limit: number;
  readonly windowSeconds: number;
}

const UNITS = { s: 1, m: 60, h: 3600, d: 86_400 } as const;
const RATE = /^(\d{1,7})\s*\/\s*(\d{1,5})?\s*([smhd])$/i;
const LONGEST_SECONDS = 7 * UNITS.d;

/** Parses `10/1m` or `5/h`; `off` gives `null`, anything else `undefined`. */
export function parseRate(text: string): Rate | null | undefined {
  if (/^off$/i.test(text.trim())) return null;
  const [, limitText, count = '1', unit = ''] = RATE.exec(text.trim()) ?? [];
  const windowSeconds = Number(count) * UNITS[unit.toLowerCase() as keyof typeof UNITS];
  const limit = Number(limitText);
  const isSane = limit >= 1 && windowSeconds >= 1 && windowSeconds <= LONGEST_SECONDS;
  return isSane ? { limit, windowSeconds } : undefined;
}

/** The counts of a key in the current window and in the previous one. */
export interface Counts {
  readonly window: number;
  readonly current: number;
  readonly previous: number;
}

/** The decision of a bucket about one more request. */
export interface Verdict {
  readonly isAdmitted: boolean;
  /** The number used, including this request if it was admitted. */
  readonly used: number;
  /** Time until one more is admitted if none is now; otherwise until the window ends. */
  readonly waitMs: number;
}

/** The counts moved forward to the current window. */
export function roll(counts: Counts | undefined, windowMs: number, nowMs: number): Counts {
  const window = Math.floor(nowMs / windowMs);
  if (counts?.window === window) return counts;
  const previous = counts?.window === window - 1 ? counts.current : 0;
  return { window, current: 0, previous };
}

/**
 * Decides about one more, given current counts. The window slides: counts of the previous window fade evenly, so that
 * the limit is never used twice around a boundary.
 */
export function judge(counts: Counts, { limit, windowSeconds }: Rate, nowMs: number): Verdict {
  const windowMs = windowSeconds * 1000;
  // The clock may have been corrected by a little since the window was entered.
  const elapsedMs = Math.max(0, nowMs - counts.window * windowMs);
  const { current, previous } = counts;
  const total = Math.ceil(current + previous * (1 - elapsedMs / windowMs) + 1);
  if (total < limit) return { isAdmitted: true, used: total, waitMs: windowMs - elapsedMs };
  const isAdmitted = total === limit;
  const taken = isAdmitted ? current + 1 : current;
  const free = limit - 1 - taken;
  const waitMs =
    free >= 0
      ? (1 - free / previous) * windowMs - elapsedMs
      : windowMs - elapsedMs + (1 - (limit - 1) / taken) * windowMs;
  return { isAdmitted, used: limit, waitMs: Math.max(1, Math.ceil(waitMs)) };
}
