// The costs of `validate`, `me` and `refresh` as multiples of a bare hello of the same rounds: on another machine, or beside
// other work, both change.
import { join } from 'node:path';
import { median } from '../throughput/figures.mjs';
import { startHello } from '../throughput/limits.mjs';
import { stop } from '../throughput/processes.mjs';
import { request } from '../throughput/requests.mjs';
import { withScratch } from '../throughput/scratch.mjs';
import { gatehouse } from '../throughput/servers/gatehouse.mjs';
import { startServices } from '../throughput/services.mjs';
import { checkFirstAnswer } from '../throughput/slice.mjs';
import { costOf, idleRateOf } from './counter.mjs';

const SERVER_CORE = 0;
const LOAD_CORE = 1;
const ROUNDS = 5;
/** In a round, and once before the first, after which most of the code is compiled. */
const COUNTS = { hello: 20_000, validate: 10_000, me: 4000, refresh: 2000 };
/** Signing in is not measured here. */
const QUICK = { BCRYPT_COST: '10' };

const shownCost = (cost, unit) =>
  unit === 'cpu' ? `${(cost * 1e6).toFixed(1)} µs` : `${Math.round(cost)} instructions`;

async function measureRounds(servers, { say, ...options }) {
  const ratios = { validate: [], me: [], refresh: [] };
  for (const server of Object.values(servers)) {
    server.idleRate = await idleRateOf(server, options.unit);
  }
  for (let round = 0; round <= ROUNDS; round += 1) {
    const costs = {};
    for (const [name, count] of Object.entries(COUNTS)) {
      const server = name === 'hello' ? servers.hello : servers.ours;
      costs[name] = await costOf(server, { ...options, job: server.jobs[name], count });
    }
    if (round === 0) continue;
    say(
      `${round}: ${Object.entries(costs)
        .map(([name, cost]) => `${name} ${shownCost(cost, options.unit)}`)
        .join(', ')}`,
    );
    for (const job of Object.keys(ratios)) ratios[job].push(costs[job] / costs.hello);
  }
  return ratios;
}

async function startServers(services, work) {
  const hello = await startHello('hello', SERVER_CORE);
  hello.jobs = { hello: { requests: [request('GET', '/')] } };
  const root = join(import.meta.dirname, '../..');
  const ours = gatehouse(root, { settings: QUICK, manyUsers: 100 });
  await ours.prepare({ services, redisNumber: 1 });
  Object.assign(ours, await ours.start({ core: SERVER_CORE, log: join(work, 'gatehouse.log') }));
  ours.jobs = await ours.seed(ours.base);
  for (const job of ['validate', 'me', 'refresh']) await checkFirstAnswer(ours, job);
  return { hello, ours };
}

/** The ratios of all rounds by job. @param unit `instructions` or `cpu` */
export const measureCosts = (unit, say) =>
  withScratch(async (work) => {
    const services = await startServices(work, LOAD_CORE);
    let servers = {};
    try {
      servers = await startServers(services, work);
      return await measureRounds(servers, { unit, core: LOAD_CORE, work, say });
    } finally {
      for (const { child } of Object.values(servers)) await stop(child);
      await services.close();
    }
  });

export const mediansOf = (ratios) =>
  Object.fromEntries(Object.entries(ratios).map(([job, values]) => [job, median(values)]));
