import { JOBS } from './jobs.mjs';
import { isPublishable, parseOptions } from './options.mjs';
import { UsageError } from './usage-error.mjs';

const ALL = Object.keys(JOBS);

describe('options of the bench', () => {
  it('Without options the bench measures every job in five rounds after a warm-up of ten seconds', () => {
    const options = parseOptions([]);
    expect(options).toMatchObject({ rounds: 5, seconds: 8, warmUp: 10, jobs: ALL });
    expect(options).toMatchObject({ hasPeers: false, compare: null, onlyStarts: false });
  });

  it('A shorter run is asked for by rounds, seconds, warm-up and jobs, which keep their usual order', () => {
    const asked = '--rounds 1 --seconds 2 --warm-up 0 --jobs refresh,me'.split(' ');
    const options = parseOptions(asked);
    expect(options).toMatchObject({ rounds: 1, seconds: 2, warmUp: 0, jobs: ['me', 'refresh'] });
  });

  it.each([
    ['--rounds', '0'],
    ['--rounds', 'many'],
    ['--seconds', '1.5'],
    ['--warm-up', '-1'],
    ['--jobs', 'me,metoo'],
    ['--compare', '--peers'],
    ['--cores', '3'],
    ['extra', 'words'],
  ])('The bench refuses %s %s with what is wrong', (...args) => {
    expect(() => parseOptions(args)).toThrow(UsageError);
  });

  it('The bench names the jobs that there are when it is asked for another', () => {
    expect(() => parseOptions(['--jobs', 'them'])).toThrow('No job them; the jobs are login, me');
  });

  it('Only a whole run with peers replaces the published figures, unless it is asked to', () => {
    const whole = ['--peers'];
    expect(isPublishable(parseOptions(whole))).toBe(true);
    expect(isPublishable(parseOptions([]))).toBe(false);
    for (const less of ['--rounds=4', '--jobs=me', '--only-starts', '--compare=HEAD']) {
      expect(isPublishable(parseOptions([...whole, less]))).toBe(false);
      expect(isPublishable(parseOptions([...whole, less, '--write']))).toBe(true);
    }
  });
});
