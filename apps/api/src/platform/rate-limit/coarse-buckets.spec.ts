import { EphemeralUnavailable, InProcessEphemeral, type Share } from '#libs/ephemeral';
import { FakeClock } from '../../../../../libs/testing/src/fake-clock.js';
import { CoarseBuckets } from './coarse-buckets.js';

const RATE = { limit: 10, windowSeconds: 60 };
const WINDOW = '2026-01-01T00:00:00.000Z';

class SharedEphemeral extends InProcessEphemeral {
  override readonly isShared = true as never;
  readonly scripts: (readonly Share[])[] = [];
  /** The number of answers that will be lost. */
  lost = 0;

  override async raiseShares(shares: readonly Share[]): Promise<number[]> {
    this.scripts.push(shares);
    const sums = await super.raiseShares(shares);
    if (this.lost === 0) return sums;
    this.lost -= 1;
    throw new EphemeralUnavailable('timeout');
  }
}

function setUp(instances = 2, maxKeys?: number) {
  const clock = new FakeClock(WINDOW);
  const shared = new SharedEphemeral(clock);
  shared.usePrefix();
  const [one, other, third] = Array.from(
    { length: instances },
    () => new CoarseBuckets(clock, shared, maxKeys),
  );
  return { clock, shared, one: one!, other: other!, third: third! };
}

const bucket = (key = 'key', limit = RATE.limit) => ({ key, rate: { ...RATE, limit } });
const take = (buckets: CoarseBuckets, count: number, of = bucket()) =>
  Array.from({ length: count }, () => buckets.take(of)).filter((v) => v.isAdmitted).length;
const takeAll = (buckets: CoarseBuckets, ...keys: string[]) =>
  buckets.takeAll(keys.map((key) => bucket(key))).every((v) => v.isAdmitted);

describe('the exchange of coarse buckets', () => {
  it('coarse buckets admit the limit in each process, and the limit in total once the processes have exchanged their counts', async () => {
    const { clock, one, other } = setUp();
    expect(take(one, 6)).toBe(6);
    expect(take(other, 2)).toBe(2);
    await one.exchange();
    await other.exchange();
    expect(take(other, 20)).toBe(2);
    expect(take(one, 1)).toBe(1);
    await other.exchange();
    await one.exchange();
    expect(take(one, 20)).toBe(0);
    clock.advanceSeconds(180);
    expect(take(one, 20)).toBe(10);
  });

  it('coarse buckets count in a new window what all instances admitted in the previous one', async () => {
    const { clock, one, other } = setUp();
    take(one, 1);
    await one.exchange();
    take(other, 9);
    // Told after the window has ended.
    clock.advanceSeconds(60);
    await other.exchange();
    expect(one.take(bucket()).used).toBe(2);
    await one.exchange();
    expect(take(one, 20)).toBe(0);
    clock.advanceSeconds(30);
    expect(take(one, 20)).toBe(4);
  });

  it('an instance that did not see a key in the previous window counts what others admitted in it', async () => {
    const { clock, one, third } = setUp(3);
    take(one, 10);
    await one.exchange();
    clock.advanceSeconds(61);
    expect(take(third, 1)).toBe(1);
    await third.exchange();
    expect(take(third, 20)).toBe(0);
  });

  it('a key that is only refused, or was long not used here, still hears of the others', async () => {
    const { clock, one, other } = setUp();
    take(one, 10);
    await one.exchange();
    clock.advanceSeconds(90);
    take(other, 5);
    await other.exchange();
    expect(one.take(bucket()).isAdmitted).toBe(true);
    await one.exchange();
    expect(take(one, 20)).toBe(0);
    clock.advanceSeconds(5);
    take(other, 1);
    await other.exchange();
    await one.exchange();
    clock.advanceSeconds(4);
    expect(take(one, 1)).toBe(0);
  });

  it('coarse buckets exchange the keys that were used since, in one round trip of bounded scripts', async () => {
    const { clock, shared, one } = setUp();
    for (let key = 0; key < 2_500; key += 1) take(one, 2, bucket(`key ${key}`));
    clock.advanceSeconds(2);
    await one.exchange();
    const keys = () => new Set(shared.scripts.flat().map(({ key }) => key.split(':')[0]));
    expect(keys().size).toBe(2_000);
    expect(Math.max(...shared.scripts.map((shares) => shares.length))).toBe(200);
    await one.exchange();
    expect(keys().size).toBe(2_500);
    shared.scripts.splice(0);
    take(one, 3, bucket('key 7'));
    await one.exchange();
    await one.exchange();
    expect(shared.scripts.map((shares) => shares.length)).toEqual([1]);
  });
});

describe('coarse buckets while Redis fails', () => {
  it('coarse buckets go on counting in the process, and tell later what they have counted, once', async () => {
    const { shared, one, other } = setUp();
    expect(take(one, 4)).toBe(4);
    shared.lost = 3;
    for (let again = 0; again < 3; again += 1) await one.exchange();
    expect(take(one, 2)).toBe(2);
    await one.exchange();
    take(other, 1);
    await other.exchange();
    expect(other.take(bucket()).used).toBe(8);
    expect(take(one, 20)).toBe(4);
  });

  it('coarse buckets tell a Redis that has lost its memory what they have counted', async () => {
    const { clock, shared, one, other } = setUp();
    take(one, 6);
    await one.exchange();
    const empty = new SharedEphemeral(clock);
    empty.usePrefix();
    shared.raiseShares = (shares) => empty.raiseShares(shares);
    take(one, 1);
    await one.exchange();
    take(other, 1);
    await other.exchange();
    expect(other.take(bucket()).used).toBe(9);
  });

  it('coarse buckets keep what waits to be told bounded while Redis is away', async () => {
    const { shared, one } = setUp(1, 100);
    jest.spyOn(shared, 'isAvailable', 'get').mockReturnValue(false);
    for (let key = 0; key < 5_000; key += 1) take(one, 1, bucket(`key ${key}`));
    await one.exchange();
    jest.restoreAllMocks();
    await one.exchange();
    expect(new Set(shared.scripts.flat().map(({ key }) => key.split(':')[0])).size).toBe(100);
  });
});

describe('the tallies of coarse buckets', () => {
  it('a request that one of several coarse buckets refuses counts in none of them', () => {
    const { one } = setUp();
    for (let i = 0; i < 6; i += 1) expect(takeAll(one, 'narrow', 'wide')).toBe(true);
    for (let i = 0; i < 4; i += 1) expect(takeAll(one, 'other', 'wide')).toBe(true);
    expect(takeAll(one, 'other', 'wide')).toBe(false);
    expect(takeAll(one, 'new', 'wide')).toBe(false);
    expect(one.take(bucket('other')).used).toBe(5);
    expect(one.take(bucket('new')).used).toBe(1);
  });

  it('a key at its limit stays refused, however many other keys are used meanwhile', () => {
    const { one } = setUp(1, 100);
    take(one, 10, bucket('full'));
    take(one, 6, bucket('nearly full'));
    for (let key = 0; key < 5_000; key += 1) take(one, 1, bucket(`key ${key}`));
    expect(take(one, 20, bucket('full'))).toBe(0);
    expect(take(one, 20, bucket('nearly full'))).toBe(4);
    expect(one.size).toBeLessThanOrEqual(100);
  });

  it('refused requests with new keys displace no tally', () => {
    const { one } = setUp(1, 100);
    take(one, 4, bucket('mine'));
    for (let i = 0; i < 10; i += 1) takeAll(one, 'network');
    for (let key = 0; key < 5_000; key += 1) takeAll(one, `key ${key}`, 'network');
    expect(one.take(bucket('mine')).used).toBe(5);
  });

  it('the number of tallies is bounded, also when all are nearly full', () => {
    const { one } = setUp(1, 100);
    for (let key = 0; key < 1_000; key += 1) take(one, 10, bucket(`key ${key}`));
    expect(one.size).toBeLessThanOrEqual(100);
  });

  it('what was counted in a tally that was forgotten is heard again, and what is counted after that adds to it', async () => {
    const { one, other } = setUp(2, 100);
    take(one, 4, bucket('mine'));
    await one.exchange();
    for (let key = 0; key < 1_000; key += 1) take(one, 1, bucket(`key ${key}`));
    expect(one.take(bucket('mine')).used).toBe(1);
    await one.exchange();
    expect(one.take(bucket('mine')).used).toBe(6);
    await one.exchange();
    take(other, 1, bucket('mine'));
    await other.exchange();
    expect(other.take(bucket('mine')).used).toBe(8);
  });

  it('a clock that is set back a little starts no window again', () => {
    const { clock, one } = setUp();
    clock.advanceSeconds(60);
    take(one, 10);
    clock.advanceMs(-20);
    expect(take(one, 20)).toBe(0);
  });
});
