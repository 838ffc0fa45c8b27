import { median, percentile, shown, shownShare, spread } from './figures.mjs';

describe('figures of several rounds', () => {
  it('The median is the middle of the sorted values, or between the two in the middle', () => {
    expect(median([10, 9, 100])).toBe(10);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(median([])).toBeNaN();
  });

  it('The spread is from the least to the greatest value', () => {
    expect(spread([3, 1, 2])).toEqual({ min: 1, max: 3 });
  });

  it('A percentile is the value that so many of the values do not exceed', () => {
    const values = Array.from({ length: 100 }, (_, at) => 100 - at);
    expect(percentile(values, 0.99)).toBe(99);
    expect(percentile(values, 0.5)).toBe(50);
    expect(percentile([7], 0.99)).toBe(7);
    expect(percentile([], 0.5)).toBeNaN();
  });

  it('Figures are shown with the digits that say something', () => {
    expect([12_345.6, 123.4, 12.34, 1.234, NaN].map(shown)).toEqual([
      '12,346',
      '123',
      '12.3',
      '1.23',
      '–',
    ]);
    expect([0.41, 0.0271, NaN].map(shownShare)).toEqual(['0.41', '0.027', '–']);
  });
});
