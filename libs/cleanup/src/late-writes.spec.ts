import { randomBytes } from 'node:crypto';
import { LateWrites } from './late-writes.js';

const MINUTE_MS = 60_000;
const away = () => Promise.reject(new Error('the database is away'));

describe('a write that failed while the database was unavailable', () => {
  let late: LateWrites;
  beforeEach(() => {
    jest.useFakeTimers();
    late = new LateWrites({ everyMs: 500, most: 1_000 });
  });
  afterEach(() => {
    late.close();
    jest.useRealTimers();
  });

  const aName = () => randomBytes(32);
  const seconds = (count: number) => jest.advanceTimersByTimeAsync(count * 1_000);

  it('a late write is written exactly once when the database is available again', async () => {
    let isAway = true;
    const written: number[] = [];
    for (const number of [1, 2, 3]) {
      const write = () => (isAway ? away() : Promise.resolve(written.push(number)));
      late.add(aName(), write, MINUTE_MS);
    }
    await seconds(2);
    expect(written).toEqual([]);
    isAway = false;
    await seconds(2);
    expect(written.toSorted()).toEqual([1, 2, 3]);
    expect(late.count).toBe(0);
    await seconds(70);
    expect(written).toHaveLength(3);
  });

  it('a late write is written in the order of the writes when none fails', async () => {
    const written: number[] = [];
    for (const number of [1, 2, 3]) {
      late.add(aName(), () => Promise.resolve(written.push(number)), MINUTE_MS);
    }
    await seconds(1);
    expect(written).toEqual([1, 2, 3]);
  });

  it('a late write does not wait for another write that fails repeatedly', async () => {
    const write = jest.fn().mockResolvedValue(undefined);
    late.add(aName(), away, MINUTE_MS);
    late.add(aName(), write, MINUTE_MS);
    await seconds(2);
    expect(write).toHaveBeenCalledTimes(1);
    expect(late.count).toBe(1);
  });

  it('a late write is retried at once for a request with the same name, which gets the error of the retry', async () => {
    const name = aName();
    const write = jest.fn().mockImplementationOnce(away).mockResolvedValue(undefined);
    late.add(name, write, MINUTE_MS);
    await expect(late.writeNow(name)).rejects.toThrow('away');
    await late.writeNow(name);
    expect(late.count).toBe(0);
  });

  it('a late write expires after its time, even if the system clock was set back', async () => {
    late.add(aName(), away, MINUTE_MS);
    jest.setSystemTime(Date.now() - 3_600_000);
    await seconds(59);
    expect(late.count).toBe(1);
    await seconds(2);
    expect(late.count).toBe(0);
  });

  it('a late write can be dropped by its name, even while it is being written', async () => {
    const name = aName();
    let fail: (error: Error) => void = () => undefined;
    late.add(name, () => new Promise((_resolve, reject) => (fail = reject)), MINUTE_MS);
    await seconds(1);
    late.forget(name);
    fail(new Error('the database is away'));
    await seconds(1);
    expect(late.count).toBe(0);
  });

  it('a late write is refused when too many wait, and dropped on close', () => {
    for (let count = 0; count < 5_000; count += 1) late.add(aName(), away, MINUTE_MS);
    expect(late.count).toBe(1_000);
    late.close();
    expect(late.count).toBe(0);
    expect(jest.getTimerCount()).toBe(0);
  });
});
