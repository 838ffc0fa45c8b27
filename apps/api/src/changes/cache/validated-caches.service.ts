import { Inject, Injectable } from '@nestjs/common';
import { Gauge } from 'prom-client';
import type { ConfigOf } from '#libs/config';
import { databaseConfig } from '#libs/database';
import { Clock } from '#libs/kernel';
import { Metrics } from '#libs/operation';
import { ENTRY_LIFE_MS } from '../markers.js';
import { ValidatedCaches, type ValidatedCache } from '../validated-cache.js';
import { LoadBound } from './load-bound.js';
import { MarkerBoard } from './marker-board.js';
import { ValidatedEntries } from './validated-entries.js';

/** What is left of the pool for everything else. */
const OTHERS = 2;

/** The caches of this process: they share the markers and the bound of loads. */
@Injectable()
export class MarkedCaches extends ValidatedCaches {
  private readonly bound: LoadBound;
  private readonly made = new Map<string, ValidatedEntries<unknown>>();

  constructor(
    private readonly board: MarkerBoard,
    private readonly clock: Clock,
    @Inject(databaseConfig.KEY) { poolMax }: Pick<ConfigOf<typeof databaseConfig>, 'poolMax'>,
    metrics: Metrics,
  ) {
    super();
    this.bound = new LoadBound(Math.max(1, poolMax - OTHERS));
    this.watch(metrics);
  }

  override create<T>(name: string, { maxEntries }: { maxEntries: number }): ValidatedCache<T> {
    const { board, clock, bound } = this;
    const made = new ValidatedEntries<T>({
      maxEntries,
      lifeMs: ENTRY_LIFE_MS,
      ...{ board, clock, bound },
    });
    this.made.set(name, made);
    return made;
  }

  /** Counted in plain numbers and read at each scrape: the hot path has no time for labels. */
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
