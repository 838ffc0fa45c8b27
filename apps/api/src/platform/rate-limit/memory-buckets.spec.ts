import { FakeClock } from '../../../../../libs/testing/src/fake-clock.js';
import { MemoryBuckets } from './memory-buckets.js';

const RATE = { limit: 10, windowSeconds: 60 };
const take = (buckets: MemoryBuckets, key: string) => buckets.take([{ key, rate: RATE }])[0]!;
const takeMany = (buckets: MemoryBuckets, count: number) =>
  Array.from({ length: count }, () => take(buckets, 'key')).filter((v) => v.isAdmitted).length;

describe('the buckets of one process', () => {
  it('a bucket admits up to its limit and says when the next one is admitted', () => {
    const clock = new FakeClock();
    const buckets = new MemoryBuckets(clock);
    expect(takeMany(buckets, 25)).toBe(10);
    const refused = take(buckets, 'key');
    expect(refused.isAdmitted).toBe(false);
    clock.advanceMs(refused.waitMs - 1);
    expect(take(buckets, 'key').isAdmitted).toBe(false);
    clock.advanceMs(1);
    expect(take(buckets, 'key').isAdmitted).toBe(true);
  });

  it('a bucket says with the last admitted request when the next one is admitted', () => {
    const clock = new FakeClock('2026-01-01T00:00:15.000Z');
    const buckets = new MemoryBuckets(clock);
    takeMany(buckets, 9);
    const last = take(buckets, 'key');
    expect(last).toMatchObject({ isAdmitted: true, used: 10 });
    expect(last.waitMs).toBe(take(buckets, 'key').waitMs);
    clock.advanceMs(last.waitMs - 1);
    expect(take(buckets, 'key').isAdmitted).toBe(false);
    clock.advanceMs(1);
    const next = take(buckets, 'key');
    expect(next.isAdmitted).toBe(true);
    clock.advanceMs(next.waitMs);
    expect(take(buckets, 'key').isAdmitted).toBe(true);
  });

  it('a bucket does not admit twice its limit around a boundary of windows', () => {
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

  it('each key has a separate bucket', () => {
    const buckets = new MemoryBuckets(new FakeClock());
    takeMany(buckets, 20);
    expect(take(buckets, 'another')).toMatchObject({ isAdmitted: true, used: 1 });
  });

  it('a request that one of several buckets refuses counts in none of them', () => {
    const buckets = new MemoryBuckets(new FakeClock());
    const both = (narrow: string) =>
      buckets.take([
        { key: narrow, rate: RATE },
        { key: 'wide', rate: { ...RATE, limit: 15 } },
      ]);
    for (let i = 0; i < 10; i += 1) both('one');
    for (let i = 0; i < 5; i += 1) both('other');
    expect(both('other').map(({ isAdmitted }) => isAdmitted)).toEqual([true, false]);
    expect(both('one').map(({ isAdmitted }) => isAdmitted)).toEqual([false, false]);
    expect(take(buckets, 'other').used).toBe(6);
  });

  it('the bucket of a refused network is kept, however many of its addresses send requests', () => {
    const buckets = new MemoryBuckets(new FakeClock(), 10);
    const ask = (address: string) =>
      buckets.take([
        { key: address, rate: RATE },
        { key: 'network', rate: RATE },
      ])[1]!.isAdmitted;
    const admitted = Array.from({ length: 1000 }, (_, i) => ask(`address ${i}`)).filter(Boolean);
    expect(admitted).toHaveLength(10);
  });

  it('the number of buckets in memory is bounded for any number of keys', () => {
    const buckets = new MemoryBuckets(new FakeClock(), 10);
    for (let i = 0; i < 1000; i += 1) take(buckets, `key ${i}`);
    const { young, old } = buckets as unknown as Record<string, Map<string, unknown>>;
    expect((young?.size ?? 0) + (old?.size ?? 0)).toBeLessThanOrEqual(10);
  });
});
