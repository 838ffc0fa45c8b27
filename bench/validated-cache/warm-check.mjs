/**
 * What a warm decision of a validated cache costs on one core, with its markers compared in Redis each time.
 * Only the CPU of this process is counted; Redis has another core.
 *
 *   npm run build && REDIS_URL=redis://127.0.0.1:6379/9 node bench/validated-cache/warm-check.mjs [seconds]
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { LoadBound } from '../../dist/apps/api/src/platform/changes/cache/load-bound.js';
import { VersionMarkers } from '../../dist/apps/api/src/platform/changes/cache/version-markers.js';
import { ValidatedEntries } from '../../dist/apps/api/src/platform/changes/cache/validated-entries.js';
import { addressOf, RedisEphemeral } from '../../dist/libs/ephemeral/src/index.js';
import { newId, SystemClock } from '../../dist/libs/kernel/src/index.js';

const seconds = Number(process.argv[2] ?? 3);
const url = process.env.REDIS_URL ?? 'redis://127.0.0.1:6379/9';
const none = { host: undefined, username: undefined, password: undefined, sentinelName: '' };
const address = addressOf({ ...none, url, port: 0, db: 0, sentinels: [], clusterNodes: [] });
const ephemeral = new RedisEphemeral({ address, commandTimeoutMs: 1000, breakMs: 100 });
ephemeral.usePrefix(newId());
while (!ephemeral.isAvailable) await sleep(10);

const entries = new ValidatedEntries({
  maxEntries: 100_000,
  lifeMs: 3_000,
  clock: new SystemClock(),
  board: new VersionMarkers(ephemeral),
  bound: new LoadBound(8),
});

const load = () => Promise.resolve({ isAlive: true });
const ids = Array.from({ length: 10_000 }, () => newId());
const requests = ids.map((id) => ({ id, markers: [`session:${id}`, `user:${id}`] }));

/** The number of concurrent requests of a busy server, over so many different sessions. */
async function measure(inFlight, sessions) {
  let count = 0;
  const end = performance.now() + seconds * 1000;
  const before = { hits: entries.hits, cpu: process.cpuUsage(), at: performance.now() };
  const client = async (offset) => {
    for (let turn = offset; performance.now() < end; turn += inFlight) {
      const { id, markers } = requests[turn % sessions];
      await entries.get(id, markers, load);
      count += 1;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, (_, offset) => client(offset)));
  const { user, system } = process.cpuUsage(before.cpu);
  const wallMs = performance.now() - before.at;
  return {
    'in flight': inFlight,
    sessions,
    'checks/s': Math.round((count / wallMs) * 1000),
    'checks per CPU second': Math.round(count / ((user + system) / 1e6)),
    'CPU µs each': Number(((user + system) / count).toFixed(2)),
    'questions answered by Redis': entries.hits - before.hits,
  };
}

const table = [];
for (const [inFlight, sessions] of [
  [1, 1],
  [16, 1],
  [16, 16],
  [64, 64],
  [64, 1_000],
  [256, 1_000],
]) {
  for (let warm = 0; warm < sessions; warm += 1) {
    await entries.get(requests[warm].id, requests[warm].markers, load);
  }
  table.push(await measure(inFlight, sessions));
}
console.table(table);
await ephemeral.close();
