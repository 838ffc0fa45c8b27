// Fails when a request of `validate`, `me` or `refresh` costs over 15 % more than bench/baseline.json says; with --renew it
// writes that file. What is compared is the cost as a multiple of that of a bare hello in the same run.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { endAll, endAllOnSignal } from '../throughput/scratch.mjs';
import { UsageError } from '../throughput/usage-error.mjs';
import { assertTools } from '../throughput/machine.mjs';
import { describe, excessive, growthOf, lower, MAX_GROWTH, unitFor } from './baseline.mjs';
import { measureCosts, mediansOf } from './costs.mjs';
import { areCounted } from './instructions.mjs';

const ROOT = join(import.meta.dirname, '../..');
const BASELINE = join(ROOT, 'bench/baseline.json');
const USAGE = 'node bench/regression/run.mjs [--renew]\n';
const say = (line) => process.stdout.write(`${line}\n`);

const machine = () => ({ node: process.version, processor: cpus()[0].model.trim() });

const rounded = (figures) =>
  Object.fromEntries(Object.entries(figures).map(([job, cost]) => [job, Number(cost.toFixed(3))]));

async function renew() {
  const units = (await areCounted()) ? ['cpu', 'instructions'] : ['cpu'];
  const baseline = machine();
  for (const unit of units) baseline[unit] = rounded(mediansOf(await measureCosts(unit, say)));
  writeFileSync(BASELINE, `${JSON.stringify(baseline, null, 2)}\n`);
  say(`bench/baseline.json: ${JSON.stringify(baseline)}`);
  return 0;
}

/** What the baseline was measured on, where it is not this. */
function differencesOf(baseline) {
  const here = machine();
  return Object.keys(here)
    .filter((name) => baseline[name] !== here[name])
    .map((name) => `${baseline[name]}, here ${here[name]}`)
    .join('; ');
}

async function measure(unit) {
  const ratios = await measureCosts(unit, say);
  for (const [job, values] of Object.entries(ratios)) {
    say(`${job} in each round: ${values.map((value) => value.toFixed(2)).join(', ')}`);
  }
  return mediansOf(ratios);
}

async function check() {
  const baseline = JSON.parse(readFileSync(BASELINE, 'utf8'));
  const unit = unitFor(baseline, await areCounted());
  say(
    `Measured: ${unit === 'cpu' ? 'processor time, for this machine counts no instructions' : 'instructions'}.`,
  );
  const differences = differencesOf(baseline);
  if (differences) say(`The baseline was measured on another machine: ${differences}.`);
  let found = await measure(unit);
  if (excessive(growthOf(found, baseline[unit])).length > 0) {
    say('Too much: once more.');
    found = lower(found, await measure(unit));
  }
  const growths = growthOf(found, baseline[unit]);
  for (const line of describe(growths)) say(line);
  const jobs = excessive(growths).map(({ job }) => job);
  if (jobs.length === 0) return 0;
  say(`Over ${MAX_GROWTH * 100} % more than the baseline: ${jobs.join(', ')}.`);
  say(
    'Find the cause with `npm run bench -- --compare REV`; a cost that is meant is recorded by `npm run bench:baseline`.',
  );
  return 1;
}

async function main([option, ...more]) {
  if (more.length > 0 || (option && option !== '--renew')) {
    process.stderr.write(USAGE);
    return 2;
  }
  if (!existsSync(join(ROOT, 'dist/apps/api/src/main.js'))) {
    process.stderr.write('There is no build to measure: npm run build\n');
    return 2;
  }
  await assertTools({ taskset: 'util-linux', 'redis-server': 'redis-server' });
  return option === '--renew' ? renew() : check();
}

endAllOnSignal();
try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof UsageError ? error.message : error.stack}\n`);
  await endAll();
  process.exitCode = 3;
}
