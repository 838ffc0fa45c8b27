// The figures of a run, of which reports are made: medians over the rounds, spreads, and shares of the limits.
import { median, spread } from './figures.mjs';
import { JOBS } from './jobs.mjs';

/** One job of one server, or `null` when it has not been measured. */
export function summaryOf(results, server, job) {
  const slices = server.jobs[job];
  if (!slices?.length) return null;
  const of = (name) => median(slices.map((slice) => slice[name]));
  const rate = of('rate');
  const share = (limit) => (limit ? rate / median(results.limits[limit] ?? []) : NaN);
  return {
    rate,
    spread: spread(slices.map((slice) => slice.rate)),
    p50: of('p50'),
    p99: of('p99'),
    cpuMs: of('cpuMs'),
    share: share(JOBS[job].limit),
    shareOfCommits: JOBS[job].also ? share(JOBS[job].also) : NaN,
    failed: slices.reduce((sum, { failed }) => sum + failed, 0),
  };
}

/** The p99 of the storm as a multiple of the calm one before it. */
export const stormRatio = (slices) => median(slices.map(({ p99, calmP99 }) => p99 / calmP99));

/** The p99 of each kind of request of the mix. */
export function mixOf(slices) {
  const names = Object.keys(slices[0].kinds);
  return Object.fromEntries(
    names.map((name) => [name, median(slices.map(({ kinds }) => kinds[name]))]),
  );
}

/** The second server's rate and processor time as multiples of the first's, by job. */
export function comparisonOf(results) {
  const [ours, other] = results.servers;
  return Object.keys(JOBS).flatMap((job) => {
    const [a, b] = [summaryOf(results, ours, job), summaryOf(results, other, job)];
    return a && b
      ? [{ job, rate: a.rate / b.rate, cpu: a.cpuMs / b.cpuMs, ours: a, other: b }]
      : [];
  });
}

/** What NestJS on Fastify leaves of a bare server when it does nothing but one guard. */
export const frameworkBudget = ({ limits }) => median(limits.nest) / median(limits.hello);
