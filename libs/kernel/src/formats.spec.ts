import { dayOf, isCalendarDay, toMoment } from './index.js';

describe('the day of a moment', () => {
  it('is that of UTC, for a date and for milliseconds', () => {
    const moment = new Date('2026-11-30T23:30:00-01:00');
    expect([dayOf(moment), dayOf(moment.getTime())]).toEqual(['2026-12-01', '2026-12-01']);
  });
});

describe('a moment in a text', () => {
  it.each([
    ['2026-11-25', '2026-11-25T00:00:00.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
    ['2026-11-25T10:00:00Z', '2026-11-25T10:00:00.000Z'],
    ['2026-11-25t10:00:00.5z', '2026-11-25T10:00:00.500Z'],
    ['2026-11-25T10:00:00.123456789+02:00', '2026-11-25T08:00:00.123Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
  ])('a point in time is parsed from %s', (text, moment) => {
    expect(toMoment(text)?.toISOString()).toBe(moment);
  });

  it.each([
    ['a week', '2026-W48'],
    ['a day of a week', '2026-W48-3'],
    ['a day of the year', '2026-329'],
    ['the basic form', '20261125'],
    ['the basic form with a time', '20261125T100000Z'],
    ['an hour alone', '2026-11-25T10'],
    ['a time without a zone', '2026-11-25T10:00:00'],
    ['a time without seconds', '2026-11-25T10:00Z'],
    ['a blank for the T', '2026-11-25 10:00:00Z'],
    ['a plus that became a blank', '2026-11-25T10:00:00 02:00'],
    ['a day that no calendar has', '2026-02-30'],
    ['a time on such a day', '2026-02-30T10:00:00Z'],
    ['the 29th of February of another year', '2026-02-29'],
    ['an hour that no day has', '2026-11-25T24:00:00Z'],
    ['a month', '2026-11'],
    ['a year beyond four digits', '+012026-11-25'],
    ['something behind it', '2026-11-25T10:00:00Z\n'],
    ['a word', 'yesterday'],
    ['nothing', ''],
  ])('no point in time is parsed from %s', (_what, text) => {
    expect(toMoment(text)).toBeNull();
  });

  it('a calendar day is only a day without further text', () => {
    expect(['2026-11-25', '2026-11-25T10:00:00Z', '2026-13-01'].map(isCalendarDay)).toEqual([
      true,
      false,
      false,
    ]);
  });
});
