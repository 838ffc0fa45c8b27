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
