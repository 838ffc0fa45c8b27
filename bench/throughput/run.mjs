// How fast the server is, beside what the machine can do and beside other servers: `npm run bench -- --help`.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assertTools } from './machine.mjs';
import { measureRun } from './measurement.mjs';
import { HELP, isPublishable, parseOptions, UsageError } from './options.mjs';
import { run, stopAll } from './processes.mjs';
import { publish } from './publish.mjs';
import { renderResults } from './report.mjs';
import { buildRevision } from './revision.mjs';
import { gatehouse } from './servers/gatehouse.mjs';
import { installPeers, PEERS } from './servers/peers.mjs';

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

async function measure(options, args) {
  const revision = options.compare ? await buildRevision(ROOT, options.compare, say) : null;
  try {
    const servers = [
      gatehouse(ROOT),
      ...(revision ? [gatehouse(revision.root, { name: options.compare })] : []),
      ...(options.hasPeers ? PEERS.map((peer) => peer()) : []),
    ];
    const found = await measureRun(servers, { options, say });
    const { rounds, seconds, warmUp } = options;
    const results = {
      date: new Date().toISOString().slice(0, 10),
      commit: await commitOf(),
      command: ['npm run bench', ...(args.length > 0 ? ['--', ...args] : [])].join(' '),
      options: { rounds, seconds, warmUp },
      comparison: options.compare,
      ...found,
    };
    return JSON.parse(JSON.stringify(results, rounded));
  } finally {
    await revision?.remove();
  }
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
  const results = await measure(options, args);
  if (options.json) writeFileSync(options.json, `${JSON.stringify(results, null, 1)}\n`);
  process.stdout.write(renderResults(results));
  if (isPublishable(options)) publish(ROOT, results);
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => void stopAll().then(() => process.exit(130)));
}
try {
  await main(process.argv.slice(2));
} catch (error) {
  const isUsage = error instanceof UsageError;
  process.stderr.write(
    isUsage ? `${error.message}\nnpm run bench -- --help\n` : `${error.stack}\n`,
  );
  process.exitCode = isUsage ? 2 : 1;
}
