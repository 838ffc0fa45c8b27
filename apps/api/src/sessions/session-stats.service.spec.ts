import { FakeClock } from '../../../../libs/testing/src/fake-clock.js';
import { SessionStats } from './session-stats.service.js';

/** Over counts that the test ends one after the other. */
function counting() {
  const clock = new FakeClock();
  const open: ((sessions: number) => void)[] = [];
  const store = {
    count: () =>
      new Promise((resolve) => {
        open.push((sessions) => resolve({ sessions, users: 1 }));
      }),
  };
  const stats = new SessionStats({ pool: {} } as never, store as never, clock);
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return { clock, open, stats, settle };
}

describe('the number of live sessions', () => {
  it('is counted once for all who ask while a count runs, and after they asked', async () => {
    const { open, stats, settle } = counting();
    const first = stats.countLive();
    await settle();
    const [second, third] = [stats.countLive(), stats.countLive()];
    expect(open).toHaveLength(1);
    open[0]?.(1);
    expect((await first).activeSessions).toBe(1);
    await settle();
    open[1]?.(2);
    expect([(await second).activeSessions, (await third).activeSessions]).toEqual([2, 2]);
    expect(open).toHaveLength(2);
  });

  it('is kept for a minute, and says of when it is, where counting takes more than a second', async () => {
    const { clock, open, stats, settle } = counting();
    const startedAt = clock.now();
    const first = stats.countLive();
    await settle();
    clock.advanceMs(1001);
    open[0]?.(7);
    await first;
    clock.advanceSeconds(59);
    expect(await stats.countLive()).toEqual({ activeSessions: 7, activeUsers: 1, countedAt: startedAt }); // prettier-ignore
    clock.advanceSeconds(1);
    const later = stats.countLive();
    await settle();
    open[1]?.(8);
    expect((await later).activeSessions).toBe(8);
  });

  it('is asked for again after a count that failed', async () => {
    const stats = new SessionStats(
      { pool: {} } as never,
      { count: jest.fn().mockRejectedValueOnce(new Error('away')).mockResolvedValue({ sessions: 3, users: 2 }) } as never, // prettier-ignore
      new FakeClock(),
    );
    await expect(stats.countLive()).rejects.toThrow('away');
    expect((await stats.countLive()).activeSessions).toBe(3);
  });
});
