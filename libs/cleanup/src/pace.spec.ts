import { Pace } from './pace.js';

describe('the pace of batches', () => {
  it('the pause between batches is four times as long as the last batch took', () => {
    const pace = new Pace(1000);
    expect(pace.took(40)).toBe(160);
    expect(pace.took(2)).toBe(10);
  });

  it('batches grow step by step to about 50 ms, and never beyond the maximum', () => {
    const pace = new Pace(1000);
    const sizes = [pace.rows];
    for (let round = 0; round < 5; round += 1) {
      pace.took(pace.rows / 10);
      sizes.push(pace.rows);
    }
    expect(sizes).toEqual([100, 200, 400, 500, 500, 500]);
    pace.took(1);
    expect(pace.rows).toBe(1000);
  });

  it('batches shrink at once after a slow one', () => {
    const pace = new Pace(1000);
    pace.took(200);
    expect(pace.rows).toBe(25);
    pace.took(60_000);
    expect(pace.rows).toBe(20);
  });

  it('a batch has one row when the maximum is one', () => {
    const pace = new Pace(1);
    pace.took(9000);
    expect(pace.rows).toBe(1);
  });
});
