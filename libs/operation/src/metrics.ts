import { setImmediate } from 'node:timers/promises';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { SeriesCounter, SeriesHistogram } from './series.js';

/** Seconds, for histograms of durations: from a memory look-up to a slow hash. */
export const DURATION_BUCKETS = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
];

/**
 * The metrics of this process for Prometheus. Names begin with `gatehouse_`; labels have few values (never an id, an
 * address or a path with its parameters).
 */
export class Metrics {
  readonly registry = new Registry();

  counter<L extends string>(name: string, help: string, labelNames: readonly L[] = []) {
    return new Counter<L>({ name, help, labelNames, registers: [this.registry] });
  }

  histogram<L extends string>(
    name: string,
    help: string,
    labelNames: readonly L[] = [],
    buckets: readonly number[] = DURATION_BUCKETS,
  ) {
    return new Histogram<L>({
      name,
      help,
      labelNames,
      buckets: [...buckets],
      registers: [this.registry],
    });
  }

  /** A counter of each request, whose series are kept by the code that counts. */
  seriesCounter<L extends string>(
    name: string,
    help: string,
    labelNames: readonly L[],
  ): SeriesCounter<L> {
    return new SeriesCounter<L>(this.registry, { name, help, labelNames });
  }

  /** A histogram of each request, whose series are kept by the code that observes. */
  seriesHistogram<L extends string>(
    name: string,
    help: string,
    labelNames: readonly L[],
  ): SeriesHistogram<L> {
    const declared = { name, help, labelNames };
    return new SeriesHistogram<L>(this.registry, declared, DURATION_BUCKETS);
  }

  /** `read` is called at each scrape. */
  gauge(name: string, help: string, read?: () => number): Gauge {
    const options = { name, help, registers: [this.registry] };
    if (!read) return new Gauge(options);
    return new Gauge({
      ...options,
      collect() {
        this.set(read());
      },
    });
  }

  /**
   * A gauge whose value needs a query or a call. It is read after all other gauges, so that a connection used by the
   * scrape itself does not count as one that requests wait for.
   */
  askedGauge(name: string, help: string, ask: () => Promise<number>): Gauge {
    return new Gauge({
      name,
      help,
      registers: [this.registry],
      async collect() {
        await setImmediate();
        this.set(await ask());
      },
    });
  }
}
