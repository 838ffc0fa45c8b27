import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { row, rows } from '#libs/database';
import { newId } from '#libs/kernel';
import type { ValidatedCache } from '#api/platform/changes';
import {
  createTestDatabase,
  eventually,
  hasRedisServer,
  RedisServer,
  type TestDatabase,
} from '#libs/testing';
import { recall, startChangesInstance, type ChangesInstance } from '../support/changes-instance.js';

/** The fault of Redis in a round, and its time in relation to the change. */
type Fault = 'none' | 'frozen' | 'killed' | 'flushed' | 'evicted' | 'cut off' | 'asleep';

interface Round {
  readonly fault: Fault;
  /** Before the change begins. */
  readonly leadMs: number;
  /** Until Redis continues; `null`: as soon as the change was answered. */
  readonly lastsMs: number | null;
  readonly readers: number;
  /** Whether the idle one asks only after it has found Redis again. */
  readonly isPatient: boolean;
}

const ROUNDS: Readonly<Record<Fault, number>> = {
  none: 400,
  flushed: 150,
  evicted: 100,
  'cut off': 100,
  asleep: 30,
  killed: 150,
  frozen: 100,
};

interface Reader extends ChangesInstance {
  readonly cache: ValidatedCache<string | null>;
  loads: number;
  reads: number;
}

(hasRedisServer() ? describe : describe.skip)(
  'a change on one instance, another being warm',
  () => {
    let database: TestDatabase;
    let redis: RedisServer;
    let writer: Reader;
    let readers: Reader[];

    const start = async (): Promise<Reader> => {
      const instance = await startChangesInstance({
        databaseUrl: database.url,
        redisUrl: redis.url,
        env: { REDIS_BREAK_MS: '20', DATABASE_POOL_MAX: '6' },
      });
      const cache = instance.caches.create<string | null>('test', {
        maxEntries: 10_000,
        lane: 'users',
      });
      return Object.assign(instance, { cache, loads: 0, reads: 0 });
    };

    /** Both ways in turn: what one instance caches, the other revokes. */
    const read = async (by: Reader, id: string, key = id): Promise<string | null> => {
      by.reads += 1;
      const recalled = by.reads % 2 === 0 ? await recall(by.caches, by.cache, key) : undefined;
      if (recalled !== undefined) return recalled;
      return by.cache.get(key, [`session:${id}`, `user:${id}`], async () => {
        by.loads += 1;
        const sql = 'SELECT state FROM truth WHERE id = $1';
        const found = await row<{ state: string }>(by.database.pool, sql, [id]);
        // A slow answer is old when it arrives.
        if (by.loads % 2 === 0) await sleep(by.loads % 7);
        return found?.state ?? null;
      });
    };

    const warm = (by: Reader, id: string) =>
      eventually(async () => {
        const before = by.loads;
        await read(by, id);
        return by.loads === before;
      });

    const end = (id: string): Promise<void> =>
      writer.units.run(async (unit) => {
        await rows(unit.tx, `UPDATE truth SET state = 'ended' WHERE id = $1`, [id]);
        unit.changed({ kind: 'session_ended', sessionId: id });
      });

    const begin: Readonly<Record<Fault, () => Promise<unknown>>> = {
      none: async () => undefined,
      frozen: async () => redis.freeze(),
      killed: () => redis.kill(),
      flushed: () => redis.command('FLUSHALL'),
      evicted: async () => {
        const keys = (await redis.command('KEYS', '*v:*')) as string[];
        if (keys.length > 0) await redis.command('DEL', ...keys);
      },
      'cut off': () => redis.command('CLIENT', 'KILL', 'TYPE', 'normal'),
      asleep: async () => void redis.command('DEBUG', 'SLEEP', '0.3').catch(() => undefined),
    };

    const cease = async (fault: Fault): Promise<void> => {
      if (fault === 'frozen') redis.thaw();
      // It returns with its former data: older markers, and perhaps a valid epoch.
      if (fault === 'killed') await redis.start();
    };

    /** Reads continuously from before the change until after it; returns what reads saw that began after its answer. */
    const watch = (by: Reader, id: string, isOver: () => boolean, isAnswered: () => boolean) =>
      (async () => {
        let stale = 0;
        while (!isOver()) {
          const mustBeEnded = isAnswered();
          // Sometimes under another key, so that loads are in flight at any moment of the change.
          const state = await read(by, id, `${id} ${Math.floor(performance.now() / 10)}`);
          if (mustBeEnded && state !== 'ended') stale += 1;
          await new Promise((resolve) => setImmediate(resolve));
        }
        return stale;
      })();

    const play = async (round: Round): Promise<number> => {
      const id = newId();
      await rows(writer.database.pool, `INSERT INTO truth VALUES ($1, 'alive')`, [id]);
      const warmed = readers.slice(0, round.readers);
      await Promise.all(warmed.map((reader) => warm(reader, id)));
      let isAnswered = false;
      let isOver = false;
      const watching = [...warmed, ...warmed].map(
        (reader) =>
      watch(reader, id, () => isOver, () => isAnswered), // prettier-ignore
      );
      // An idle instance must obey too: it has not noticed the fault.
      const idle = readers.at(-1)!;
      await warm(idle, id);
      const isEarly = round.leadMs >= 0;
      if (isEarly) {
        await begin[round.fault]();
        await sleep(round.leadMs);
      }
      const ended = end(id).then(() => (isAnswered = true));
      if (!isEarly) await begin[round.fault]();
      if (round.lastsMs !== null) {
        await sleep(round.lastsMs);
        await Promise.all([cease(round.fault), ended]);
      } else {
        await ended;
        await cease(round.fault);
      }
      if (round.isPatient) await eventually(() => idle.ephemeral.isAvailable);
      const firstOfIdle = await read(idle, id);
      await sleep(5);
      isOver = true;
      const stale = (await Promise.all(watching)).reduce((sum, count) => sum + count, 0);
      return stale + (firstOfIdle === 'ended' ? 0 : 1);
    };

    const arbitraryRound = (fault: Fault): fc.Arbitrary<Round> =>
      fc.record({
        fault: fc.constant(fault),
        leadMs: fc.integer({ min: -1, max: 15 }),
        lastsMs:
          fault === 'frozen' || fault === 'killed'
            ? fc.oneof(
                { weight: 4, arbitrary: fc.integer({ min: 0, max: 60 }) },
                { weight: 1, arbitrary: fc.constant(null) },
              )
            : fc.constant(0),
        readers: fc.integer({ min: 0, max: 2 }),
        isPatient: fc.boolean(),
      });

    beforeAll(async () => {
      database = await createTestDatabase();
      redis = await RedisServer.start([
        ...['--appendonly', 'yes', '--appendfsync', 'always'],
        ...['--enable-debug-command', 'yes'],
      ]);
      [writer, ...readers] = await Promise.all([start(), start(), start(), start()]);
      await eventually(() => [writer, ...readers].every(({ ephemeral }) => ephemeral.isAvailable));
      await rows(writer.database.pool, 'CREATE TABLE truth (id uuid PRIMARY KEY, state text)');
    }, 60_000);
    afterAll(async () => {
      redis.thaw();
      await Promise.all([writer, ...readers].map((each) => each.close()));
      await redis.stop();
      await database.drop();
    });

    it.each(Object.entries(ROUNDS) as [Fault, number][])(
      'with Redis %s: %i rounds, nothing stale once it was answered',
      async (fault, count) => {
        const seed = Number(process.env['RACE_SEED'] ?? newId().replace(/\D/g, '').slice(-9));
        const scale = Number(process.env['RACE_SCALE'] ?? 1);
        const rounds = fc.sample(arbitraryRound(fault), {
          numRuns: Math.ceil(count * scale),
          seed,
        });
        const failed: Round[] = [];
        const idle = readers.at(-1)!;
        const before = { loads: idle.loads, reads: idle.reads };
        for (const round of rounds) {
          if ((await play(round)) > 0) failed.push(round);
          await eventually(() => [writer, ...readers].every((each) => each.ephemeral.isAvailable));
        }
        expect({ seed, failed }).toEqual({ seed, failed: [] });
        // The cache was used: otherwise nothing was proved.
        const { loads, reads } = idle;
        expect(reads - before.reads).toBeGreaterThan(loads - before.loads);
      },
      600_000,
    );
  },
);
