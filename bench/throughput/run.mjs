// How fast the server is, beside what the machine can do and beside other servers: `npm run bench -- --help`.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assertTools } from './machine.mjs';
import { measureRun } from './measurement.mjs';
import { HELP, isPublishable, parseOptions } from './options.mjs';
import { run } from './processes.mjs';
import { publish } from './publish.mjs';
import { renderResults } from './report.mjs';
import { withRevision } from './revision.mjs';
import { endAll, endAllOnSignal } from './scratch.mjs';
import { gatehouse } from './servers/gatehouse.mjs';
import { installPeers, PEERS } from './servers/peers.mjs';
import { UsageError } from './usage-error.mjs';

const ROOT = join(import.meta.dirname, '../..');

const say = (line) => process.stderr.write(`[${new Date().toISOString().slice(11, 19)}] ${line}\n`);

function assertBuilt() {
  if (existsSync(join(ROOT, 'dist/apps/api/src/main.js'))) return;
  throw new UsageError('There is no build to measure: npm run build');
}

const toolsOf = () => ({
  wrk: 'wrk',
  taskset: 'util-linux',
  ...(!process.env.BENCH_REDIS_URL && { 'redis-server': 'redis-server' }),
});

/** The commit that is measured, and whether the sources differ from it. */
async function commitOf() {
  const commit = await run(['git', 'rev-parse', '--short=8', 'HEAD'], { cwd: ROOT });
  const changes = await run(['git', 'status', '--porcelain', '--', 'apps', 'libs'], { cwd: ROOT });
  return `${commit.trim()}${changes === '' ? '' : ' with changes'}`;
}

const FIGURES = 5;
const rounded = (_, value) =>
  typeof value === 'number' ? Number(value.toPrecision(FIGURES)) : value;

/** What makes the figures, without where they are written. */
function commandOf(args) {
  const shown = args.filter((arg, at) => !arg.startsWith('--json') && args[at - 1] !== '--json');
  return ['npm run bench', ...(shown.length > 0 ? ['--', ...shown] : [])].join(' ');
}

async function measure(options, args, revision) {
  const servers = [
    gatehouse(ROOT),
    ...(revision ? [gatehouse(revision, { name: options.compare })] : []),
    ...(options.hasPeers ? PEERS.map((peer) => peer()) : []),
  ];
  const found = await measureRun(servers, { options, say });
  const { rounds, seconds, warmUp } = options;
  const results = {
    date: new Date().toISOString().slice(0, 10),
    commit: await commitOf(),
    command: commandOf(args),
    options: { rounds, seconds, warmUp },
    comparison: options.compare,
    ...found,
  };
  return JSON.parse(JSON.stringify(results, rounded));
}

function measureBoth(options, args) {
  if (!options.compare) return measure(options, args, null);
  return withRevision({ root: ROOT, name: options.compare, say }, (folder) =>
    measure(options, args, folder),
  );
}

async function main(args) {
  const options = parseOptions(args);
  if (options.isHelp) {
    process.stdout.write(HELP);
    return;
  }
  assertBuilt();
  await assertTools(toolsOf());
  if (options.hasPeers) await installPeers(say);
  const results = await measureBoth(options, args);
  if (options.json) writeFileSync(options.json, `${JSON.stringify(results, null, 1)}\n`);
  process.stdout.write(renderResults(results));
  if (results.failures.length > 0) {
    process.stderr.write(`${results.failures.join('\n')}\n`);
    process.exitCode = 1;
  } else if (isPublishable(options)) publish(ROOT, results);
}

endAllOnSignal();
try {
  await main(process.argv.slice(2));
} catch (error) {
  await endAll();
  const isUsage = error instanceof UsageError;
  process.stderr.write(
    isUsage ? `${error.message}\nnpm run bench -- --help\n` : `${error.stack}\n`,
  );
  process.exitCode = isUsage ? 2 : 1;
}
