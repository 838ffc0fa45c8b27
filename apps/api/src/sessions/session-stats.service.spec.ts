import { FakeClock } from '../../../../libs/testing/src/fake-clock.js';
import { SessionStats } from './session-stats.service.js';

const tooSlow = () => new Error('canceling statement due to statement timeout');

/** Over counts that the test ends one after the other. */
function counting() {
  const clock = new FakeClock();
  const open: { answer(sessions: number): void; fail(error: Error): void }[] = [];
  const store = {
    countLive: () =>
      new Promise((resolve, reject) => {
        open.push({ answer: (sessions) => resolve({ sessions, users: 1 }), fail: reject });
      }),
  };
  const stats = new SessionStats({ pool: {} } as never, store as never, clock);
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return { clock, open, stats, settle };
}

describe('the number of live sessions', () => {
  it('callers that ask while a count of live sessions runs share one later count', async () => {
    const { open, stats, settle } = counting();
    const first = stats.countLive();
    await settle();
    const [second, third] = [stats.countLive(), stats.countLive()];
    expect(open).toHaveLength(1);
    open[0]?.answer(1);
    expect((await first).activeSessions).toBe(1);
    await settle();
    open[1]?.answer(2);
    expect([(await second).activeSessions, (await third).activeSessions]).toEqual([2, 2]);
    expect(open).toHaveLength(2);
  });

  it('the last known number of live sessions is given with its time when a count is too slow', async () => {
    const { clock, open, stats, settle } = counting();
    const countedAt = clock.now();
    const known = stats.countLive();
    await settle();
    open[0]?.answer(7);
    await known;
    const failing = stats.countLive();
    await settle();
    clock.advanceSeconds(10);
    open[1]?.fail(tooSlow());
    expect(await failing).toEqual({ activeSessions: 7, activeUsers: 1, countedAt });
    expect(await stats.countLive()).toMatchObject({ activeSessions: 7, countedAt });
    expect(open).toHaveLength(2);
  });

  it('live sessions are not counted again for each caller while no count has ended', async () => {
    const { clock, open, stats, settle } = counting();
    const first = stats.countLive();
    await settle();
    clock.advanceSeconds(10);
    open[0]?.fail(tooSlow());
    await expect(first).rejects.toThrow('timeout');
    await expect(stats.countLive()).rejects.toThrow('timeout');
    expect(open).toHaveLength(1);
    clock.advanceSeconds(10);
    const later = stats.countLive();
    await settle();
    open[1]?.answer(8);
    expect((await later).activeSessions).toBe(8);
  });

  it('live sessions are counted again at once after a quick failure', async () => {
    const { open, stats, settle } = counting();
    const first = stats.countLive();
    await settle();
    open[0]?.fail(new Error('away'));
    await expect(first).rejects.toThrow('away');
    const second = stats.countLive();
    await settle();
    open[1]?.answer(3);
    expect((await second).activeSessions).toBe(3);
  });
});
