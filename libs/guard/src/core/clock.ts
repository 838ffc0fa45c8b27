/** Milliseconds since the epoch. All code that depends on time takes a clock, so that tests can control it. */
export type Clock = () => number;

export const systemClock: Clock = () => Date.now();

/**
 * A token issued further than this in the future is refused; up to this difference the server's clock may be ahead.
 */
export const ISSUED_AHEAD_SECONDS = 60;

export const secondsOf = (clock: Clock): number => Math.floor(clock() / 1000);

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
