import { databaseUnavailable, type Database } from '#libs/database';
import { LateTakeBacks } from './late-take-backs.service.js';
import type { CountedTry, FailedLoginsStore } from './failed-logins.store.js';

const full = () => databaseUnavailable(new Error('timeout exceeded when trying to connect'));
const lost = () => databaseUnavailable(new Error('Query read timeout'));

function makeTakeBacks() {
  const takeBack = jest.fn(async (_tx: unknown, _counted: CountedTry) => undefined);
  const takeBacks = new LateTakeBacks(
    { pool: {} } as unknown as Database,
    { takeBack } as unknown as FailedLoginsStore,
  );
  return { takeBacks, takeBack };
}

const aTry = (number: number, key = 'ann'): CountedTry => ({
  key: Buffer.from(key),
  number,
  at: new Date(0),
});
const seconds = (count: number) => jest.advanceTimersByTimeAsync(count * 1_000);

describe('a try that is to be taken back', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('is taken back at once when the database can be used', async () => {
    const { takeBacks, takeBack } = makeTakeBacks();
    await takeBacks.takeBack(aTry(1));
    await seconds(70);
    expect(takeBack).toHaveBeenCalledTimes(1);
  });

  it('is taken back later when no connection was to be had, and once only', async () => {
    const { takeBacks, takeBack } = makeTakeBacks();
    takeBack.mockRejectedValue(full());
    await takeBacks.takeBack(aTry(1));
    await takeBacks.takeBack(aTry(2, 'bob'));
    await seconds(10);
    takeBack.mockReset().mockResolvedValue(undefined);
    await seconds(2);
    expect(takeBack.mock.calls.map(([, { number }]) => number).sort()).toEqual([1, 2]);
    await seconds(70);
    expect(takeBack).toHaveBeenCalledTimes(2);
  });

  it('does not wait for another that cannot be taken back', async () => {
    const { takeBacks, takeBack } = makeTakeBacks();
    takeBack.mockRejectedValue(full());
    await takeBacks.takeBack(aTry(1));
    await takeBacks.takeBack(aTry(2, 'bob'));
    takeBack.mockReset().mockImplementation(async (_tx, { number }) => {
      if (number === 1) throw full();
      return undefined;
    });
    await seconds(3);
    expect(takeBack.mock.calls.map(([, { number }]) => number)).toContain(2);
  });

  it('is not taken back a second time when the answer to the first was lost', async () => {
    const { takeBacks, takeBack } = makeTakeBacks();
    takeBack.mockRejectedValue(lost());
    await takeBacks.takeBack(aTry(1));
    await seconds(70);
    expect(takeBack).toHaveBeenCalledTimes(1);
  });

  it('stays counted after a minute', async () => {
    const { takeBacks, takeBack } = makeTakeBacks();
    takeBack.mockRejectedValue(full());
    await takeBacks.takeBack(aTry(1));
    await seconds(70);
    takeBack.mockClear();
    await seconds(70);
    expect(takeBack).not.toHaveBeenCalled();
  });

  it('stays counted when too many wait already', async () => {
    const { takeBacks, takeBack } = makeTakeBacks();
    takeBack.mockRejectedValue(full());
    for (let number = 0; number < 1_100; number += 1) await takeBacks.takeBack(aTry(number));
    takeBack.mockReset().mockResolvedValue(undefined);
    await seconds(5);
    expect(takeBack).toHaveBeenCalledTimes(1_000);
  });

  it('is nothing any more once the right password has come: new ones are wrong by themselves', async () => {
    const { takeBacks, takeBack } = makeTakeBacks();
    takeBack.mockRejectedValue(full());
    await takeBacks.takeBack(aTry(1));
    await takeBacks.takeBack(aTry(2, 'bob'));
    takeBacks.forget([Buffer.from('ann')]);
    takeBack.mockReset().mockResolvedValue(undefined);
    await seconds(5);
    expect(takeBack.mock.calls.map(([, { number }]) => number)).toEqual([2]);
  });

  it('keeps no server that stops', async () => {
    const { takeBacks, takeBack } = makeTakeBacks();
    takeBack.mockRejectedValue(full());
    await takeBacks.takeBack(aTry(1));
    takeBacks.onModuleDestroy();
    await takeBacks.takeBack(aTry(2));
    takeBack.mockClear();
    expect(jest.getTimerCount()).toBe(0);
    await seconds(5);
    expect(takeBack).not.toHaveBeenCalled();
  });
});
