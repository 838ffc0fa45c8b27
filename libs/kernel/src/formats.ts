import { v7, validate } from 'uuid';

/** A new UUIDv7: opaque to clients, ordered by time for the index (RFC 9562 section 5.7). */
export function newId(): string {
  return v7();
}

/** Whether a value has the form of an id; upper case is accepted, as in PostgreSQL. */
export function isId(value: unknown): value is string {
  return typeof value === 'string' && value.length === 36 && validate(value);
}

/**
 * Parses a URL; `null` if it is invalid. Does not use `URL.canParse`: once Node.js 20 has compiled a caller of it, it
 * returns false for each text with a non-ASCII Latin-1 letter.
 */
export function parseUrl(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

/** The form of a calendar day. */
const DAY = /^(\d{4})-(\d\d)-(\d\d)/;
const TIME_OF_DAY =
  /^[Tt](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/** Accepts `2026-02-28` and refuses `2026-02-30`, which `Date` would take for the second of March. */
export function isCalendarDay(text: string): boolean {
  return text.length === 10 && startsWithDay(text);
}

/** Whether a text begins with a valid calendar day. */
export function startsWithDay(text: string): boolean {
  const [, year, month, day] = DAY.exec(text) ?? [];
  const at = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  // `Date.UTC` takes years below 100 for years of the last century.
  at.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  return at.getUTCMonth() === Number(month) - 1 && at.getUTCDate() === Number(day);
}

/**
 * Parses a point in time: a date-time of RFC 3339, which has a zone, or a day, which begins in UTC. `null` for
 * anything else: `Date` does not parse the other forms of ISO 8601 (weeks, days of the year), and a time without a
 * zone would differ between machines.
 */
export function toMoment(text: string): Date | null {
  if (isCalendarDay(text)) return new Date(`${text}T00:00:00Z`);
  if (!startsWithDay(text) || !TIME_OF_DAY.test(text.slice(10))) return null;
  return new Date(text.toUpperCase());
}

export const DAY_MS = 86_400_000;

/** The day of a moment, which may be given in milliseconds since the epoch: `YYYY-MM-DD`, UTC. */
export const dayOf = (moment: Date | number): string => new Date(moment).toISOString().slice(0, 10);

/** The moment so many seconds later. */
export function secondsAfter(moment: Date, seconds: number): Date {
  return new Date(moment.getTime() + seconds * 1000);
}
