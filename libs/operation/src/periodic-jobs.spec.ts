import { Logger } from '@nestjs/common';
import { Lifecycle } from './lifecycle.js';
import { Metrics } from './metrics.js';
import { PeriodicJobs, type PeriodicJobOptions } from './periodic-jobs.js';

describe('a periodic job', () => {
  let lifecycle: Lifecycle;
  let metrics: Metrics;
  let jobs: PeriodicJobs;
  let told: string[];

  beforeEach(() => {
    jest.useFakeTimers();
    lifecycle = new Lifecycle();
    metrics = new Metrics();
    jobs = new PeriodicJobs(lifecycle, metrics);
    told = [];
    const tell = (level: string) => (text: unknown) => void told.push(`${level}: ${String(text)}`);
    jest.spyOn(Logger.prototype, 'warn').mockImplementation(tell('warn'));
    jest.spyOn(Logger.prototype, 'error').mockImplementation(tell('error'));
    jest.spyOn(Logger.prototype, 'log').mockImplementation(tell('log'));
  });
  afterEach(() => jest.useRealTimers());

  const seconds = (count: number) => jest.advanceTimersByTimeAsync(count * 1000);
  const aJob = (run: PeriodicJobOptions['run'], more: Partial<PeriodicJobOptions> = {}) =>
    jobs.start({ name: 'tests.cleanup', everySeconds: 10, run, ...more });
  const away = () => Promise.reject(new Error('the database is away'));

  it('a periodic job runs once in each period', async () => {
    const run = jest.fn().mockResolvedValue(0);
    aJob(run);
    await seconds(9);
    expect(run).not.toHaveBeenCalled();
    await seconds(21);
    expect(run).toHaveBeenCalledTimes(3);
  });

  it('a periodic job that is due at the start runs at once', () => {
    const run = jest.fn().mockResolvedValue(0);
    aJob(run, { isDueAtStart: true });
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('a periodic job is not started again while it runs', async () => {
    let end: () => void = () => undefined;
    const run = jest.fn(() => new Promise<void>((resolve) => (end = resolve)));
    aJob(run);
    await seconds(40);
    expect(run).toHaveBeenCalledTimes(1);
    end();
    await seconds(10);
    expect(run).toHaveBeenCalledTimes(2);
  });

  it('a periodic job backs off up to 15 seconds while it fails, and returns to its period when it succeeds', async () => {
    const run = jest.fn(away);
    aJob(run);
    await seconds(10);
    expect(run).toHaveBeenCalledTimes(1);
    await seconds(240);
    const whileFailing = run.mock.calls.length;
    expect(whileFailing).toBeGreaterThanOrEqual(15);
    expect(whileFailing).toBeLessThanOrEqual(18);
    run.mockImplementation(() => Promise.resolve() as Promise<never>);
    await seconds(60);
    const before = run.mock.calls.length;
    await seconds(60);
    expect(run.mock.calls.length - before).toBeGreaterThanOrEqual(5);
  });

  it('a periodic job with a long period keeps it after a failure', async () => {
    const run = jest.fn(away);
    aJob(run, { everySeconds: 600 });
    await seconds(3000);
    expect(run).toHaveBeenCalledTimes(5);
  });

  it('a periodic job logs the first failure as a warning, the third as an error, and its recovery', async () => {
    const run = jest.fn(away);
    const job = aJob(run);
    for (let times = 0; times < 5; times += 1) await job.runNow();
    run.mockImplementation(() => Promise.resolve() as Promise<never>);
    await job.runNow();
    expect(told).toEqual([
      expect.stringMatching(/^warn: tests\.cleanup failed: Error: the database is away\./),
      expect.stringMatching(/^error: tests\.cleanup failed: .* after 3 failures$/),
      'log: tests.cleanup works again',
    ]);
  });

  it('runs of a periodic job are counted by outcome', async () => {
    const run = jest.fn().mockRejectedValueOnce(new Error('away')).mockResolvedValue(1);
    const job = aJob(run);
    await job.runNow();
    await job.runNow();
    const text = await metrics.registry.metrics();
    expect(text).toContain(
      'gatehouse_periodic_job_runs_total{name="tests.cleanup",outcome="failed"} 1',
    );
    expect(text).toContain(
      'gatehouse_periodic_job_runs_total{name="tests.cleanup",outcome="succeeded"} 1',
    );
  });

  it('a periodic job does not run once the process drains', async () => {
    const run = jest.fn().mockResolvedValue(0);
    aJob(run);
    lifecycle.beginDraining();
    await seconds(60);
    aJob(run, { isDueAtStart: true });
    await seconds(60);
    expect(run).not.toHaveBeenCalled();
  });

  it('a periodic job stops when the application is closed without a drain', async () => {
    const run = jest.fn().mockResolvedValue(0);
    aJob(run);
    jobs.onModuleDestroy();
    await seconds(60);
    expect(run).not.toHaveBeenCalled();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('stop of a periodic job resolves after its current run', async () => {
    let end: () => void = () => undefined;
    let isDone = false;
    const run = () => new Promise<void>((resolve) => (end = resolve)).then(() => (isDone = true));
    const job = aJob(run, { isDueAtStart: true });
    const stopped = job.stop();
    end();
    await stopped;
    expect(isDone).toBe(true);
    expect(jest.getTimerCount()).toBe(0);
  });
});
