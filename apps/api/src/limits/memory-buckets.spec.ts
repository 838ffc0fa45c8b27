import { FakeClock } from '#libs/testing';
import { MemoryBuckets } from './memory-buckets.js';

const RATE = { limit: 10, windowSeconds: 60 };
const takeMany = (buckets: MemoryBuckets, count: number) =>
  Array.from({ length: count }, () => buckets.take('key', RATE)).filter((v) => v.isAdmitted).length;

describe('the buckets of one process', () => {
  it('admit as many as the limit says and tell when one more is', () => {
    const clock = new FakeClock();
    const buckets = new MemoryBuckets(clock);
    expect(takeMany(buckets, 25)).toBe(10);
    const refused = buckets.take('key', RATE);
    expect(refused.isAdmitted).toBe(false);
    clock.advanceMs(refused.waitMs - 1);
    expect(buckets.take('key', RATE).isAdmitted).toBe(false);
    clock.advanceMs(1);
    expect(buckets.take('key', RATE).isAdmitted).toBe(true);
  });

  it('tell with the last one already when one more is', () => {
    const clock = new FakeClock('2026-01-01T00:00:15.000Z');
    const buckets = new MemoryBuckets(clock);
    takeMany(buckets, 9);
    const last = buckets.take('key', RATE);
    expect(last).toMatchObject({ isAdmitted: true, used: 10 });
    expect(last.waitMs).toBe(buckets.take('key', RATE).waitMs);
    clock.advanceMs(last.waitMs - 1);
    expect(buckets.take('key', RATE).isAdmitted).toBe(false);
    clock.advanceMs(1);
    const next = buckets.take('key', RATE);
    expect(next.isAdmitted).toBe(true);
    clock.advanceMs(next.waitMs);
    expect(buckets.take('key', RATE).isAdmitted).toBe(true);
  });

  it('slide: around a boundary of windows nobody gets the limit twice', () => {
    const clock = new FakeClock('2026-01-01T00:00:59.000Z');
    const buckets = new MemoryBuckets(clock);
    expect(takeMany(buckets, 20)).toBe(10);
    clock.advanceSeconds(2);
    expect(takeMany(buckets, 20)).toBe(0);
    clock.advanceSeconds(29);
    expect(takeMany(buckets, 20)).toBe(5);
    clock.advanceSeconds(120);
    expect(takeMany(buckets, 20)).toBe(10);
  });

  it('count each key apart', () => {
    const buckets = new MemoryBuckets(new FakeClock());
    takeMany(buckets, 20);
    expect(buckets.take('another', RATE)).toMatchObject({ isAdmitted: true, used: 1 });
  });

  it('stay small under any number of keys', () => {
    const buckets = new MemoryBuckets(new FakeClock(), 10);
    for (let i = 0; i < 1000; i += 1) buckets.take(`key ${i}`, RATE);
    const { young, old } = buckets as unknown as Record<string, Map<string, unknown>>;
    expect((young?.size ?? 0) + (old?.size ?? 0)).toBeLessThanOrEqual(10);
  });
});
