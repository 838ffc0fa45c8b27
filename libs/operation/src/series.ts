import type { Counter, Histogram, Registry } from 'prom-client';

type Labels<L extends string> = Readonly<Record<L, string>>;

/** One series of a counter. */
export interface CountedSeries {
  add(): void;
}

/** One series of a histogram. */
export interface TimedSeries {
  observe(value: number): void;
}

interface Declared<L extends string = string> {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly L[];
}

interface Value {
  readonly value: number;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly metricName?: string;
}

class Count<L extends string> implements CountedSeries {
  private count = 0;

  constructor(private readonly labels: Labels<L>) {}

  add(): void {
    this.count += 1;
  }

  value(): Value {
    return { value: this.count, labels: this.labels };
  }
}

class Times<L extends string> implements TimedSeries {
  private readonly inBuckets: number[];
  private sum = 0;
  private count = 0;

  constructor(
    private readonly labels: Labels<L>,
    private readonly buckets: readonly number[],
  ) {
    this.inBuckets = buckets.map(() => 0);
  }

  observe(value: number): void {
    const { buckets, inBuckets } = this;
    this.sum += value;
    this.count += 1;
    for (let index = 0; index < buckets.length; index += 1) {
      if (value <= buckets[index]!) {
        inBuckets[index]! += 1;
        return;
      }
    }
  }

  values(name: string): Value[] {
    const { labels, count, sum, inBuckets } = this;
    let below = 0;
    const buckets = this.buckets.map((bound, index): Value => {
      below += inBuckets[index] ?? 0;
      return { value: below, labels: { le: bound, ...labels }, metricName: `${name}_bucket` };
    });
    return [
      ...buckets,
      { value: count, labels: { le: '+Inf', ...labels }, metricName: `${name}_bucket` },
      { value: sum, labels, metricName: `${name}_sum` },
      { value: count, labels, metricName: `${name}_count` },
    ];
  }
}

/** What a registry asks a metric for at each scrape. */
function register(
  registry: Registry,
  declared: Declared,
  type: 'counter' | 'histogram',
  read: () => readonly Value[],
): void {
  const about = { ...declared, type, aggregator: 'sum' };
  const get = () => Promise.resolve({ ...about, values: read() });
  registry.registerMetric({ ...about, get } as unknown as Counter | Histogram);
}

/**
 * A counter for each request. The caller keeps its series, which is a number; prom-client's own `inc` puts the labels
 * together and checks them at each call. The text at a scrape is the same.
 */
export class SeriesCounter<L extends string> {
  private readonly series: Count<L>[] = [];

  constructor(registry: Registry, declared: Declared<L>) {
    register(registry, declared, 'counter', () => this.series.map((each) => each.value()));
  }

  /** A new series; the caller asks once for the same labels. */
  open(labels: Labels<L>): CountedSeries {
    const series = new Count(labels);
    this.series.push(series);
    return series;
  }
}

/** Like `SeriesCounter`, a histogram. */
export class SeriesHistogram<L extends string> {
  private readonly series: Times<L>[] = [];

  constructor(
    registry: Registry,
    declared: Declared<L>,
    private readonly buckets: readonly number[],
  ) {
    register(registry, declared, 'histogram', () =>
      this.series.flatMap((each) => each.values(declared.name)),
    );
  }

  /** A new series; the caller asks once for the same labels. */
  open(labels: Labels<L>): TimedSeries {
    const series = new Times(labels, this.buckets);
    this.series.push(series);
    return series;
  }
}
