import { MIX } from './jobs.mjs';
import { rateOf, scheduleOf } from './mix.mjs';

describe('the mix', () => {
  it('The mix has each job as often as its share, and not in a row', () => {
    const schedule = scheduleOf(MIX);
    for (const [name, percent] of Object.entries(MIX)) {
      expect(schedule.filter((one) => one === name)).toHaveLength(percent);
    }
    expect(schedule.join(' ')).not.toContain('login login');
    expect(schedule.join(' ')).not.toContain('refresh refresh');
  });

  it('The logins of the mix take half of what one core hashes', () => {
    expect(rateOf(6)).toBe(100);
    expect(rateOf(0.01)).toBe(1);
  });
});
