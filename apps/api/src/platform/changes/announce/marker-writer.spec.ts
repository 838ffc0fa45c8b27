import { EphemeralUnavailable, InProcessEphemeral, type Outage } from '#libs/ephemeral';
import { SystemClock } from '#libs/kernel';
import { MarkerWriter } from './marker-writer.js';

type Answer = 'works' | 'disconnected' | 'refused' | 'timeout' | 'closed';

/** Redis with scripted results. */
class ScriptedRedis extends InProcessEphemeral {
  writes: Answer = 'works';
  deletes: Answer = 'works';
  attempts = 0;
  /** Writes succeed from this attempt on. */
  worksFrom = Infinity;
  override outage: Outage & InProcessEphemeral['outage'] = {
    refusedAtMs: null,
    silentSinceMs: null,
  };

  constructor() {
    super(new SystemClock());
    this.usePrefix();
  }

  tell(outage: Partial<Outage>): void {
    this.outage = { refusedAtMs: null, silentSinceMs: null, ...outage } as never;
  }

  override async setMany(entries: ReadonlyMap<string, string>, ttl: number): Promise<void> {
    this.attempts += 1;
    if (this.attempts >= this.worksFrom) {
      this.writes = 'works';
      this.tell({});
    }
    if (this.writes !== 'works') throw new EphemeralUnavailable(this.writes);
    await super.setMany(entries, ttl);
  }

  override async delete(keys: readonly string[]): Promise<void> {
    if (this.deletes !== 'works') throw new EphemeralUnavailable(this.deletes);
    await super.delete(keys);
  }
}

const GIVE_UP_MS = 150;
const MARKER = 'session:1';
const KEY = 'v:session:1';

describe('writing markers', () => {
  let redis: ScriptedRedis;
  let writer: MarkerWriter;
  const write = () => writer.write([MARKER], performance.now());

  beforeEach(() => {
    redis = new ScriptedRedis();
    writer = new MarkerWriter(redis, GIVE_UP_MS);
  });

  it('each write gives a marker a value that it never had before', async () => {
    const seen = new Set<string | null>([null]);
    for (let round = 0; round < 100; round += 1) {
      expect(await write()).toBe('written');
      seen.add(await redis.get(KEY));
    }
    expect(seen.size).toBe(101);
  });

  it('markers are deleted when Redis has no memory for new values', async () => {
    await redis.set(KEY, 'old', 60);
    redis.writes = 'refused';
    expect(await write()).toBe('written');
    expect(await redis.get(KEY)).toBeNull();
  });

  it('in a read-only Redis a write is void as soon as the epoch has expired', async () => {
    redis.writes = 'refused';
    redis.deletes = 'refused';
    expect(await write()).toBe('void');
    await redis.set('epoch', 'alive', 60);
    expect(await write()).toBe('given up');
  });

  it('a write of markers is repeated until it succeeds', async () => {
    redis.writes = 'disconnected';
    redis.worksFrom = 4;
    const patient = new MarkerWriter(redis, 60_000);
    expect(await patient.write([MARKER], performance.now())).toBe('written');
  });

  it('a refused connection makes the write void only if the attempt came after the commit', async () => {
    redis.writes = 'disconnected';
    redis.tell({ refusedAtMs: performance.now() - 1 });
    expect(await write()).toBe('given up');
    redis.tell({ refusedAtMs: performance.now() + 10 });
    expect(await write()).toBe('void');
  });

  it('a Redis that does not answer makes the write void only after the epoch must have expired', async () => {
    redis.writes = 'timeout';
    redis.tell({ silentSinceMs: performance.now() - 1_000 });
    expect(await write()).toBe('given up');
    redis.tell({ silentSinceMs: performance.now() - 10_000 });
    expect(await write()).toBe('void');
  });

  it('a Redis that answers again gets the markers, even after a long silence', async () => {
    redis.writes = 'timeout';
    redis.tell({ silentSinceMs: performance.now() - 10_000 });
    redis.worksFrom = 2;
    expect(await write()).toBe('written');
  });

  it('a write of markers is given up at once when the process stops', async () => {
    redis.writes = 'closed';
    expect(await write()).toBe('given up');
    expect(redis.attempts).toBe(1);
  });
});
