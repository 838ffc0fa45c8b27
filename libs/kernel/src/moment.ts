/** A day as the calendar has it. */
const DAY = /^(\d{4})-(\d\d)-(\d\d)/;
const TIME_OF_DAY =
  /^[Tt](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/** `2026-02-28`, and not `2026-02-30`: `Date` would take it for the second of March. */
export function isCalendarDay(text: string): boolean {
  return text.length === 10 && startsWithDay(text);
}

/** Whether a text begins with a day that the calendar has. */
export function startsWithDay(text: string): boolean {
  const [, year, month, day] = DAY.exec(text) ?? [];
  const at = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  // Years below 100 are those of the last century to `Date.UTC`.
  at.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  return at.getUTCMonth() === Number(month) - 1 && at.getUTCDate() === Number(day);
}

/**
 * The moment that a text names: a date-time of RFC 3339, which has a zone, or a day, which begins in UTC. `null`
 * for anything else: the other forms of ISO 8601 (weeks, days of the year) are none that `Date` reads, and a time
 * without a zone would mean something else on each machine.
 */
export function toMoment(text: string): Date | null {
  if (isCalendarDay(text)) return new Date(`${text}T00:00:00Z`);
  if (!startsWithDay(text) || !TIME_OF_DAY.test(text.slice(10))) return null;
  return new Date(text.toUpperCase());
}

/** The moment so many seconds later. */
export function secondsAfter(moment: Date, seconds: number): Date {
  return new Date(moment.getTime() + seconds * 1000);
}
