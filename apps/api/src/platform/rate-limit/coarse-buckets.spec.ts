import { InProcessEphemeral } from '#libs/ephemeral';
import { FakeClock } from '../../../../../libs/testing/src/fake-clock.js';
import { CoarseBuckets } from './coarse-buckets.js';

const RATE = { limit: 10, windowSeconds: 60 };

class SharedEphemeral extends InProcessEphemeral {
  override readonly isShared = true as never;
}

describe('buckets that are shared periodically', () => {
  const clock = new FakeClock();
  const shared = new SharedEphemeral(clock);
  shared.usePrefix();
  const take = (buckets: CoarseBuckets, count: number) =>
    Array.from({ length: count }, () => buckets.take('token', RATE)).filter((v) => v.isAdmitted)
      .length;

  it('coarse buckets admit the limit in each process, and the limit in total once the processes have shared their counts', async () => {
    const [one, other] = [new CoarseBuckets(clock, shared), new CoarseBuckets(clock, shared)];
    expect(take(one, 6)).toBe(6);
    expect(take(other, 2)).toBe(2);
    await one.share();
    await other.share();
    await one.share();
    expect(take(other, 20)).toBe(2);
    expect(take(one, 20)).toBe(4);
    clock.advanceSeconds(180);
    expect(take(one, 20)).toBe(10);
  });

  it('coarse buckets continue to count locally while Redis is not available', async () => {
    const gone = new SharedEphemeral(clock);
    gone.usePrefix();
    jest.spyOn(gone, 'increment').mockRejectedValue(new Error('gone'));
    const buckets = new CoarseBuckets(clock, gone);
    expect(take(buckets, 7)).toBe(7);
    await buckets.share();
    expect(take(buckets, 20)).toBe(3);
  });
});
