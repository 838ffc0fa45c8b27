import { Clock } from '#libs/kernel';
import { SharedReading } from './shared-reading.js';

class ManualClock extends Clock {
  atMs = 0;

  override now(): Date {
    return new Date(this.atMs);
  }
}

describe('a shared reading', () => {
  const clock = new ManualClock();
  let open: (() => void)[];
  let running: number;
  let most: number;

  beforeEach(() => {
    clock.atMs = 0;
    open = [];
    running = most = 0;
  });

  const reading = (deadlineMs = 60_000) =>
    new SharedReading(
      async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise<void>((resolve) => open.push(resolve));
        running -= 1;
      },
      clock,
      { gapMs: 20, deadlineMs },
    );

  const settle = () => new Promise((resolve) => setImmediate(resolve));

  it('a shared reading joins all calls during a reading, and does not begin another within the gap', async () => {
    const shared = reading();
    const asked = Array.from({ length: 50 }, () => shared.join());
    open[0]?.();
    await Promise.all(asked);
    await shared.join();
    expect(open).toHaveLength(1);
    clock.atMs = 20;
    const again = shared.join();
    open[1]?.();
    await again;
    expect(open).toHaveLength(2);
  });

  it('anew() begins a reading after the call, which all waiting calls share', async () => {
    const shared = reading();
    void shared.join();
    const asked = Array.from({ length: 50 }, () => shared.anew());
    const isDone = Promise.all(asked).then(() => true);
    clock.atMs = 100;
    open[0]?.();
    while (open.length < 2) await settle();
    expect(await Promise.race([isDone, settle().then(() => false)])).toBe(false);
    open[1]?.();
    expect(await isDone).toBe(true);
    expect([open.length, most]).toEqual([2, 1]);
  });

  it('a shared reading gives up a reading that never ends, and begins another', async () => {
    const shared = reading(1);
    await shared.join();
    clock.atMs = 100;
    await shared.join();
    clock.atMs = 200;
    await shared.anew();
    expect(open).toHaveLength(3);
  });
});
