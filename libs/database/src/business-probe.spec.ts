import { setImmediate as turn } from 'node:timers/promises';
import { BusinessProbe } from './business-probe.js';
import type { Database } from './database.js';

interface Pending<T> {
  resolve(value: T): void;
  reject(error: Error): void;
}

/** As much of the data source as is asked: connections that come, and answer, when the test says so. */
function makeProbe() {
  const connecting: Pending<object>[] = [];
  const asking: Pending<void>[] = [];
  const client = { abandon: jest.fn(() => asking.at(-1)?.reject(new Error('broken off'))) };
  const release = jest.fn(async () => undefined);
  const later = <T>(list: Pending<T>[]) =>
    new Promise<T>((resolve, reject) => list.push({ resolve, reject }));
  const createQueryRunner = () => ({
    connect: () => later(connecting),
    query: () => later(asking),
    release,
  });
  const probe = new BusinessProbe({ dataSource: { createQueryRunner } } as unknown as Database);
  return { probe, client, release, connecting, asking };
}

describe('the probe of the connections for business', () => {
  beforeEach(() => jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick'] }));
  afterEach(() => jest.useRealTimers());

  it('says that they are usable when one is to be had and answers, and gives it back', async () => {
    const { probe, client, release, connecting, asking } = makeProbe();
    const isUsable = probe.isUsable();
    connecting[0]?.resolve(client);
    await turn();
    asking[0]?.resolve();
    expect(await isUsable).toBe(true);
    expect(release).toHaveBeenCalledTimes(1);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('says that they are not when none is to be had', async () => {
    const { probe, release, connecting } = makeProbe();
    const isUsable = probe.isUsable();
    connecting[0]?.reject(new Error('sorry, too many clients already'));
    expect(await isUsable).toBe(false);
    expect(release).toHaveBeenCalledTimes(1);
  });

  it('waits for none longer than readiness may, and asks for no second one meanwhile', async () => {
    const { probe, client, release, connecting, asking } = makeProbe();
    for (let time = 0; time < 3; time += 1) {
      const isUsable = probe.isUsable();
      jest.advanceTimersByTime(500);
      expect(await isUsable).toBe(false);
    }
    expect(connecting).toHaveLength(1);
    // It comes after all, and is free for others at once.
    connecting[0]?.resolve(client);
    await turn();
    asking[0]?.resolve();
    await turn();
    expect(release).toHaveBeenCalledTimes(1);
    void probe.isUsable();
    expect(connecting).toHaveLength(2);
  });

  it('closes one that says nothing', async () => {
    const { probe, client, release, connecting } = makeProbe();
    const isUsable = probe.isUsable();
    connecting[0]?.resolve(client);
    await turn();
    jest.advanceTimersByTime(500);
    expect(await isUsable).toBe(false);
    await turn();
    expect(client.abandon).toHaveBeenCalledTimes(1);
    expect(release).toHaveBeenCalledTimes(1);
  });
});
