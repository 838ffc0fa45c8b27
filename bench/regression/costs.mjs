// The costs of `validate`, `me` and `refresh` of one build or of two, beside a bare hello, in turns: what disturbs one of them
// disturbs the others.
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
const ROUNDS = 7;
/** In a round, and once before the first, after which most of the code is compiled. */
const COUNTS = { hello: 20_000, validate: 10_000, me: 4000, refresh: 2000 };
/** Signing in is not measured here. */
const QUICK = { BCRYPT_COST: '10' };

const shownCost = (cost, unit) =>
  unit === 'cpu' ? `${(cost * 1e6).toFixed(1)} µs` : `${Math.round(cost)} instructions`;

const JOBS = ['validate', 'me', 'refresh'];

/** The costs of one round: of a hello, and of each job of each server. The servers take turns in being first. */
async function measureRound(servers, { round, ...options }) {
  const { hello, ...builds } = servers;
  const costs = {
    hello: await costOf(hello, { ...options, job: hello.jobs.hello, count: COUNTS.hello }),
  };
  const names = Object.keys(builds);
  if (round % 2 === 1) names.reverse();
  for (const job of JOBS) {
    for (const name of names) {
      const server = builds[name];
      costs[`${name} ${job}`] = await costOf(server, {
        ...options,
        job: server.jobs[job],
        count: COUNTS[job],
      });
    }
  }
  return costs;
}

async function measureRounds(servers, { say, ...options }) {
  const rounds = [];
  for (const server of Object.values(servers)) {
    server.idleRate = await idleRateOf(server, options.unit);
  }
  for (let round = 0; round <= ROUNDS; round += 1) {
    const costs = await measureRound(servers, { round, ...options });
    // The first is a warm-up.
    if (round === 0) continue;
    const told = Object.entries(costs).map(
      ([name, cost]) => `${name} ${shownCost(cost, options.unit)}`,
    );
    say(`${round}: ${told.join(', ')}`);
    rounds.push(costs);
  }
  return rounds;
}

async function startBuild(root, { name, services, work, redisNumber }) {
  const server = gatehouse(root, { name, settings: QUICK, manyUsers: 100 });
  await server.prepare({ services, redisNumber });
  Object.assign(server, await server.start({ core: SERVER_CORE, log: join(work, `${name}.log`) }));
  server.jobs = await server.seed(server.base);
  for (const job of JOBS) await checkFirstAnswer(server, job);
  return server;
}

/**
 * The costs of all rounds: of a hello, and of each job of each build, under `<name> <job>`.
 * @param roots the folders of the builds by name
 * @param unit `instructions` or `cpu`
 */
export const measureCosts = (roots, unit, say) =>
  withScratch(async (work) => {
    const services = await startServices(work, LOAD_CORE);
    const servers = {};
    try {
      servers.hello = await startHello('hello', SERVER_CORE);
      servers.hello.jobs = { hello: { requests: [request('GET', '/')] } };
      let redisNumber = 0;
      for (const [name, root] of Object.entries(roots)) {
        redisNumber += 1;
        servers[name] = await startBuild(root, { name, services, work, redisNumber });
      }
      return await measureRounds(servers, { unit, core: LOAD_CORE, work, say });
    } finally {
      for (const { child } of Object.values(servers)) await stop(child);
      await services.close();
    }
  });

/** The median of each job's cost as a multiple of another cost of the same round. */
export const multiplesOf = (rounds, name, other) =>
  Object.fromEntries(
    JOBS.map((job) => [
      job,
      median(rounds.map((costs) => costs[`${name} ${job}`] / costs[other(job)])),
    ]),
  );
