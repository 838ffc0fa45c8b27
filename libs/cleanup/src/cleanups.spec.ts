import { Lifecycle, Metrics, PeriodicJobs } from '#libs/operation';
import { Cleanups, type Cleanup } from './cleanups.js';
import type { BatchJob, PacedBatches } from './paced-batches.js';

describe('clean-ups', () => {
  let cleanups: Cleanups;
  beforeEach(() => {
    jest.useFakeTimers();
    const batches = { run: ({ batch, mostRows }: BatchJob) => batch(mostRows) };
    const jobs = new PeriodicJobs(new Lifecycle(), new Metrics());
    cleanups = new Cleanups(jobs, batches as unknown as PacedBatches);
  });
  afterEach(() => jest.useRealTimers());

  const of = (steps: Cleanup['steps']): Cleanup => ({ everySeconds: 60, mostRows: 100, steps });

  it('clean-ups repeat once the application has started', async () => {
    const batch = jest.fn().mockResolvedValue(0);
    cleanups.declare('tests.purge', of({ tests: batch }));
    await jest.advanceTimersByTimeAsync(120_000);
    expect(batch).not.toHaveBeenCalled();
    cleanups.onApplicationBootstrap();
    await jest.advanceTimersByTimeAsync(120_000);
    expect(batch).toHaveBeenCalledTimes(2);
  });

  it('clean-ups run at the start of the application if they are due then', () => {
    const batch = jest.fn().mockResolvedValue(0);
    cleanups.declare('tests.purge', { ...of({ tests: batch }), isDueAtStart: true });
    cleanups.onApplicationBootstrap();
    expect(batch).toHaveBeenCalledTimes(1);
  });

  it('clean-ups return how many rows their steps processed in all', async () => {
    cleanups.declare(
      'tests.purge',
      of({ a: () => Promise.resolve(3), b: () => Promise.resolve(4) }),
    );
    await expect(cleanups.run('tests.purge')).resolves.toBe(7);
  });

  it('clean-ups run their other steps when one fails, and then fail', async () => {
    const second = jest.fn().mockResolvedValue(1);
    const steps = { first: () => Promise.reject(new Error('away')), second };
    cleanups.declare('tests.purge', of(steps));
    await expect(cleanups.run('tests.purge')).rejects.toThrow('away');
    expect(second).toHaveBeenCalledTimes(1);
  });

  it('clean-ups need unique names', async () => {
    cleanups.declare('tests.purge', of({}));
    expect(() => cleanups.declare('tests.purge', of({}))).toThrow('Two clean-ups: tests.purge');
    await expect(cleanups.run('tests.sweep')).rejects.toThrow('No clean-up: tests.sweep');
  });
});
