// How much the platform's HTTP layer costs: a public route of the whole server and the same answer of bare Fastify,
// in turns, each server on the same core, the load on another. Prints the ratio of the medians: of requests a second,
// and of processor time a request, which says the same on a machine that has other things to do.
//   npm run build && node bench/http/run.mjs [rounds]
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';

const HERE = dirname(fileURLToPath(import.meta.url));
const MAIN = join(HERE, '../../dist/apps/api/src/main.js');
const ROUNDS = Number(process.argv[2] ?? 5);
const SECONDS = 4;

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function start(file, env = {}) {
  const port = await freePort();
  const given = { PATH: process.env.PATH, PORT: String(port), ...env };
  const child = spawn('taskset', ['-c', '0', process.execPath, file], {
    env: given,
    stdio: 'ignore',
  });
  const url = `http://127.0.0.1:${port}/health/live`;
  for (let tries = 0; tries < 200; tries += 1) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return { child, url };
    await sleep(100);
  }
  throw new Error(`${file} does not answer`);
}

const TICKS_PER_SECOND = 100;

/** Processor time of a process so far, in seconds. */
function cpuSeconds({ child }) {
  const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

async function measure(server) {
  const before = cpuSeconds(server);
  const { requests } = await autocannon({ url: server.url, connections: 64, duration: SECONDS });
  const micros = ((cpuSeconds(server) - before) / requests.total) * 1e6;
  return { rate: requests.average, micros };
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

const dataDir = mkdtempSync(join(tmpdir(), 'gatehouse-bench-'));
const servers = {
  bare: await start(join(HERE, 'bare-fastify.mjs')),
  gatehouse: await start(MAIN, {
    DATA_DIR: dataDir,
    LOG_LEVEL: 'warn',
    RATE_LIMIT_ENABLED: 'false',
  }),
};
const found = { bare: [], gatehouse: [] };
for (const server of Object.values(servers)) await measure(server);
for (let round = 0; round < ROUNDS; round += 1) {
  for (const [name, server] of Object.entries(servers)) found[name].push(await measure(server));
}
const of = (name, what) => median(found[name].map((one) => one[what]));
for (const [what, unit] of [
  ['rate', 'requests/s'],
  ['micros', 'µs of processor a request'],
]) {
  const [bare, ours] = [of('bare', what), of('gatehouse', what)];
  const ratio = what === 'rate' ? ours / bare : bare / ours;
  process.stdout.write(
    `${unit}: bare Fastify ${bare.toFixed(0)}, Gatehouse ${ours.toFixed(0)}, ratio ${ratio.toFixed(2)}\n`,
  );
}
for (const { child } of Object.values(servers)) child.kill('SIGTERM');
await sleep(2000);
rmSync(dataDir, { recursive: true, force: true });
process.exit(0);
