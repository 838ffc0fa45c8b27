/** The counts of a key: those of the window that runs, and of the one before. */
export interface Counts {
  readonly window: number;
  readonly current: number;
  readonly previous: number;
}

/** What a bucket says of one more. */
export interface Verdict {
  readonly isAdmitted: boolean;
  /** Used, this one included when it was admitted. */
  readonly used: number;
  /** Until one more would be admitted when none would be now; otherwise until the window is fresh. */
  readonly waitMs: number;
}

export interface Moment {
  readonly nowMs: number;
  readonly windowMs: number;
}

/** The counts as they are now. */
export function roll(counts: Counts | undefined, { nowMs, windowMs }: Moment): Counts {
  const window = Math.floor(nowMs / windowMs);
  if (counts?.window === window) return counts;
  const previous = counts?.window === window - 1 ? counts.current : 0;
  return { window, current: 0, previous };
}

/**
 * Judges `count` more against counts that are of now. The window slides: what was counted in the one before
 * fades evenly, so that a limit is never had twice around a boundary.
 */
export function judge(counts: Counts, limit: number, moment: Moment, count = 1): Verdict {
  const { nowMs, windowMs } = moment;
  const elapsedMs = nowMs - counts.window * windowMs;
  const used = counts.current + counts.previous * (1 - elapsedMs / windowMs);
  const total = Math.ceil(used + count);
  if (total < limit) return { isAdmitted: true, used: total, waitMs: windowMs - elapsedMs };
  if (total === limit) {
    const taken = { ...counts, current: counts.current + count };
    return { isAdmitted: true, used: total, waitMs: waitOf(taken, limit, moment) };
  }
  return { isAdmitted: false, used: limit, waitMs: waitOf(counts, limit, moment) };
}

function waitOf(counts: Counts, limit: number, { nowMs, windowMs }: Moment): number {
  const elapsedMs = nowMs - counts.window * windowMs;
  const free = limit - 1 - counts.current;
  if (free >= 0) {
    return Math.max(1, Math.ceil((1 - free / counts.previous) * windowMs - elapsedMs));
  }
  const fading = (1 - (limit - 1) / counts.current) * windowMs;
  return Math.max(1, Math.ceil(windowMs - elapsedMs + fading));
}
