// The mix: requests of several jobs at a fixed rate, of which the logins take a part of what the core can hash.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { median, percentile } from './figures.mjs';
import { MIX } from './jobs.mjs';
import { run } from './processes.mjs';

/** Of the rate at which one core compares passwords. */
const SHARE_OF_HASHING = 0.5;
/** Prime to a hundred: spreads the requests of a kind evenly. */
const STRIDE = 37;

/** A hundred names of jobs, each as often as its share. */
export function scheduleOf(shares) {
  const inOrder = Object.entries(shares).flatMap(([name, percent]) => Array(percent).fill(name));
  return inOrder.map((_, at) => inOrder[(at * STRIDE) % inOrder.length]);
}

/** @param bcryptRate passwords a second of one core */
export const rateOf = (bcryptRate) =>
  Math.max(1, Math.round((bcryptRate * SHARE_OF_HASHING * 100) / MIX.login));

/** @param jobs those of the mix; their tokens are replaced by those that are left */
export async function mixFor(base, jobs, { work, seconds, core, bcryptRate }) {
  const plan = join(work, 'mix.json');
  const own = Object.fromEntries(Object.keys(MIX).map((name) => [name, jobs[name]]));
  const rate = rateOf(bcryptRate);
  const schedule = scheduleOf(MIX);
  writeFileSync(plan, JSON.stringify({ base, jobs: own, schedule, rate, seconds }));
  const command = [process.execPath, join(import.meta.dirname, 'paced.mjs'), plan];
  const { latencies, failed, duration, left } = JSON.parse(await run(command, { core }));
  for (const [name, tokens] of Object.entries(left)) if (tokens) jobs[name].tokens = tokens;
  const all = Object.values(latencies).flat();
  const kinds = Object.fromEntries(
    Object.entries(latencies).map(([name, of]) => [name, percentile(of, 0.99)]),
  );
  const [p50, p99] = [median(all), percentile(all, 0.99)];
  return { count: all.length, failed, rate: all.length / duration, p50, p99, kinds };
}
