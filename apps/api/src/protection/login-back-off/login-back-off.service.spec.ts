import type { Config } from '#libs/config';
import { databaseUnavailable, type Database } from '#libs/database';
import { AppError, SystemClock } from '#libs/kernel';
import { Metrics } from '#libs/operation';
import type { LateTakeBacks } from './late-take-backs.service.js';
import { LoginBackOff } from './login-back-off.service.js';
import type { FailedLoginsStore } from './failed-logins.store.js';

const SETTINGS = { freeTries: 5, longestSeconds: 900 };
const ANN = { email: 'ann@example.test' };

function makeBackOff() {
  const store = { count: jest.fn(async () => 3), delete: jest.fn(async () => undefined) };
  const takeBacks = { takeBack: jest.fn(async () => undefined), forget: jest.fn() };
  const config = { get: () => ({ secretKey: 'secret' }), value: () => true };
  const backOff = new LoginBackOff(
    { pool: {} } as unknown as Database,
    store as unknown as FailedLoginsStore,
    takeBacks as unknown as LateTakeBacks,
    SETTINGS,
    new SystemClock(),
    config as unknown as Config,
    new Metrics(),
  );
  const look = (isProven: boolean) => backOff.during(ANN, async () => ({ isProven }));
  return { backOff, store, takeBacks, look };
}

describe('a counted try', () => {
  it('stays counted when the password was wrong', async () => {
    const { store, takeBacks, look } = makeBackOff();
    expect(await look(false)).toEqual({ isProven: false, failures: 2 });
    expect(store.delete).not.toHaveBeenCalled();
    expect(takeBacks.takeBack).not.toHaveBeenCalled();
  });

  it('is forgotten with all others when it was right', async () => {
    const { store, takeBacks, look } = makeBackOff();
    expect(await look(true)).toMatchObject({ isProven: true });
    expect(store.delete).toHaveBeenCalledTimes(1);
    expect(takeBacks.forget).toHaveBeenCalledTimes(1);
  });

  it('is taken back when the password could not be looked at', async () => {
    const { backOff, takeBacks } = makeBackOff();
    const busy = new AppError('HASH_QUEUE_FULL');
    await expect(backOff.during(ANN, () => Promise.reject(busy))).rejects.toBe(busy);
    expect(takeBacks.takeBack).toHaveBeenCalledWith(expect.objectContaining({ number: 3 }));
  });

  it('is taken back when it was right and could not be forgotten', async () => {
    const { store, takeBacks, look } = makeBackOff();
    const full = databaseUnavailable(new Error('timeout exceeded when trying to connect'));
    store.delete.mockRejectedValue(full);
    await expect(look(true)).rejects.toBe(full);
    expect(takeBacks.takeBack).toHaveBeenCalledWith(expect.objectContaining({ number: 3 }));
    expect(takeBacks.forget).not.toHaveBeenCalled();
  });
});
