import { formatMoment, formatWait } from './formats.js';
import { LANGUAGES } from './language.js';
import { defineTexts } from './texts.js';

const en = {
  hello: 'Hello {name}, again: {name}',
  days: { one: '{count} day for {name}', other: '{count} days for {name}' },
  plain: 'No value',
} as const;

const other = { hello: 'Hallo {name}', days: { other: '{count} T. {name}' }, plain: 'Kein Wert' };
const ar = {
  hello: 'مرحبًا {name}',
  days: {
    one: 'يوم',
    two: 'يومان',
    few: '{count} أيام',
    many: '{count} يومًا',
    other: '{count} يوم',
  },
  plain: 'لا قيمة',
};

const texts = defineTexts({
  en,
  de: other,
  fr: other,
  es: other,
  'pt-BR': other,
  ja: other,
  'zh-CN': other,
  ar,
});

describe('texts', () => {
  it('a text has its values wherever it names them', () => {
    expect(texts('en')('hello', { name: 'Ann' })).toBe('Hello Ann, again: Ann');
    expect(texts('en')('plain')).toBe('No value');
  });

  it('a value is never read as a text with placeholders', () => {
    expect(texts('en')('hello', { name: '{name} $& {x}' })).toBe(
      'Hello {name} $& {x}, again: {name} $& {x}',
    );
  });

  it('a text has the plural form of its number', () => {
    const days = (count: number) => texts('en')('days', { count, name: 'x' });
    expect([days(1), days(2), days(1200)]).toEqual([
      '1 day for x',
      '2 days for x',
      '1,200 days for x',
    ]);
    const arabic = (count: number) => texts('ar')('days', { count, name: 'x' });
    expect([arabic(2), arabic(5), arabic(11)]).toEqual(['يومان', '5 أيام', '11 يومًا']);
  });

  it('a value is isolated in a text from right to left', () => {
    expect(texts('ar')('hello', { name: 'Ann' })).toBe('مرحبًا \u2068Ann\u2069');
  });

  it('the parts of a text keep values that are no texts', () => {
    const element = { tag: 'b' };
    expect(texts('de').parts('hello', { name: element })).toEqual(['Hallo ', element, '']);
  });
});

describe('a moment', () => {
  it('a time to wait is in seconds, then in minutes, rounded up', () => {
    expect([0.2, 1, 45, 90, 91, 600].map((seconds) => formatWait('en', seconds))).toEqual([
      '1 second',
      '1 second',
      '45 seconds',
      '90 seconds',
      '2 minutes',
      '10 minutes',
    ]);
    expect(formatWait('de', 125)).toBe('3 Minuten');
  });

  it('a moment is written in each language, with its time zone and Latin digits', () => {
    const moment = new Date('2026-03-03T14:05:00Z');
    expect(LANGUAGES.map((language) => formatMoment(language, moment))).toEqual([
      '3 March 2026, 14:05 UTC',
      '3. März 2026, 14:05 UTC',
      '3 mars 2026, 14:05 UTC',
      '3 de marzo de 2026, 14:05 UTC',
      '3 de março de 2026, 14:05 UTC',
      '2026年3月3日 14:05 UTC',
      '2026年3月3日 14:05 UTC',
      '3 مارس 2026، 14:05 UTC',
    ]);
  });
});
