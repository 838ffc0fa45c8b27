// What a number of requests costs the server: instructions where they are counted, else processor time.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { run } from '../throughput/processes.mjs';
import { untilCalm } from '../throughput/slice.mjs';
import { cpuSecondsOf } from '../throughput/usage.mjs';
import { countInstructions } from './instructions.mjs';

const CONNECTIONS = 16;
const LOADER = join(import.meta.dirname, 'counted.mjs');
const IDLE_SECONDS = 2;

async function beginToCount(pid, unit) {
  if (unit === 'instructions') return countInstructions(pid);
  const before = cpuSecondsOf(pid);
  return () => cpuSecondsOf(pid) - before;
}

/** Starts to measure; the function that it returns answers what was used, and in how many seconds. */
async function begin(pid, unit) {
  const startedAt = performance.now();
  const end = await beginToCount(pid, unit);
  return async () => ({ used: await end(), seconds: (performance.now() - startedAt) / 1000 });
}

/** What the server uses in a second without requests, for its timers: the more of them pass, the slower the machine is. */
export async function idleRateOf({ child }, unit) {
  await untilCalm(child.pid);
  const end = await begin(child.pid, unit);
  await sleep(IDLE_SECONDS * 1000);
  const { used, seconds } = await end();
  return used / seconds;
}

/** The cost of one request. The job keeps the tokens that are left. @throws Error when a request failed */
export async function costOf(server, { job, count, unit, core, work }) {
  const plan = join(work, 'counted.json');
  const connections = Math.min(CONNECTIONS, job.tokens?.length ?? CONNECTIONS);
  writeFileSync(plan, JSON.stringify({ base: server.base, job, count, connections }));
  const end = await begin(server.child.pid, unit);
  const { failed, left } = JSON.parse(await run([process.execPath, LOADER, plan], { core }));
  await untilCalm(server.child.pid);
  const { used, seconds } = await end();
  if (failed > 0) throw new Error(`${failed} of ${count} requests failed`);
  if (left) job.tokens = left;
  return (used - server.idleRate * seconds) / count;
}
