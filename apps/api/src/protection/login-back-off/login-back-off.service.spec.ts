import type { Config } from '#libs/config';
import { databaseUnavailable, type Database } from '#libs/database';
import { AppError, SystemClock } from '#libs/kernel';
import { Metrics } from '#libs/operation';
import { LoginBackOff } from './login-back-off.service.js';
import type { CountedAttempt, FailedLoginsStore } from './failed-logins.store.js';

const SETTINGS = { freeTries: 5, longestSeconds: 900 };
const ANN = { email: 'ann@example.test' };
const BOB = { email: 'bob@example.test' };

const busy = new AppError('HASH_QUEUE_FULL');
const full = () => databaseUnavailable(new Error('timeout exceeded when trying to connect'));
const lost = () => databaseUnavailable(new Error('Query read timeout'));
const seconds = (count: number) => jest.advanceTimersByTimeAsync(count * 1_000);

function makeBackOff() {
  const store = {
    count: jest.fn(async () => 3),
    delete: jest.fn(async () => undefined),
    uncount: jest.fn(async (_tx: unknown, _counted: CountedAttempt) => undefined),
  };
  const config = { get: () => ({ secretKey: 'secret' }), value: () => true };
  const backOff = new LoginBackOff(
    { pool: {} } as unknown as Database,
    store as unknown as FailedLoginsStore,
    SETTINGS,
    new SystemClock(),
    config as unknown as Config,
    new Metrics(),
  );
  const compare = (isProven: boolean) => backOff.during(ANN, async () => ({ isProven }));
  /** An attempt whose password cannot be compared, and whose number is `number`. */
  const attemptInVain = async (number: number, account = ANN) => {
    store.count.mockResolvedValueOnce(number);
    await expect(backOff.during(account, () => Promise.reject(busy))).rejects.toBe(busy);
  };
  const uncounted = () => store.uncount.mock.calls.map(([, { number }]) => number);
  return { backOff, store, compare, attemptInVain, uncounted };
}

describe('a counted attempt', () => {
  it('stays counted when the password was wrong', async () => {
    const { store, compare } = makeBackOff();
    expect(await compare(false)).toEqual({ isProven: false, failures: 2 });
    expect(store.delete).not.toHaveBeenCalled();
    expect(store.uncount).not.toHaveBeenCalled();
  });

  it('is deleted with all others when the password was correct', async () => {
    const { store, compare } = makeBackOff();
    expect(await compare(true)).toMatchObject({ isProven: true });
    expect(store.delete).toHaveBeenCalledTimes(1);
  });

  it('is uncounted when the password could not be compared', async () => {
    const { attemptInVain, uncounted } = makeBackOff();
    await attemptInVain(3);
    expect(uncounted()).toEqual([3]);
  });

  it('is uncounted when the password was correct and the count could not be deleted', async () => {
    const { store, compare, uncounted } = makeBackOff();
    const error = full();
    store.delete.mockRejectedValue(error);
    await expect(compare(true)).rejects.toBe(error);
    expect(uncounted()).toEqual([3]);
  });
});

describe('an attempt that is to be uncounted', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('is uncounted at once when the database can be used', async () => {
    const { store, attemptInVain } = makeBackOff();
    await attemptInVain(1);
    await seconds(70);
    expect(store.uncount).toHaveBeenCalledTimes(1);
  });

  it('is uncounted later when no connection was free, and only once', async () => {
    const { store, attemptInVain, uncounted } = makeBackOff();
    store.uncount.mockRejectedValue(full());
    await attemptInVain(1);
    await attemptInVain(2, BOB);
    await seconds(10);
    store.uncount.mockReset().mockResolvedValue(undefined);
    await seconds(2);
    expect(uncounted().sort()).toEqual([1, 2]);
    await seconds(70);
    expect(store.uncount).toHaveBeenCalledTimes(2);
  });

  it('does not wait for another that cannot be uncounted', async () => {
    const { store, attemptInVain, uncounted } = makeBackOff();
    store.uncount.mockRejectedValue(full());
    await attemptInVain(1);
    await attemptInVain(2, BOB);
    store.uncount.mockReset().mockImplementation(async (_tx, { number }) => {
      if (number === 1) throw full();
      return undefined;
    });
    await seconds(3);
    expect(uncounted()).toContain(2);
  });

  it('is not uncounted a second time when the answer to the first was lost', async () => {
    const { store, attemptInVain } = makeBackOff();
    store.uncount.mockRejectedValue(lost());
    await attemptInVain(1);
    await seconds(70);
    expect(store.uncount).toHaveBeenCalledTimes(1);
  });

  it('stays counted after a minute', async () => {
    const { store, attemptInVain } = makeBackOff();
    store.uncount.mockRejectedValue(full());
    await attemptInVain(1);
    await seconds(70);
    store.uncount.mockClear();
    await seconds(70);
    expect(store.uncount).not.toHaveBeenCalled();
  });

  it('stays counted when too many wait already', async () => {
    const { store, attemptInVain } = makeBackOff();
    store.uncount.mockRejectedValue(full());
    for (let number = 0; number < 1_100; number += 1) await attemptInVain(number);
    store.uncount.mockReset().mockResolvedValue(undefined);
    await seconds(5);
    expect(store.uncount).toHaveBeenCalledTimes(1_000);
  });

  it('is dropped after a correct password, whose deletion of the count included it', async () => {
    const { store, compare, attemptInVain, uncounted } = makeBackOff();
    store.uncount.mockRejectedValue(full());
    await attemptInVain(1);
    await attemptInVain(2, BOB);
    await compare(true);
    store.uncount.mockReset().mockResolvedValue(undefined);
    await seconds(5);
    expect(uncounted()).toEqual([2]);
  });

  it('is kept after a correct password whose deletion of the count failed', async () => {
    const { store, compare, attemptInVain, uncounted } = makeBackOff();
    store.uncount.mockRejectedValue(full());
    const error = full();
    store.delete.mockRejectedValue(error);
    await attemptInVain(1);
    await expect(compare(true)).rejects.toBe(error);
    store.uncount.mockReset().mockResolvedValue(undefined);
    await seconds(5);
    expect(uncounted().sort()).toEqual([1, 3]);
  });

  it('does not keep a server from stopping', async () => {
    const { backOff, store, attemptInVain } = makeBackOff();
    store.uncount.mockRejectedValue(full());
    await attemptInVain(1);
    backOff.onModuleDestroy();
    await attemptInVain(2);
    store.uncount.mockClear();
    expect(jest.getTimerCount()).toBe(0);
    await seconds(5);
    expect(store.uncount).not.toHaveBeenCalled();
  });
});
