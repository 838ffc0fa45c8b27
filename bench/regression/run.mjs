// Fails when a request of `validate`, `me` or `refresh` costs over 15 % more than it does at the revision in bench/baseline.json:
// both builds are measured in turns in one run. With --renew the present revision becomes the baseline.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../throughput/processes.mjs';
import { endAll, endAllOnSignal } from '../throughput/scratch.mjs';
import { withRevision } from '../throughput/revision.mjs';
import { UsageError } from '../throughput/usage-error.mjs';
import { assertTools } from '../throughput/machine.mjs';
import { describe, excessive, lower, MAX_GROWTH } from './baseline.mjs';
import { measureCosts, multiplesOf } from './costs.mjs';
import { areCounted } from './instructions.mjs';

const ROOT = join(import.meta.dirname, '../..');
const BASELINE = join(ROOT, 'bench/baseline.json');
/** Two processes of one build differ by up to 14 % for their whole life: each try starts new ones. */
const TRIES = 3;
const USAGE = 'node bench/regression/run.mjs [--renew]\n';
const say = (line) => process.stdout.write(`${line}\n`);

const git = (...args) => run(['git', ...args], { cwd: ROOT });

async function renew() {
  const revision = (await git('rev-parse', 'HEAD')).trim();
  writeFileSync(BASELINE, `${JSON.stringify({ revision }, null, 2)}\n`);
  say(`bench/baseline.json: ${revision}`);
  return 0;
}

/** The multiples of the baseline, and of a hello, in one measurement. */
async function compare(before, unit) {
  const rounds = await measureCosts({ before, now: ROOT }, unit, say);
  return {
    multiples: multiplesOf(rounds, 'now', (job) => `before ${job}`),
    hellos: multiplesOf(rounds, 'now', () => 'hello'),
  };
}

async function check(before) {
  const unit = (await areCounted()) ? 'instructions' : 'cpu';
  say(
    `Measured: ${unit === 'cpu' ? 'processor time, for this machine counts no instructions' : 'instructions'}.`,
  );
  let { multiples, hellos } = await compare(before, unit);
  for (let tries = 1; tries < TRIES && excessive(multiples).length > 0; tries += 1) {
    for (const line of describe(multiples, hellos)) say(line);
    say('Too much: once more.');
    const again = await compare(before, unit);
    multiples = lower(multiples, again.multiples);
    hellos = lower(hellos, again.hellos);
  }
  for (const line of describe(multiples, hellos)) say(line);
  const jobs = excessive(multiples);
  if (jobs.length === 0) return 0;
  say(`Over ${MAX_GROWTH * 100} % more than the baseline: ${jobs.join(', ')}.`);
  say(
    'Find the cause with `npm run bench -- --compare REV`; a cost that is meant is recorded by `npm run bench:baseline`.',
  );
  return 1;
}

async function checkBaseline() {
  const { revision: name } = JSON.parse(readFileSync(BASELINE, 'utf8'));
  if ((await git('cat-file', '-e', `${name}^{commit}`).catch(() => null)) === null) {
    say(`Not compared: this clone has no revision ${name}, as a clone without history.`);
    return 0;
  }
  say(`Compared with revision ${name}.`);
  return withRevision({ root: ROOT, name, say }, check);
}

async function main([option, ...more]) {
  if (more.length > 0 || (option && option !== '--renew')) {
    process.stderr.write(USAGE);
    return 2;
  }
  if (option === '--renew') return renew();
  if (!existsSync(join(ROOT, 'dist/apps/api/src/main.js'))) {
    process.stderr.write('There is no build to measure: npm run build\n');
    return 2;
  }
  await assertTools({ taskset: 'util-linux', 'redis-server': 'redis-server' });
  return checkBaseline();
}

endAllOnSignal();
try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof UsageError ? error.message : error.stack}\n`);
  await endAll();
  process.exitCode = 3;
}
