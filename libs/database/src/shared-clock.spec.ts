import { Clock } from '#libs/kernel';
import { SharedClock } from './shared-clock.js';

const NOON = Date.parse('2026-01-01T12:00:00.000Z');

class Machine extends Clock {
  constructor(public timeMs: number) {
    super();
  }

  override now(): Date {
    return new Date(this.timeMs);
  }
}

const near = (value: number, expected: number) =>
  expect(Math.abs(value - expected)).toBeLessThan(2_000);

describe('the shared clock', () => {
  it('the shared clock has the time of the machine until the database has answered', () => {
    const clock = new SharedClock(new Machine(NOON));
    expect(clock.nowMs()).toBe(NOON);
    expect(clock.machineAheadMs).toBe(0);
  });

  it('the shared clock has the database’s time, whatever the machine’s clock does', async () => {
    const machine = new Machine(NOON + 300_000);
    const clock = new SharedClock(machine);
    await clock.adjust(async () => NOON);
    near(clock.nowMs(), NOON);
    near(clock.machineAheadMs, 300_000);
    machine.timeMs -= 3_600_000;
    near(clock.nowMs(), NOON);
    expect(clock.nowSeconds()).toBe(Math.floor(clock.nowMs() / 1000));
  });

  it('the shared clock follows a changed database clock, and not network jitter', async () => {
    const clock = new SharedClock(new Machine(NOON));
    await clock.adjust(async () => NOON);
    const before = clock.nowMs();
    await clock.adjust(async () => NOON - 50);
    expect(clock.nowMs()).toBeGreaterThanOrEqual(before);
    await clock.adjust(async () => NOON + 60_000);
    near(clock.nowMs(), NOON + 60_000);
  });

  it('the shared clock continues if the database does not answer', async () => {
    const clock = new SharedClock(new Machine(0));
    await clock.adjust(async () => NOON);
    await expect(clock.adjust(() => Promise.reject(new Error('away')))).rejects.toThrow('away');
    near(clock.nowMs(), NOON);
  });
});
