import { randomInt } from 'node:crypto';

/** Two requests whose response times must not be distinguishable. */
export interface Branches {
  readonly a: Work;
  readonly b: Work;
}

export type Work = () => Promise<unknown>;

export interface Comparison {
  readonly medianA: number;
  readonly medianB: number;
  /** The two-sided Mann-Whitney U test: the probability of such samples when both have the same distribution. */
  readonly p: number;
}

const WARM_UP = 30;
const SAMPLES = 300;

async function timed(work: Work): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

function shuffled<T>(values: readonly T[]): T[] {
  return values
    .map((value) => ({ value, place: randomInt(1_000_000) }))
    .sort((one, other) => one.place - other.place)
    .map(({ value }) => value);
}

/**
 * Measures each of `others` and `base` in random order, one call after the other, so that other load of the machine
 * affects all equally. One sample of `base` serves all comparisons.
 */
export async function compareEach(
  base: Work,
  others: Readonly<Record<string, Work>>,
): Promise<Record<string, Comparison>> {
  const arms = [base, ...Object.values(others)].map((work) => ({ work, times: [] as number[] }));
  for (let round = -WARM_UP; round < SAMPLES; round += 1) {
    for (const { work, times } of shuffled(arms)) {
      const ms = await timed(work);
      if (round >= 0) times.push(ms);
    }
  }
  const [ofBase, ...ofOthers] = arms.map(({ times }) => times);
  const compared = Object.keys(others).map((name, index): [string, Comparison] => {
    const [a, b] = [ofOthers[index] ?? [], ofBase ?? []];
    return [name, { medianA: median(a), medianB: median(b), p: mannWhitney(a, b) }];
  });
  return Object.fromEntries(compared);
}

export async function compare({ a, b }: Branches): Promise<Comparison> {
  const { pair } = await compareEach(b, { pair: a });
  return pair!;
}

/** The medians differ by more than a tenth or 5 ms, and significantly. */
export function isTelling({ medianA, medianB, p }: Comparison): boolean {
  const difference = Math.abs(medianA - medianB);
  return p < 0.001 && (difference > 5 || difference > 0.1 * Math.min(medianA, medianB));
}

/**
 * Fails only when two runs both distinguish them.
 * @param first the result of an earlier run
 */
export async function findTelling(
  branches: Branches,
  first?: Comparison,
): Promise<Comparison | null> {
  const once = first ?? (await compare(branches));
  if (!isTelling(once)) return null;
  const twice = await compare(branches);
  return isTelling(twice) ? twice : null;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((x, y) => x - y);
  const middle = sorted.length / 2;
  const [low = NaN, high = NaN] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
}

/** The p-value by the normal approximation, which is good from some twenty values on. */
export function mannWhitney(a: readonly number[], b: readonly number[]): number {
  const all = [
    ...a.map((value) => ({ value, isA: true })),
    ...b.map((value) => ({ value, isA: false })),
  ];
  all.sort((x, y) => x.value - y.value);
  const rankSum = all.reduce((sum, { isA }, index) => sum + (isA ? index + 1 : 0), 0);
  const u = rankSum - (a.length * (a.length + 1)) / 2;
  const mean = (a.length * b.length) / 2;
  const deviation = Math.sqrt((a.length * b.length * (a.length + b.length + 1)) / 12);
  return 2 * (1 - normalCdf(Math.abs(u - mean) / deviation));
}

/** Abramowitz and Stegun 26.2.17, to seven places. */
function normalCdf(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  const series = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429];
  const tail = series.reduceRight((sum, factor) => (sum + factor) * t, 0);
  return 1 - density * tail;
}
