const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** A duration: whole seconds, or a number with its unit, as in `'90s'`, `'10m'`, `'1h'`, `'1d'`. */
export type Duration = number | `${number}${'s' | 'm' | 'h' | 'd'}`;

/** @throws Error if the duration is not positive */
export function toSeconds(duration: Duration): number {
  const match = /^(\d+)([smhd])$/.exec(String(duration));
  const seconds =
    typeof duration === 'number' ? duration : Number(match?.[1]) * (UNITS[match?.[2] ?? ''] ?? NaN);
  if (!Number.isSafeInteger(seconds) || seconds <= 0) {
    throw new Error(`${String(duration)} is not a duration: write seconds, or 90s, 10m, 1h, 1d`);
  }
  return seconds;
}
