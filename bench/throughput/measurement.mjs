// One run: services, servers, start-up times, rounds; everything that it starts is stopped, whatever happens.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startLimits } from './limits.mjs';
import { describeMachine } from './machine.mjs';
import { stop } from './processes.mjs';
import { Rounds } from './rounds.mjs';
import { withScratch } from './scratch.mjs';
import { startServices } from './services.mjs';
import { measureStarts } from './starts.mjs';
import { memoryOf } from './usage.mjs';

const SERVER_CORE = 0;
const LOAD_CORE = 1;
/** After the start, before memory is looked at. */
const IDLE_MS = 2000;

const logOf = (server, work) => join(work, `${server.name.replaceAll(/\W/g, '_')}.log`);

/** Starts a server on its core. */
async function begin(server, work) {
  const begun = await server.start({ core: SERVER_CORE, log: logOf(server, work) });
  Object.assign(server, begun, { found: {} });
  await sleep(IDLE_MS);
  server.idle = memoryOf(server.child.pid);
}

async function measureJobs(servers, limits, { options, pins, say }) {
  for (const server of servers) {
    say(`${server.name}: accounts and tokens`);
    server.jobs = await server.seed(server.base);
  }
  const rounds = new Rounds(servers, { options, pins, say });
  await rounds.warmUp(limits);
  await rounds.measure(limits);
  for (const server of servers) rounds.failures.push(...((await server.conclude?.()) ?? []));
  return rounds;
}

const peakOf = ({ found }) =>
  Math.max(0, ...Object.values(found).flatMap((slices) => slices.map(({ memory }) => memory)));

async function measureServers(servers, services, { options, work, say }) {
  const pins = { serverCore: SERVER_CORE, loadCore: LOAD_CORE, work };
  for (const [at, server] of servers.entries()) {
    await server.prepare({ services, redisNumber: at + 1, work });
    // The first start makes the tables, and is not timed.
    await stop((await server.start({ log: logOf(server, work) })).child);
  }
  const starts = await measureStarts(servers, { starts: options.starts, work, say });
  const limits = options.onlyStarts ? null : await startLimits(services, pins);
  try {
    for (const server of servers) await begin(server, work);
    const rounds = limits ? await measureJobs(servers, limits, { options, pins, say }) : null;
    const memory = servers.map((server) => [
      server.name,
      { idle: server.idle, peak: peakOf(server) },
    ]);
    return {
      starts,
      memory: Object.fromEntries(memory),
      limits: rounds?.limits ?? {},
      servers: servers.map(({ name, title, found }) => ({ name, title, jobs: found })),
      notes: rounds?.notes ?? [],
      failures: rounds?.failures ?? [],
    };
  } finally {
    await limits?.close();
    for (const { child } of servers) await stop(child);
  }
}

/** @param say what tells the person at the terminal how far it is */
export const measureRun = (servers, { options, say }) =>
  withScratch(async (work) => {
    const services = await startServices(work, LOAD_CORE);
    try {
      const found = await measureServers(servers, services, { options, work, say });
      const machine = await describeMachine(services);
      return { machine, arePinned: services.arePinned, ...found };
    } finally {
      await services.close();
    }
  });
