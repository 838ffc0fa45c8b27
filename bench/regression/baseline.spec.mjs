import { describe as describeCosts, excessive, lower } from './baseline.mjs';
import { multiplesOf } from './costs.mjs';
import { parseCount } from './instructions.mjs';

describe('the costs of requests compared with the baseline', () => {
  it('A cost that grew by more than 15 % is too much, and one that shrank never is', () => {
    expect(excessive({ validate: 1.149, me: 1.02, refresh: 0.5 })).toEqual([]);
    expect(excessive({ validate: 1.151, me: 1.02, refresh: 1.3 })).toEqual(['validate', 'refresh']);
  });

  it('Of two tries the lower counts, job by job', () => {
    expect(lower({ validate: 1.3, me: 0.9 }, { validate: 1.1, me: 1 })).toEqual({
      validate: 1.1,
      me: 0.9,
    });
  });

  it('A cost is a multiple of another cost of the same round, as a median of the rounds', () => {
    const round = (before, now) => ({
      ...{ 'before validate': before, 'before me': before, 'before refresh': before },
      ...{ 'now validate': now, 'now me': 2 * now, 'now refresh': now },
    });
    const rounds = [round(1, 1), round(2, 3), round(4, 4)];
    const multiples = multiplesOf(rounds, 'now', (job) => `before ${job}`);
    expect(multiples).toEqual({ validate: 1, me: 2, refresh: 1 });
  });

  it('Each job is described with its cost and its growth', () => {
    expect(describeCosts({ validate: 1.1, me: 0.9 }, { validate: 2.2, me: 9 })).toEqual([
      'validate: 2.20 times a hello, +10 % of the baseline',
      'me: 9.00 times a hello, −10 % of the baseline',
    ]);
  });

  it('The count of perf is read, and a machine without counters has none', () => {
    expect(parseCount('# started\n\n123456,,instructions:u,1000,100.00,,\n')).toBe(123_456);
    expect(parseCount('<not supported>,,instructions:u,0,100.00,,\n')).toBeNull();
    expect(parseCount('perf: not found')).toBeNull();
  });
});
