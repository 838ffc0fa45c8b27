/**
 * The throughput of a guarded hello server as a share of a bare one, on Express and on Fastify. Both servers run side
 * by side and get the same requests (with the same header) in turns, so that other load of the machine affects both.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import { testing } from './package-under-test.mjs';
import { median, round } from './statistics.mjs';

const script = fileURLToPath(new URL('./hello-server.mjs', import.meta.url));

const once = (child, pick) =>
  new Promise((resolve) => {
    const listen = (message) => {
      if (message[pick] === undefined) return;
      child.off('message', listen);
      resolve(message[pick]);
    };
    child.on('message', listen);
  });

async function start(adapter, mode, fake) {
  const child = fork(script, [adapter, mode, fake.issuer, fake.service, fake.appToken]);
  return { child, port: await once(child, 'port') };
}

async function cpuOf({ child }) {
  const answer = once(child, 'cpu');
  child.send('cpu');
  const { user, system } = await answer;
  return user + system;
}

async function shoot(server, token, seconds) {
  const before = await cpuOf(server);
  const { requests, non2xx, errors } = await autocannon({
    url: `http://127.0.0.1:${server.port}/hello`,
    headers: { authorization: `Bearer ${token}` },
    connections: 32,
    pipelining: 4,
    duration: seconds,
  });
  if (non2xx + errors > 0) throw new Error(`${non2xx} refusals, ${errors} errors`);
  const cpu = (await cpuOf(server)) - before;
  return { perSecond: requests.total / seconds, cpuPerRequest: cpu / requests.total };
}

export async function measureHello({ rounds = 16, seconds = 1 } = {}) {
  const fake = await testing.FakeGatehouse.start();
  const { accessToken } = fake.signIn({ permissions: ['orders:read'] });
  const result = {};
  for (const adapter of ['express', 'fastify']) {
    const bare = await start(adapter, 'bare', fake);
    const guarded = await start(adapter, 'guarded', fake);
    for (const server of [bare, guarded]) await shoot(server, accessToken, 2);
    const before = { ...fake.calls };
    const pairs = [];
    for (let turn = 0; turn < rounds; turn += 1) {
      const order = turn % 2 === 0 ? [bare, guarded] : [guarded, bare];
      const [first, second] = [
        await shoot(order[0], accessToken, seconds),
        await shoot(order[1], accessToken, seconds),
      ];
      pairs.push(order[0] === bare ? [first, second] : [second, first]);
    }
    const ofPairs = (figure) => round(median(pairs.map(figure)), 3);
    // The best round is the one that other load of the machine disturbed least.
    const ofBest = (index) => Math.min(...pairs.map((pair) => pair[index].cpuPerRequest));
    result[adapter] = {
      barePerSecond: Math.round(median(pairs.map(([one]) => one.perSecond))),
      guardedPerSecond: Math.round(median(pairs.map(([, one]) => one.perSecond))),
      throughputKept: ofPairs(([one, other]) => other.perSecond / one.perSecond),
      cpuPerRequestKept: round(ofBest(0) / ofBest(1), 3),
      serverCalls: Object.entries(fake.calls).filter(([path, count]) => count !== before[path])
        .length,
    };
    for (const { child } of [bare, guarded]) child.disconnect();
  }
  await fake.close();
  return result;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(
    JSON.stringify(await measureHello({ rounds: Number(process.argv[2] ?? 16) }), null, 2),
  );
}
