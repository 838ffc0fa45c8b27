import { setImmediate as turn } from 'node:timers/promises';
import { BusinessProbe } from './database-probes.js';
import type { Database } from './database.js';

interface Pending<T> {
  resolve(value: T): void;
  reject(error: Error): void;
}

/** The part of a data source that the probe uses; connections and answers are controlled by the test. */
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

describe('the probe of connections for requests', () => {
  beforeEach(() => jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick'] }));
  afterEach(() => jest.useRealTimers());

  it('connections for requests are usable if one is available and answers, and it is returned', async () => {
    const { probe, client, release, connecting, asking } = makeProbe();
    const isUsable = probe.isUsable();
    connecting[0]?.resolve(client);
    await turn();
    asking[0]?.resolve();
    expect(await isUsable).toBe(true);
    expect(release).toHaveBeenCalledTimes(1);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('connections for requests are not usable if none is available', async () => {
    const { probe, release, connecting } = makeProbe();
    const isUsable = probe.isUsable();
    connecting[0]?.reject(new Error('sorry, too many clients already'));
    expect(await isUsable).toBe(false);
    expect(release).toHaveBeenCalledTimes(1);
  });

  it('the probe waits no longer than readiness may, and requests no second connection meanwhile', async () => {
    const { probe, client, release, connecting, asking } = makeProbe();
    for (let time = 0; time < 3; time += 1) {
      const isUsable = probe.isUsable();
      jest.advanceTimersByTime(500);
      expect(await isUsable).toBe(false);
    }
    expect(connecting).toHaveLength(1);
    // The connection arrives late and is returned at once.
    connecting[0]?.resolve(client);
    await turn();
    asking[0]?.resolve();
    await turn();
    expect(release).toHaveBeenCalledTimes(1);
    void probe.isUsable();
    expect(connecting).toHaveLength(2);
  });

  it('the probe closes a connection that does not answer', async () => {
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
