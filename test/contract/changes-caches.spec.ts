import { row, rows } from '#libs/database';
import { newId, SystemClock } from '#libs/kernel';
import type { ValidatedCache } from '#api/platform/changes';
import {
  createTestDatabase,
  eventually,
  FakeClock,
  hasRedisServer,
  RedisServer,
  TcpProxy,
  type TestDatabase,
} from '#libs/testing';
import { recall, startChangesInstance, type ChangesInstance } from '../support/changes-instance.js';

/** An instance with a cache over a table of sessions. */
interface Reader extends ChangesInstance {
  readonly cache: ValidatedCache<string | null>;
  loads: number;
  read(id: string): Promise<string | null>;
}

const ways = [
  ['that is asked', false],
  ['that is first asked for what it remembers', true],
] as const;

(hasRedisServer() ? describe : describe.skip).each(ways)(
  'a validated cache %s',
  (_way, recalls) => {
    let database: TestDatabase;
    let redis: RedisServer;
    let proxy: TcpProxy;
    let one: Reader;
    let two: Reader;
    const clock = new FakeClock();

    const start = async (redisUrl?: string): Promise<Reader> => {
      const instance = await startChangesInstance({
        databaseUrl: database.url,
        clock,
        ...(redisUrl !== undefined && { redisUrl }),
        env: { REDIS_BREAK_MS: '100', REDIS_COMMAND_TIMEOUT_MS: '1000', DATABASE_POOL_MAX: '4' },
      });
      const cache = instance.caches.create<string | null>('test', {
        maxEntries: 100,
        lane: 'users',
      });
      const reader: Reader = Object.assign(instance, {
        cache,
        loads: 0,
        read: async (id: string) => {
          const recalled = recalls ? await recall(instance.caches, cache, id) : undefined;
          if (recalled !== undefined) return recalled;
          return cache.get(id, [`session:${id}`, `user:${id}`], async () => {
            reader.loads += 1;
            const sql = 'SELECT state FROM truth WHERE id = $1';
            return (await row<{ state: string }>(instance.database.pool, sql, [id]))?.state ?? null;
          });
        },
      });
      if (redisUrl !== undefined) await eventually(() => reader.ephemeral.isAvailable);
      return reader;
    };

    const make = async (): Promise<string> => {
      const id = newId();
      await rows(one.database.pool, `INSERT INTO truth VALUES ($1, 'alive')`, [id]);
      return id;
    };
    const revoke = (id: string, by: ChangesInstance = one): Promise<void> =>
      by.units.run(async (unit) => {
        await rows(unit.tx, `UPDATE truth SET state = 'ended' WHERE id = $1`, [id]);
        unit.changed({ kind: 'session_ended', sessionId: id });
      });
    /** Reads until an answer comes from memory. */
    const warm = (reader: Reader, id: string): Promise<boolean> =>
      eventually(async () => {
        const before = reader.loads;
        await reader.read(id);
        return reader.loads === before;
      });
    const unannounced = async (): Promise<number> => {
      const sql = 'SELECT count(*)::integer AS n FROM change_log WHERE NOT announced';
      return (await row<{ n: number }>(one.database.pool, sql))?.n ?? -1;
    };

    beforeAll(async () => {
      database = await createTestDatabase();
      redis = await RedisServer.start();
      proxy = await TcpProxy.start({ port: redis.port });
      one = await start(redis.url);
      two = await start(`redis://127.0.0.1:${proxy.port}`);
      await rows(one.database.pool, 'CREATE TABLE truth (id uuid PRIMARY KEY, state text)');
    });
    afterEach(async () => {
      redis.thaw();
      proxy.heal();
      await redis.command('CONFIG', 'SET', 'maxmemory', '0');
      await redis.command('REPLICAOF', 'NO', 'ONE');
      await eventually(() => one.ephemeral.isAvailable && two.ephemeral.isAvailable);
    });
    afterAll(async () => {
      await Promise.all([one.close(), two.close()]);
      await proxy.close();
      await redis.stop();
      await database.drop();
    });

    it('A cached look-up answers from memory, with one load for all concurrent requests', async () => {
      const id = await make();
      const before = two.loads;
      const answers = await Promise.all(Array.from({ length: 100 }, () => two.read(id)));
      expect(new Set(answers)).toEqual(new Set(['alive']));
      expect(two.loads - before).toBe(1);
      await warm(two, id);
      const warmLoads = two.loads;
      for (let index = 0; index < 50; index += 1) await two.read(id);
      expect(two.loads).toBe(warmLoads);
    });

    it('A cached look-up obeys a change on every instance as soon as the change was answered', async () => {
      const id = await make();
      await Promise.all([warm(one, id), warm(two, id)]);
      await revoke(id);
      expect(await Promise.all([one.read(id), two.read(id)])).toEqual(['ended', 'ended']);
      await eventually(async () => (await unannounced()) === 0);
    });

    it('A change keeps the other entries of the cache', async () => {
      const [id, other] = [await make(), await make()];
      await Promise.all([warm(two, id), warm(two, other)]);
      const before = two.loads;
      await revoke(id);
      await two.read(other);
      expect(two.loads).toBe(before);
    });

    it('A cached look-up does not keep an absent value', async () => {
      const id = newId();
      const before = two.loads;
      expect(await two.read(id)).toBeNull();
      expect(await two.read(id)).toBeNull();
      expect(two.loads - before).toBe(2);
    });

    it('A cached look-up does not keep a failure', async () => {
      const id = newId();
      let calls = 0;
      const load = async () => {
        calls += 1;
        if (calls === 1) throw new Error('broken');
        return 'fine';
      };
      await expect(one.cache.get(id, [], load)).rejects.toThrow('broken');
      expect(await one.cache.get(id, [], load)).toBe('fine');
      expect(calls).toBe(2);
    });

    it('A load that began before a change is never kept, nor shared with a later request', async () => {
      const id = await make();
      let release = (): void => undefined;
      let isReading = (): void => undefined;
      const gate = new Promise<void>((resolve) => (release = resolve));
      const reading = new Promise<void>((resolve) => (isReading = resolve));
      const markers = [`session:${id}`] as const;
      const slow = two.cache.get(`slow ${id}`, markers, async () => {
        isReading();
        await gate;
        return 'alive';
      });
      await reading;
      await revoke(id);
      let laterLoads = 0;
      const later = two.cache.get(`slow ${id}`, markers, async () => {
        laterLoads += 1;
        return 'ended';
      });
      release();
      expect(await slow).toBe('alive');
      expect(await later).toBe('ended');
      expect(laterLoads).toBe(1);
      const again = await two.cache.get(`slow ${id}`, markers, async () => 'ended');
      expect(again).toBe('ended');
    });

    it('A load that began before a request is never shared with it, without Redis either', async () => {
      const alone = await start();
      const states = ['first', 'second', 'third'];
      let release = (): void => undefined;
      const gate = new Promise<void>((resolve) => (release = resolve));
      const load = async () => {
        const state = states.shift() ?? null;
        if (state === 'first') await gate;
        return state;
      };
      const first = alone.cache.get('k', [], load);
      await new Promise((resolve) => setImmediate(resolve));
      const followers = Array.from({ length: 10 }, () => alone.cache.get('k', [], load));
      release();
      expect(await first).toBe('first');
      expect(new Set(await Promise.all(followers))).toEqual(new Set(['second']));
      expect(await alone.cache.get('k', [], load)).toBe('third');
      await alone.close();
    });

    it('The cache forgets everything when Redis was emptied or a marker was evicted', async () => {
      const id = await make();
      await warm(two, id);
      await redis.flush();
      const before = two.loads;
      expect(await two.read(id)).toBe('alive');
      expect(two.loads).toBe(before + 1);

      await warm(two, id);
      await revoke(id);
      const markers = (await redis.command('KEYS', '*v:*')) as string[];
      await redis.command('DEL', ...markers);
      expect(await two.read(id)).toBe('ended');
    });

    it('A cached look-up obeys a change when Redis is full', async () => {
      const id = await make();
      await Promise.all([warm(one, id), warm(two, id)]);
      await redis.fill();
      await revoke(id);
      expect(await Promise.all([one.read(id), two.read(id)])).toEqual(['ended', 'ended']);
    });

    it('A cached look-up obeys a change when Redis is read-only', async () => {
      const id = await make();
      await Promise.all([warm(one, id), warm(two, id)]);
      await redis.command('REPLICAOF', '127.0.0.1', '1');
      await revoke(id);
      expect(await Promise.all([one.read(id), two.read(id)])).toEqual(['ended', 'ended']);
    });

    it('A cached look-up obeys a change when Redis was frozen, however soon Redis answers again', async () => {
      const id = await make();
      await Promise.all([warm(one, id), warm(two, id)]);
      redis.freeze();
      await revoke(id);
      redis.thaw();
      expect(await Promise.all([one.read(id), two.read(id)])).toEqual(['ended', 'ended']);
      await eventually(async () => (await unannounced()) === 0);
    });

    it('A cached look-up obeys a change while Redis stays frozen, and the change is announced when Redis answers again', async () => {
      const ids = await Promise.all(Array.from({ length: 5 }, () => make()));
      await Promise.all(ids.map((id) => warm(two, id)));
      redis.freeze();
      for (const id of ids) await revoke(id);
      expect(new Set(await Promise.all(ids.map((id) => two.read(id))))).toEqual(new Set(['ended']));
      expect(await unannounced()).toBe(5);
      redis.thaw();
      await eventually(async () => (await unannounced()) === 0);
    });

    it('A cached look-up obeys a change when Redis was killed, and the change is announced when Redis is back', async () => {
      const id = await make();
      await Promise.all([warm(one, id), warm(two, id)]);
      await redis.kill();
      await revoke(id);
      expect(await Promise.all([one.read(id), two.read(id)])).toEqual(['ended', 'ended']);
      expect(await unannounced()).toBe(1);
      await redis.start();
      expect(await Promise.all([one.read(id), two.read(id)])).toEqual(['ended', 'ended']);
      await eventually(async () => (await unannounced()) === 0);
    });

    it('A change of a process that died is announced by another', async () => {
      const id = await make();
      await warm(two, id);
      await rows(one.database.pool, `UPDATE truth SET state = 'ended' WHERE id = $1`, [id]);
      await rows(
        one.database.pool,
        `INSERT INTO change_log (id, kind, session_id, markers) VALUES ($1, 'session_ended', $2, $3)`,
        [newId(), id, [`session:${id}`]],
      );
      await eventually(async () => (await two.read(id)) === 'ended');
      await eventually(async () => (await unannounced()) === 0);
    });

    describe('when one instance does not see the Redis that another sees', () => {
      it('An instance that does not see Redis learns of a change from one that does', async () => {
        const id = await make();
        await warm(one, id);
        proxy.cut();
        await eventually(() => !two.ephemeral.isAvailable);
        await revoke(id, two);
        expect(await two.read(id)).toBe('ended');
        await eventually(async () => (await one.read(id)) === 'ended');
      });

      it('A cache entry ends at its maximum age even when no announcement arrives', async () => {
        const id = await make();
        await warm(one, id);
        // As if no instance that reaches Redis could announce.
        await rows(one.database.pool, `UPDATE truth SET state = 'ended' WHERE id = $1`, [id]);
        clock.advanceMs(2_999);
        expect(await one.read(id)).toBe('alive');
        clock.advanceMs(1);
        expect(await one.read(id)).toBe('ended');
      });

      it('A cached look-up reads PostgreSQL each time where Redis is not seen', async () => {
        const id = await make();
        await warm(two, id);
        proxy.blackHole();
        await two.read(id);
        const before = two.loads;
        await rows(one.database.pool, `UPDATE truth SET state = 'ended' WHERE id = $1`, [id]);
        expect(await two.read(id)).toBe('ended');
        await two.read(id);
        expect(two.loads).toBe(before + 2);
      });
    });

    it('The cache holds no more entries than its bound', async () => {
      for (let index = 0; index < 300; index += 1) {
        await one.cache.get(`bound ${index}`, [], async () => 'x');
      }
      expect((one.cache as unknown as { size: number }).size).toBeLessThanOrEqual(100);
    });

    it('A cached look-up needs few connections to PostgreSQL when there is no Redis', async () => {
      const alone = await start();
      let running = 0;
      let most = 0;
      const load = async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setTimeout(resolve, 5));
        running -= 1;
        return 'x';
      };
      await Promise.all(
        Array.from({ length: 40 }, (_, key) => alone.cache.get(`${key}`, [], load)),
      );
      // Two of the four connections are reserved for checks, one for each kind.
      expect(most).toBe(1);
      expect(alone.ephemeral.isShared).toBe(false);
      await alone.close();
    });

    it('One kind of cached check does not displace another', async () => {
      const alone = await start();
      const tokens = alone.caches.create<string>('tokens', { maxEntries: 10, lane: 'tokens' });
      let release = (): void => undefined;
      const stuck = new Promise<string>((resolve) => (release = () => resolve('late')));
      const waiting = ['a', 'b', 'c'].map((key) => alone.cache.get(key, [], () => stuck));
      expect(await tokens.get('t', [], async () => 'good')).toBe('good');
      expect(await alone.caches.within('tokens', async () => 'found')).toBe('found');
      release();
      expect(await Promise.all(waiting)).toEqual(['late', 'late', 'late']);
      await alone.close();
    });

    it('The cache measures ages by its own clock alone', () => {
      expect(new SystemClock().monotonicMs()).toBeLessThan(new SystemClock().nowMs());
    });
  },
);
