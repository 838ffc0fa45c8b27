import type { Language } from './language.js';

/** British dates for English, and the digits and calendar of the other texts of the server for Arabic. */
const FORMAT_LOCALES: Partial<Record<Language, string>> = {
  en: 'en-GB',
  ar: 'ar-u-ca-gregory-nu-latn',
};

const localeOf = (language: Language) => FORMAT_LOCALES[language] ?? language;

/** A moment to the minute with its time zone: `3 March 2026, 14:05 UTC`. */
export function formatMoment(language: Language, moment: Date): string {
  // Made when it is needed: the first use of `Intl` loads the locales.
  const locale = localeOf(language);
  const utc = { timeZone: 'UTC' } as const;
  const date = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    ...utc,
  });
  const time = new Intl.DateTimeFormat(locale, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...utc,
  });
  return `${date.format(moment)}${COMMAS[language] ?? ', '}${time.format(moment)} UTC`;
}

export const formatNumber = (language: Language, number: number): string =>
  new Intl.NumberFormat(localeOf(language)).format(number);

const MINUTE_SECONDS = 60;
/** Up to here in seconds. */
const IN_SECONDS = 90;

/** A time to wait, rounded up: `45 seconds`, `3 minutes`. */
export function formatWait(language: Language, seconds: number): string {
  const isShort = seconds <= IN_SECONDS;
  const format = new Intl.NumberFormat(localeOf(language), {
    style: 'unit',
    unit: isShort ? 'second' : 'minute',
    unitDisplay: 'long',
  });
  return format.format(Math.ceil(isShort ? seconds : seconds / MINUTE_SECONDS));
}

/** The items as one list without a conjunction. */
export const formatList = (language: Language, items: readonly string[]): string =>
  items.join(LIST_SIGNS[language] ?? '; ');

const COMMAS: Partial<Record<Language, string>> = { ar: '، ', ja: ' ', 'zh-CN': ' ' };
const LIST_SIGNS: Partial<Record<Language, string>> = { ar: '؛ ', ja: '、', 'zh-CN': '；' };
