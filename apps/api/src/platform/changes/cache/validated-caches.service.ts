import { Inject, Injectable } from '@nestjs/common';
import { Gauge } from 'prom-client';
import type { ConfigOf } from '#libs/config';
import { databaseConfig, reservedConnections } from '#libs/database';
import { Clock } from '#libs/kernel';
import { Metrics } from '#libs/operation';
import { ENTRY_LIFE_MS } from '../markers.js';
import { AnnouncementProof } from '../announce/announcement-proof.service.js';
import type { CheckLane, Unconfirmed, ValidatedCache } from '../validated-cache.js';
import { LoadBound, SpareLoads } from './load-bound.js';
import { VersionMarkers } from './version-markers.js';
import { ValidatedEntries } from './validated-entries.js';

const LANES: readonly CheckLane[] = ['users', 'tokens'];
/** Number of places in each lane that no other lane may use. */
const OWN = 1;
/** Where checks use the common connection pool, this many connections are left to other work. */
const OTHERS = 2;

type PoolConfig = Pick<ConfigOf<typeof databaseConfig>, 'poolMax' | 'poolReserved'>;

/**
 * The caches of this process, which share the markers and the places for loads. A caller that asks after a change was
 * answered gets the state after the change, on every instance.
 */
@Injectable()
export class ValidatedCaches {
  private readonly bounds: ReadonlyMap<CheckLane, LoadBound>;
  private readonly made = new Map<string, ValidatedEntries<unknown>>();

  constructor(
    private readonly versionMarkers: VersionMarkers,
    private readonly clock: Clock,
    private readonly proof: AnnouncementProof,
    @Inject(databaseConfig.KEY) pool: PoolConfig,
    metrics: Metrics,
  ) {
    this.bounds = boundsOf(pool);
    this.watch(metrics);
  }

  /** Creates a separate cache for one kind of value; its loads use `Database.checks`. */
  create<T>(
    name: string,
    { maxEntries, lane }: { maxEntries: number; lane: CheckLane },
  ): ValidatedCache<T> {
    const { versionMarkers, clock, proof } = this;
    const made = new ValidatedEntries<T>({
      maxEntries,
      lifeMs: ENTRY_LIFE_MS,
      ...{ versionMarkers, clock, proof, bound: this.boundOf(lane) },
    });
    this.made.set(name, made);
    return made;
  }

  /**
   * Calls `answer` once, later: whether all of these values may be used by a request that arrived before this call. All
   * questions of one turn of the event loop are one question to Redis.
   */
  confirm(found: readonly Unconfirmed<unknown>[], answer: (mayUse: boolean) => void): void {
    const versions = found.map((each) => each.versions);
    this.versionMarkers.confirmAll(versions, (isSame) => {
      if (isSame) for (const each of found) each.noteUse();
      answer(isSame);
    });
  }

  /** The same for callers that wait. */
  confirmed(found: readonly Unconfirmed<unknown>[]): Promise<boolean> {
    return new Promise((answer) => this.confirm(found, answer));
  }

  /** Runs a look-up on `Database.checks` without caching it, within the bound of its lane. */
  within<T>(lane: CheckLane, load: () => Promise<T>): Promise<T> {
    return this.boundOf(lane).run(load);
  }

  private boundOf(lane: CheckLane): LoadBound {
    const bound = this.bounds.get(lane);
    if (!bound) throw new Error(`There is no lane ${lane}`);
    return bound;
  }

  /** Counted in plain numbers and read at each scrape: updating labelled metrics is too slow for the hot path. */
  private watch(metrics: Metrics): void {
    const read: [name: string, help: string, (cache: ValidatedEntries<unknown>) => number][] = [
      ['hits', 'Decisions answered from memory after their markers were compared', (c) => c.hits],
      ['loads', 'Decisions read from PostgreSQL', (c) => c.loads],
      ['entries', 'Decisions in memory', (c) => c.size],
    ];
    for (const [name, help, valueOf] of read) {
      const { made } = this;
      const gauge = new Gauge({
        name: `gatehouse_cache_${name}`,
        help,
        labelNames: ['cache'],
        registers: [metrics.registry],
        collect: () => {
          for (const [cache, entries] of made) gauge.set({ cache }, valueOf(entries));
        },
      });
    }
  }
}

function boundsOf(pool: PoolConfig): ReadonlyMap<CheckLane, LoadBound> {
  const places = reservedConnections(pool) || pool.poolMax - OTHERS;
  const spare = new SpareLoads(places - OWN * LANES.length);
  return new Map(LANES.map((lane) => [lane, new LoadBound(OWN, undefined, undefined, spare)]));
}
