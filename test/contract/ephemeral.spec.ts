import { setTimeout as sleep } from 'node:timers/promises';
import {
  addressOf,
  type Ephemeral,
  EphemeralUnavailable,
  InProcessEphemeral,
  RedisEphemeral,
  type RedisSettings,
} from '#libs/ephemeral';
import { newId, SystemClock } from '#libs/kernel';
import { eventually, hasRedisServer, RedisServer } from '#libs/testing';
import { NO_REDIS } from '../support/redis-settings.js';
import { withFixture } from '../support/with-fixture.js';

/** The same contract for each implementation. */
function promises(open: () => Promise<Ephemeral>): void {
  let ephemeral: Ephemeral;

  beforeEach(async () => {
    ephemeral = await open();
    ephemeral.usePrefix(newId());
    await eventually(() => ephemeral.isAvailable);
  });
  afterEach(() => ephemeral.close());

  it('The ephemeral store keeps each value until its own expiry, extends only what is there and revives nothing', async () => {
    await ephemeral.set('set', 'one', 1);
    await ephemeral.set('extended', 'two', 1);
    await ephemeral.getOrSetMany([
      { key: 'short', value: '1', ttlSeconds: 1 },
      { key: 'long', value: '2', ttlSeconds: 60 },
    ]);
    expect(await ephemeral.extend('extended', 60)).toBe(true);
    const keys = ['set', 'extended', 'short', 'long'];
    expect(await ephemeral.getMany(keys)).toEqual(['one', 'two', '1', '2']);
    await sleep(1050);
    expect(await ephemeral.getMany(keys)).toEqual([null, 'two', null, '2']);
    expect(await ephemeral.extend('set', 60)).toBe(false);
    expect(await ephemeral.extend('never', 60)).toBe(false);
    expect(await ephemeral.getMany(['set', 'never'])).toEqual([null, null]);
  });

  it('The ephemeral store answers many keys in their order, absent ones as null', async () => {
    await ephemeral.setMany(new Map([['a', '1'], ['c', '3']]), 60); // prettier-ignore
    expect(await ephemeral.getMany(['c', 'b', 'a', 'c'])).toEqual(['3', null, '1', '3']);
    expect(await ephemeral.getMany([])).toEqual([]);
  });

  it('The ephemeral store lets one of many concurrent calls set an absent key', async () => {
    const values = Array.from({ length: 20 }, (_, index) => `${index}`);
    const won = await Promise.all(values.map((value) => ephemeral.setIfAbsent('a', value, 60)));
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await ephemeral.get('a')).toBe(values[won.indexOf(true)]);
  });

  it('The ephemeral store sets an absent value and answers the same value to all concurrent calls', async () => {
    await ephemeral.set('a', 'old', 60);
    const answers = await Promise.all(
      ['x', 'y', 'z'].map((value) =>
        ephemeral.getOrSetMany([
          { key: 'a', value, ttlSeconds: 60 },
          { key: 'b', value, ttlSeconds: 60 },
        ]),
      ),
    );
    const [a, b] = answers[0] ?? [];
    expect(a).toBe('old');
    expect(['x', 'y', 'z']).toContain(b);
    expect(new Set(answers.map(String)).size).toBe(1);
    expect(await ephemeral.getMany(['a', 'b'])).toEqual([a, b]);
  });

  it('The ephemeral store deletes keys, also absent ones', async () => {
    await ephemeral.set('a', '1', 60);
    await ephemeral.delete(['a', 'b']);
    await ephemeral.delete([]);
    expect(await ephemeral.get('a')).toBeNull();
  });

  it('The ephemeral store counts without a loss, and the expiry runs from the first count', async () => {
    const counts = await Promise.all(
      Array.from({ length: 50 }, () => ephemeral.increment('a', 2, 2)),
    );
    expect(Math.max(...counts.map(({ count }) => count))).toBe(100);
    expect(new Set(counts.map(({ count }) => count)).size).toBe(50);
    for (const { ttlMs } of counts) {
      expect(ttlMs).toBeGreaterThan(0);
      expect(ttlMs).toBeLessThanOrEqual(2000);
    }
    await sleep(1000);
    const later = await ephemeral.increment('a', 2);
    expect(later.count).toBe(101);
    expect(later.ttlMs).toBeLessThanOrEqual(1010);
    await sleep(1050);
    expect((await ephemeral.increment('a', 2)).count).toBe(1);
  });

  it('The ephemeral store counts several keys at once, each with its own expiry from its first count', async () => {
    expect(await ephemeral.incrementMany(['a', 'b'], 1)).toEqual([1, 1]);
    expect(await ephemeral.incrementMany(['b', 'c'], 60)).toEqual([2, 1]);
    expect(await ephemeral.incrementMany([], 60)).toEqual([]);
    await eventually(async () => (await ephemeral.get('b')) === null);
    expect(await ephemeral.incrementMany(['b', 'c'], 60)).toEqual([1, 2]);
  });

  it('The ephemeral store adds up the shares of the members of a counter, and repeating a share changes nothing', async () => {
    const share = (member: string, count: number, key = 'a', ttlMs = 1000) => ({ key, member, count, ttlMs }); // prettier-ignore
    expect(await ephemeral.raiseShares([share('one', 3), share('one', 2, 'b', 60_000)])).toEqual([3, 2]); // prettier-ignore
    expect(await ephemeral.raiseShares([share('two', 4), share('two', 0, 'b')])).toEqual([7, 2]);
    expect(await ephemeral.raiseShares([share('two', 4), share('one', 5)])).toEqual([7, 9]);
    expect(await ephemeral.raiseShares([share('one', 4), share('new', 0, 'c')])).toEqual([9, 0]);
    expect(await ephemeral.raiseShares([])).toEqual([]);
    await eventually(async () => (await ephemeral.raiseShares([share('one', 0)]))[0] === 0);
    expect(await ephemeral.raiseShares([share('one', 1), share('two', 1, 'b')])).toEqual([1, 3]);
  });

  it('The ephemeral store delivers messages to every listener of a channel until it has unsubscribed', async () => {
    const heard: string[] = [];
    const stop = await ephemeral.subscribe('c', (message) => heard.push(`1:${message}`));
    await ephemeral.subscribe('c', (message) => heard.push(`2:${message}`));
    await ephemeral.subscribe('other', (message) => heard.push(`other:${message}`));
    await eventually(async () => {
      await ephemeral.publish('c', 'try');
      return heard.includes('1:try') && heard.includes('2:try');
    });
    await stop();
    await ephemeral.publish('c', 'last');
    await eventually(() => heard.includes('2:last'));
    expect(heard).not.toContain('1:last');
    expect(heard.some((line) => line.startsWith('other:try'))).toBe(false);
  });
}

describe('the shared state in process', () => {
  promises(async () => new InProcessEphemeral(new SystemClock()));

  it('The in-process ephemeral store refuses everything before it has its prefix and after it was closed', async () => {
    const ephemeral = new InProcessEphemeral(new SystemClock());
    await expect(ephemeral.get('a')).rejects.toThrow(EphemeralUnavailable);
    ephemeral.usePrefix();
    await ephemeral.set('a', '1', 1);
    await ephemeral.close();
    await expect(ephemeral.get('a')).rejects.toThrow(EphemeralUnavailable);
  });

  it('The in-process ephemeral store stays within its bound', async () => {
    const ephemeral = new InProcessEphemeral(new SystemClock(), 100);
    ephemeral.usePrefix();
    for (let index = 0; index < 1000; index += 1) await ephemeral.set(`${index}`, 'x', 60);
    const keys = Array.from({ length: 1000 }, (_, index) => `${index}`);
    const held = (await ephemeral.getMany(keys)).filter((value) => value !== null);
    expect(held.length).toBeLessThanOrEqual(100);
    expect(held.length).toBeGreaterThan(90);
    expect(await ephemeral.get('999')).toBe('x');
  });
});

(hasRedisServer() ? describe : describe.skip)('the shared state in Redis', () => {
  let server: RedisServer;
  withFixture(async (opened) => {
    server = opened.add(await RedisServer.start(['--requirepass', 'secret']));
  });

  const open = (settings: Partial<RedisSettings> = {}) => {
    const address = addressOf({ ...NO_REDIS, ...settings });
    if (!address) throw new Error('No Redis is configured');
    return new RedisEphemeral({ address, commandTimeoutMs: 1000, breakMs: 100 });
  };

  describe('configuration by its address', () => {
    promises(async () => open({ url: server.url, password: 'secret' }));
  });

  it('Redis is found by host, port and database as well, and keeps installations apart', async () => {
    const { host, port } = server;
    const url = `redis://:secret@${host}:${port}/1`;
    const one = open({ host, port, db: 1, password: 'secret' });
    const same = open({ url });
    const other = open({ url });
    const id = newId();
    one.usePrefix(id);
    same.usePrefix(id);
    other.usePrefix(newId());
    await eventually(() => [one, same, other].every(({ isAvailable }) => isAvailable));
    await one.set('a', '1', 60);
    expect(await same.get('a')).toBe('1');
    expect(await other.get('a')).toBeNull();

    const heard: unknown[] = [];
    await other.subscribe('c', (message) => heard.push(message));
    let isHeard = false;
    await same.subscribe('c', () => (isHeard = true));
    await eventually(async () => {
      await one.publish('c', 'for us');
      return isHeard;
    });
    expect(heard).not.toContain('for us');
    await Promise.all([one, same, other].map((each) => each.close()));
  });

  it('The Redis connection gives libraries a client of their own', async () => {
    const ephemeral = open({ url: server.url, password: 'secret' });
    ephemeral.usePrefix(newId());
    await eventually(() => ephemeral.isAvailable);
    const client = ephemeral.redisClient();
    await eventually(() => client.status === 'ready');
    await client.set(ephemeral.prefixed('mine'), 'x', 'EX', 60);
    expect(await ephemeral.get('mine')).toBe('x');
    await ephemeral.close();
  });
});

(hasRedisServer() ? describe : describe.skip)('the shared state in a Redis Cluster', () => {
  let server: RedisServer;
  withFixture(async (opened) => {
    server = opened.add(
      await RedisServer.start([
        ...['--cluster-enabled', 'yes'],
        ...['--cluster-announce-ip', '127.0.0.1'],
      ]),
    );
    await server.command('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
    await eventually(async () =>
      String(await server.command('CLUSTER', 'INFO')).includes('cluster_state:ok'),
    );
  });

  promises(async () => {
    const address = addressOf({ ...NO_REDIS, clusterNodes: [`${server.host}:${server.port}`] });
    if (!address) throw new Error('No Redis is configured');
    return new RedisEphemeral({ address, commandTimeoutMs: 1000, breakMs: 100 });
  });
});
