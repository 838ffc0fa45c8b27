import { describe as describeGrowths, excessive, growthOf, lower, unitFor } from './baseline.mjs';
import { parseCount } from './instructions.mjs';

describe('the costs of requests compared with the baseline', () => {
  const KEPT = { validate: 2, me: 10 };

  it('A cost that grew by more than 15 % is too much, and one that shrank never is', () => {
    const jobs = (found) => excessive(growthOf(found, KEPT)).map(({ job }) => job);
    expect(jobs({ validate: 2.29, me: 11.4 })).toEqual([]);
    expect(jobs({ validate: 2.31, me: 1 })).toEqual(['validate']);
  });

  it('A job that the baseline does not have is an error that says how to renew it', () => {
    expect(() => growthOf({ refresh: 1 }, KEPT)).toThrow('no refresh: npm run bench:baseline');
    expect(() => growthOf({ me: 1 }, undefined)).toThrow('npm run bench:baseline');
  });

  it('Of two tries the lower counts, job by job', () => {
    expect(lower({ validate: 3, me: 9 }, { validate: 2, me: 11 })).toEqual({ validate: 2, me: 9 });
  });

  it('Each job is described with its cost, the baseline and the growth', () => {
    expect(describeGrowths(growthOf({ validate: 2.2, me: 9 }, KEPT))).toEqual([
      'validate: 2.20 times a hello, baseline 2.00, +10 %',
      'me: 9.00 times a hello, baseline 10.00, −10 %',
    ]);
  });

  it('Instructions are compared only where the machine counts them and the baseline has them', () => {
    expect(unitFor({ cpu: KEPT, instructions: KEPT }, true)).toBe('instructions');
    expect(unitFor({ cpu: KEPT, instructions: KEPT }, false)).toBe('cpu');
    expect(unitFor({ cpu: KEPT }, true)).toBe('cpu');
  });

  it('The count of perf is read, and a machine without counters has none', () => {
    expect(parseCount('# started\n\n123456,,instructions:u,1000,100.00,,\n')).toBe(123_456);
    expect(parseCount('<not supported>,,instructions:u,0,100.00,,\n')).toBeNull();
    expect(parseCount('perf: not found')).toBeNull();
  });
});
