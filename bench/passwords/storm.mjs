/**
 * What a storm of sign-ins leaves of the token checks of the same process, and how many passwords it hashes
 * meanwhile. Rounds with and without the storm alternate, so that whatever else the machine does meets both.
 *
 *   npm run build && node bench/passwords/storm.mjs [rounds] [seconds a round]
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { JwtService } from '@nestjs/jwt';
import { AccessTokens } from '../../dist/apps/api/src/signing-keys/access-tokens.service.js';
import { KeyRing } from '../../dist/apps/api/src/signing-keys/key-ring.js';
import { KeyEncryption } from '../../dist/apps/api/src/signing-keys/key-encryption.js';
import { HashPool } from '../../dist/apps/api/src/users/passwords/hash-pool.js';
import {
  defaultWorkerCount,
  startHashWorker,
} from '../../dist/apps/api/src/users/passwords/hash-worker.js';
import { PasswordsService } from '../../dist/apps/api/src/users/passwords/passwords.service.js';
import { newId, SystemClock } from '../../dist/libs/kernel/src/index.js';

const rounds = Number(process.argv[2] ?? 6);
const seconds = Number(process.argv[3] ?? 4);
const IN_FLIGHT = 64;
const COST = 12;

const clock = new SystemClock();
const encryption = new KeyEncryption({ secretKey: 'only-for-this-measurement-0123456789abcdef' });
const now = clock.now();
const key = encryption.create({ createdAt: now, activatesAt: now });
const ring = KeyRing.from(
  [{ ...key, longestTokenSeconds: 1e9, revokedAt: null }],
  clock.nowMs(),
  (id, sealed) => encryption.open(id, sealed),
  null,
);
const rings = { current: ring, get: () => Promise.resolve(ring) };
const identity = { issuer: 'https://auth.example.org', audience: 'https://auth.example.org' };
const createTokens = () => new AccessTokens(rings, new JwtService(), identity, clock);

const request = {
  userId: newId(),
  sessionId: newId(),
  authTime: 1,
  amr: ['pwd'],
  ttlSeconds: 9999,
};
const tokens = [];
for (let i = 0; i < 15_000; i += 1) tokens.push((await createTokens().issue(request)).token);

const createPool = () =>
  new HashPool({
    workers: defaultWorkerCount(),
    places: 256,
    deadlineMs: 60_000,
    start: startHashWorker,
  });

/** Keeps `IN_FLIGHT` sign-ins with wrong passwords in flight until it is stopped; answers how many were completed. */
function storm(pool) {
  const passwords = new PasswordsService(pool, { bcryptCost: COST }, { appName: 'Gatehouse' });
  let done = 0;
  let isOver = false;
  const one = async () => {
    while (!isOver) {
      await passwords.verify('a wrong password', null).catch(() => undefined);
      if (!isOver) done += 1;
    }
  };
  for (let i = 0; i < IN_FLIGHT; i += 1) void one();
  return { reset: () => (done = 0), stop: () => ((isOver = true), done) };
}

/** Token checks a second, with a turn of the event loop every 50. `fresh`: each token needs a signature check. */
async function checkRate(fresh) {
  let service = createTokens();
  const started = performance.now();
  const loop = monitorEventLoopDelay({ resolution: 1 });
  loop.enable();
  let checks = 0;
  while (performance.now() - started < seconds * 1000) {
    if (fresh && checks % tokens.length === 0) service = createTokens();
    for (let i = 0; i < 50; i += 1) {
      await service.verify(tokens[(fresh ? checks : checks % 1000) % tokens.length]);
      checks += 1;
    }
    await nextTurn();
  }
  loop.disable();
  const elapsed = (performance.now() - started) / 1000;
  return { rate: checks / elapsed, p99Ms: loop.percentile(99) / 1e6, elapsed };
}

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

async function compare(name, fresh) {
  const [calm, stormy, hashes, calmP99, stormyP99] = [[], [], [], [], []];
  for (let round = 0; round < rounds; round += 1) {
    const quiet = await checkRate(fresh);
    const pool = createPool();
    const wind = storm(pool);
    await new Promise((resolve) => setTimeout(resolve, 600));
    wind.reset();
    const loud = await checkRate(fresh);
    hashes.push(wind.stop() / loud.elapsed);
    await pool.close();
    calm.push(quiet.rate);
    stormy.push(loud.rate);
    calmP99.push(quiet.p99Ms);
    stormyP99.push(loud.p99Ms);
  }
  const ratio = median(stormy.map((rate, index) => rate / calm[index]));
  console.log(
    `${name}: ${median(calm).toFixed(0)}/s calm, ${median(stormy).toFixed(0)}/s in the storm, ` +
      `ratio ${(ratio * 100).toFixed(0)} %; ${median(hashes).toFixed(1)} hashes/s beside it; ` +
      `loop p99 ${median(calmP99).toFixed(1)} -> ${median(stormyP99).toFixed(1)} ms`,
  );
}

async function hashRate() {
  const pool = createPool();
  const wind = storm(pool);
  await new Promise((resolve) => setTimeout(resolve, 600));
  wind.reset();
  await new Promise((resolve) => setTimeout(resolve, seconds * 2000));
  const rate = wind.stop() / (seconds * 2);
  await pool.close();
  console.log(
    `hashes of cost ${COST} alone: ${rate.toFixed(1)}/s by ${defaultWorkerCount()} threads`,
  );
}

await checkRate(true);
await hashRate();
await compare('tokens seen for the first time (a signature each)', true);
await compare('tokens seen before (no signature)', false);
