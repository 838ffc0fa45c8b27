/**
 * How long a grant takes until 200 and a revocation until 401, from the moment the change is asked for until a guarded service answers otherwise,
 * over several guarded processes at once that are under load meanwhile. Also counts what the guards asked of the server.
 *
 *   node bench/guard/propagation.mjs [--rounds 200] [--guards 8] [--steady-seconds 5] [--driver ./server-driver.mjs]
 *
 * It ends with 1 when a 99th percentile is 1 s or more, or when a guard called the server for a request.
 */
import { fork } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { median, percentile, round as rounded } from './statistics.mjs';

const script = fileURLToPath(new URL('./propagation-worker.mjs', import.meta.url));
const wallClock = () => performance.timeOrigin + performance.now();

const heard = (worker, picks) =>
  new Promise((resolve, reject) => {
    const listen = (message) => {
      if (!picks(message)) return;
      worker.off('message', listen);
      worker.off('exit', gone);
      resolve(message);
    };
    const gone = (code) => reject(new Error(`A guarded process ended with ${code}`));
    worker.on('message', listen);
    worker.once('exit', gone);
  });

async function measureChange(workers, round, watching, change) {
  const ready = workers.map((worker) => heard(worker, ({ ready: which }) => which === round));
  const changed = workers.map((worker) => heard(worker, ({ changed: which }) => which === round));
  for (const worker of workers) worker.send({ watch: { round, ...watching } });
  await Promise.all(ready);
  const at = wallClock();
  await change();
  const answers = await Promise.all(changed);
  return answers.map((answer) => answer.at - at);
}

const figures = (latencies) => ({
  p50: rounded(median(latencies), 1),
  p99: rounded(percentile(latencies, 0.99), 1),
  max: rounded(Math.max(...latencies), 1),
});

const sum = (values) => values.reduce((total, value) => total + value, 0);

/** The increase of each count that has increased. */
const since = (before, after) =>
  Object.fromEntries(
    Object.entries(after)
      .map(([path, count]) => [path, count - (before[path] ?? 0)])
      .filter(([, count]) => count > 0),
  );

async function servedBy(workers, when) {
  const counted = workers.map((worker) => heard(worker, (message) => message.counted === when));
  for (const worker of workers) worker.send({ count: when });
  return sum((await Promise.all(counted)).map(({ served }) => served));
}

/** Load without changes: each call to the server in this time is caused by a request. */
async function measureSteady(workers, server, seconds) {
  const [servedBefore, callsBefore] = [
    await servedBy(workers, 'before the steady load'),
    await server.calls(),
  ];
  await sleep(seconds * 1000);
  const serverCalls = since(callsBefore, await server.calls());
  const requestsServed = (await servedBy(workers, 'after the steady load')) - servedBefore;
  return { seconds, requestsServed, serverCalls };
}

/** Keys are fetched by their age; every other call is caused by a change or a request. */
const withoutKeys = (calls) =>
  sum(Object.entries(calls).map(([path, count]) => (path.includes('jwks') ? 0 : count)));

/** No guard knows the users of the load yet: each asks once for the permissions of each. */
async function untilWarm(workers, server, lookUps) {
  const deadline = performance.now() + 60_000;
  while (withoutKeys(await server.calls()) < lookUps) {
    if (performance.now() > deadline) throw new Error('The guards did not get to know the loaders');
    await sleep(50);
  }
  await servedBy(workers, 'warm');
}

export async function measurePropagation({
  rounds = 200,
  guards = 8,
  steadySeconds = 5,
  driver = './server-driver.mjs',
  pauseMs = 4,
} = {}) {
  const { startDriver } = await import(driver);
  const server = await startDriver();
  const { issuer, service, appToken } = server;
  const workers = Array.from({ length: guards }, () =>
    fork(script, [issuer, service, appToken, String(pauseMs)]),
  );
  try {
    await Promise.all(workers.map((worker) => heard(worker, ({ started }) => started)));
    const loaders = await Promise.all(Array.from({ length: 5 }, () => server.signIn()));
    for (const { userId } of loaders) await server.grant(userId);
    const known = withoutKeys(await server.calls());
    for (const worker of workers) worker.send({ load: loaders.map((one) => one.accessToken) });
    await untilWarm(workers, server, known + guards * loaders.length);
    const steady = await measureSteady(workers, server, steadySeconds);
    const [servedBefore, before] = [await servedBy(workers, 'before'), await server.calls()];
    const grants = [];
    const revocations = [];
    for (let turn = 0; turn < rounds; turn += 1) {
      const { accessToken: token, userId, sessionId } = await server.signIn();
      const grant = await measureChange(workers, `g${turn}`, { token, from: 403, to: 200 }, () =>
        server.grant(userId),
      );
      const revocation = await measureChange(
        workers,
        `r${turn}`,
        { token, from: 200, to: 401 },
        () => server.endSession(sessionId),
      );
      grants.push(...grant);
      revocations.push(...revocation);
    }
    const serverCalls = since(before, await server.calls());
    const requestsServed = (await servedBy(workers, 'after')) - servedBefore;
    // Each guard asks once for the permissions of a new user, and once more after the grant; a revocation needs no
    // call.
    const lookUpsAfterChanges = guards * 2 * rounds;
    const forRequests =
      withoutKeys(steady.serverCalls) + Math.max(0, withoutKeys(serverCalls) - lookUpsAfterChanges);
    return {
      guards,
      rounds,
      grantTo200Ms: figures(grants),
      revokeTo401Ms: figures(revocations),
      steady,
      requestsServed,
      serverCalls,
      lookUpsAfterChanges,
      serverCallsPerRequest: forRequests / (steady.requestsServed + requestsServed),
    };
  } finally {
    for (const worker of workers) worker.disconnect();
    await server.close();
  }
}

/** The goals, and whether they were reached. */
export const propagationGoals = ({ grantTo200Ms, revokeTo401Ms, serverCallsPerRequest }) => ({
  'grant to 200 below 1 s (p99)': grantTo200Ms.p99 < 1000,
  'revoke to 401 below 1 s (p99)': revokeTo401Ms.p99 < 1000,
  'no call to the server per request, over processes': serverCallsPerRequest === 0,
});

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '200' },
      guards: { type: 'string', default: '8' },
      'steady-seconds': { type: 'string', default: '5' },
      driver: { type: 'string', default: './server-driver.mjs' },
    },
  });
  const result = await measurePropagation({
    driver: values.driver,
    rounds: Number(values.rounds),
    guards: Number(values.guards),
    steadySeconds: Number(values['steady-seconds']),
  });
  const goals = propagationGoals(result);
  console.log(JSON.stringify({ goals, ...result }, null, 2));
  process.exit(Object.values(goals).every(Boolean) ? 0 : 1);
}
