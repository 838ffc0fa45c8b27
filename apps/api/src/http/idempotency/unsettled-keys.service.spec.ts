import { randomBytes } from 'node:crypto';
import { newId } from '#libs/kernel';
import { eventually } from '../../../../../libs/testing/src/eventually.js';
import { FakeClock } from '../../../../../libs/testing/src/fake-clock.js';
import { UnsettledKeys } from './unsettled-keys.service.js';

const MINUTE_MS = 60_000;
const away = () => Promise.reject(new Error('the database is away'));

describe('what could not be written about a key', () => {
  let clock: FakeClock;
  let keys: UnsettledKeys;
  beforeEach(() => {
    clock = new FakeClock();
    keys = new UnsettledKeys(clock);
  });
  afterEach(() => keys.onModuleDestroy());

  const aUse = () => ({ id: randomBytes(32), bodyHash: randomBytes(32), claim: newId() });

  it('is written when the database is back, all of it', async () => {
    let isAway = true;
    const written: number[] = [];
    for (const number of [1, 2, 3]) {
      const settle = () => (isAway ? away() : Promise.resolve(written.push(number)));
      keys.add(aUse(), settle, MINUTE_MS);
    }
    isAway = false;
    await eventually(() => keys.count === 0);
    expect(written).toEqual([1, 2, 3]);
  });

  it('is written at once for whoever uses the key again, who hears when that fails', async () => {
    const use = aUse();
    const settle = jest.fn().mockImplementationOnce(away).mockResolvedValue(undefined);
    keys.add(use, settle, MINUTE_MS);
    await expect(keys.settle(use.id)).rejects.toThrow('away');
    await keys.settle(use.id);
    expect(keys.count).toBe(0);
  });

  it('is given up after its time, also when the clock was set back', async () => {
    keys.add(aUse(), away, MINUTE_MS);
    clock.stepSeconds(-3600);
    clock.advanceSeconds(60);
    await eventually(() => keys.count === 0);
  });

  it('fills no memory, and is let go when the process ends', () => {
    for (let count = 0; count < 5_000; count += 1) keys.add(aUse(), away, MINUTE_MS);
    expect(keys.count).toBe(1_000);
    keys.onModuleDestroy();
    expect(keys.count).toBe(0);
  });
});
