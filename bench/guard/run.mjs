/** All measurements of the guard library in one run; prints JSON and ends with 1 when a goal is missed. `--quick` for a first impression. */
import { cpus } from 'node:os';
import { measureHello } from './hello.mjs';
import { measurePropagation, propagationGoals } from './propagation.mjs';
import { measureWarmCheck } from './warm-check.mjs';

const isQuick = process.argv.includes('--quick');

const warmCheck = await measureWarmCheck();
const hello = await measureHello(isQuick ? { rounds: 3, seconds: 1 } : {});
const propagation = await measurePropagation({ rounds: isQuick ? 20 : 200 });

const goals = {
  'warm check at most 20 µs of CPU': warmCheck.microsecondsOfCpu <= 20,
  'Express keeps 90 %': hello.express.throughputKept >= 0.9,
  'Fastify keeps 90 %': hello.fastify.throughputKept >= 0.9,
  'no call to the server per request, in one process':
    warmCheck.serverCalls === 0 && hello.express.serverCalls + hello.fastify.serverCalls === 0,
  ...propagationGoals(propagation),
};
const machine = { node: process.version, cores: cpus().length, model: cpus()[0]?.model };

console.log(JSON.stringify({ machine, goals, warmCheck, hello, propagation }, null, 2));
process.exit(Object.values(goals).every(Boolean) ? 0 : 1);
