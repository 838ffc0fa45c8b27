// One job on one server for some seconds.
import { clearInterval, setInterval } from 'node:timers';
import { setTimeout as sleep } from 'node:timers/promises';
import { JOBS } from './jobs.mjs';
import { mixFor } from './mix.mjs';
import { send } from './requests.mjs';
import { stormFor } from './storm.mjs';
import { cpuSecondsOf, memoryOf, watchNeighbours } from './usage.mjs';
import { cycleFor, useTokens } from './wrk.mjs';

const CALM_SECONDS_OF_CPU = 0.03;
const MAX_WAITS = 60;

async function load(server, name, options) {
  const job = server.jobs[name];
  const slice = { ...options, connections: JOBS[name].connections };
  if (name === 'mix') return mixFor(server.base, server.jobs, slice);
  if (job.beside) return stormFor(server.base, job, slice);
  if (job.requests) return cycleFor(server.base, job.requests, slice);
  const { left, ...found } = await useTokens(server.base, job, slice);
  job.tokens = left;
  return found;
}

/** What was still under way at the end is let finish, so that it takes nothing from the next slice. */
export async function untilCalm(pid) {
  let before = cpuSecondsOf(pid);
  for (let waits = 0; waits < MAX_WAITS; waits += 1) {
    await sleep(250);
    const now = cpuSecondsOf(pid);
    if (now - before < CALM_SECONDS_OF_CPU) return;
    before = now;
  }
}

/** The highest of memory until `stop()`, looked at each second. */
function watchMemory(pid) {
  let peak = memoryOf(pid);
  const look = () => (peak = Math.max(peak, memoryOf(pid)));
  const timer = setInterval(look, 1000);
  return () => {
    clearInterval(timer);
    return look();
  };
}

/** Adds to the figures of the load: milliseconds of processor a request, peak memory, and what others used. */
export async function measureSlice(server, name, options) {
  const { pid } = server.child;
  const othersShare = watchNeighbours();
  const peakMemory = watchMemory(pid);
  const before = cpuSecondsOf(pid);
  const found = await load(server, name, options);
  const others = othersShare();
  await untilCalm(pid);
  const cpuMs = ((cpuSecondsOf(pid) - before) * 1000) / found.count;
  return { ...found, cpuMs, memory: peakMemory(), others };
}

/** The first request of a job, which has to be answered as it should be. @throws Error when it is not */
export async function checkFirstAnswer(server, name) {
  const job = server.jobs[name];
  if (!job.isRight) return;
  const token = job.tokens?.shift();
  const asked = job.requests?.[0] ?? {
    ...job.template,
    path: job.template.path.replace('{{t}}', token),
    body: job.template.body?.replace('{{t}}', token),
  };
  const answer = await send(server.base, asked);
  const isOk = answer.status >= 200 && answer.status < 300 && job.isRight(answer);
  if (!isOk) {
    throw new Error(
      `${server.name} answers ${name} with ${answer.status} ${answer.text.slice(0, 300)}`,
    );
  }
  if (!job.successor) return;
  job.tokens.push(new RegExp(job.successor.replaceAll('%s', '\\s')).exec(answer.text)[1]);
}
