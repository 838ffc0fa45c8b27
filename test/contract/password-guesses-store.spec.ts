import { createHash } from 'node:crypto';
import { describeOnDatabases } from '#libs/testing';
import { FailedLoginsStore } from '../../apps/api/src/protection/login-back-off/failed-logins.store.js';

const NOON = Date.parse('2026-06-01T12:00:00.000Z');
const store = new FailedLoginsStore();

let serial = 0;
const aKey = () =>
  createHash('sha256')
    .update(`account ${(serial += 1)}`)
    .digest();

describeOnDatabases('the store of guesses', (db) => {
  const count = (key: Buffer, atMs: number) =>
    store.count(db.database.pool, {
      key,
      now: new Date(NOON + atMs),
      forgetBefore: new Date(NOON + atMs - 86_400_000),
      freeTries: 3,
      longestSeconds: 900,
    });

  it('The store of password guesses allows free attempts in any order of the clocks of their instances', async () => {
    const key = aKey();
    expect(await count(key, 5)).toBe(1);
    expect(await count(key, 2)).toBe(2);
    expect(await count(key, 0)).toBe(3);
  });

  it('The store of password guesses makes the next attempt wait once the free ones are used up', async () => {
    const key = aKey();
    for (let i = 0; i < 3; i += 1) await count(key, 0);
    expect(await count(key, 999)).toBeNull();
    expect(await count(key, 1000)).toBe(4);
    expect(await count(key, 2999)).toBeNull();
    expect(await count(key, 3000)).toBe(5);
  });

  it('A wait that a later attempt has set stays when an earlier attempt is uncounted', async () => {
    const key = aKey();
    for (let i = 0; i < 3; i += 1) await count(key, i);
    await count(key, 1002);
    await store.uncount(db.database.pool, { key, number: 2, at: new Date(NOON + 1) });
    expect(await count(key, 1003)).toBeNull();
    await store.uncount(db.database.pool, { key, number: 4, at: new Date(NOON + 1002) });
    expect(await count(key, 1003)).toBeNull();
  });

  it('The next password attempt is allowed when the last was never compared', async () => {
    const key = aKey();
    for (let i = 0; i < 3; i += 1) await count(key, i);
    await count(key, 1002);
    await store.uncount(db.database.pool, { key, number: 4, at: new Date(NOON + 1002) });
    expect(await count(key, 1003)).toBe(4);
  });

  it('An attempt during the wait is counted, and the wait stays for the others', async () => {
    const key = aKey();
    for (let i = 0; i < 3; i += 1) await count(key, 0);
    expect(await store.countPassed(db.database.pool, { key, now: new Date(NOON + 500) })).toBe(4);
    expect(await count(key, 999)).toBeNull();
    expect(await count(key, 1000)).toBe(5);
    const since = new Date(NOON);
    expect(await store.findFailures(db.database.pool, key, since)).toBe(5);
    expect(await store.findFailures(db.database.pool, key, new Date(NOON + 2000))).toBe(0);
  });
});
