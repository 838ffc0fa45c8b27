import { EphemeralUnavailable, InProcessEphemeral, type Outage } from '#libs/ephemeral';
import { SystemClock } from '#libs/kernel';
import { MarkerWriter } from './marker-writer.js';

type Answer = 'works' | 'disconnected' | 'refused' | 'timeout' | 'closed';

/** Does what it is told, as Redis would. */
class Moody extends InProcessEphemeral {
  writes: Answer = 'works';
  deletes: Answer = 'works';
  attempts = 0;
  /** It works from this attempt on. */
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
  let redis: Moody;
  let writer: MarkerWriter;
  const write = () => writer.write([MARKER], performance.now());

  beforeEach(() => {
    redis = new Moody();
    writer = new MarkerWriter(redis, GIVE_UP_MS);
  });

  it('gives each marker a value that it never had', async () => {
    const seen = new Set<string | null>([null]);
    for (let round = 0; round < 100; round += 1) {
      expect(await write()).toBe('written');
      seen.add(await redis.get(KEY));
    }
    expect(seen.size).toBe(101);
  });

  it('deletes them when there is no memory for another value', async () => {
    await redis.set(KEY, 'old', 60);
    redis.writes = 'refused';
    expect(await write()).toBe('written');
    expect(await redis.get(KEY)).toBeNull();
  });

  it('is content when the epoch has ended in a read-only Redis', async () => {
    redis.writes = 'refused';
    redis.deletes = 'refused';
    expect(await write()).toBe('void');
    await redis.set('epoch', 'alive', 60);
    expect(await write()).toBe('given up');
  });

  it('goes on trying until it succeeds', async () => {
    redis.writes = 'disconnected';
    redis.worksFrom = 4;
    const patient = new MarkerWriter(redis, 60_000);
    expect(await patient.write([MARKER], performance.now())).toBe('written');
  });

  it('is content with a refused connection only when it was tried after the commit', async () => {
    redis.writes = 'disconnected';
    redis.tell({ refusedAtMs: performance.now() - 1 });
    expect(await write()).toBe('given up');
    redis.tell({ refusedAtMs: performance.now() + 10 });
    expect(await write()).toBe('void');
  });

  it('is content with a silence only when no epoch can have outlived it', async () => {
    redis.writes = 'timeout';
    redis.tell({ silentSinceMs: performance.now() - 1_000 });
    expect(await write()).toBe('given up');
    redis.tell({ silentSinceMs: performance.now() - 10_000 });
    expect(await write()).toBe('void');
  });

  it('hears a Redis that answers again before it trusts the silence', async () => {
    redis.writes = 'timeout';
    redis.tell({ silentSinceMs: performance.now() - 10_000 });
    redis.worksFrom = 2;
    expect(await write()).toBe('written');
  });

  it('does not wait when the process ends', async () => {
    redis.writes = 'closed';
    expect(await write()).toBe('given up');
    expect(redis.attempts).toBe(1);
  });
});
