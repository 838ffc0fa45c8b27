// How fast `GET /api/tokens/validate` is, as a share of what the same HTTP adapter answers when it does nothing.
//
//   node bench/app-tokens/validate.mjs            needs a build, PostgreSQL and Redis (bench/README.md), and wrk
//
// The server is bound to one core and the load to the other; rounds alternate, so that whatever else the machine
// does hits both. Rate limits, usage counting and instant revocation are on: each request is counted against the limit
// of its token and reads the version markers in Redis; that both was so is looked at before a figure is believed.
// Ends with 1 below 60 % of the hello, with 2 when nothing could be measured. ROUNDS and SECONDS make it shorter.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../..');
const ROUNDS = Number(process.env.ROUNDS ?? 5);
const SECONDS = Number(process.env.SECONDS ?? 4);
const ADMIN_DATABASE =
  process.env.TEST_DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres';
const DATABASE = `gh_bench_${process.pid}`;
const GOAL = 0.6;
const ADMIN = { email: 'bench@example.org', password: 'measured twice a day' };

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  return port;
}

const pinned = (core, command, args, env) =>
  spawn('taskset', ['-c', String(core), command, ...args], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });

async function untilOk(url) {
  for (let tries = 0; tries < 200; tries += 1) {
    const isOk = await fetch(url).then(
      (answer) => answer.ok,
      () => false,
    );
    if (isOk) return;
    await sleep(100);
  }
  throw new Error(`${url} did not come up`);
}

async function call(url, method, token, body, shown = {}) {
  const headers = {
    ...shown,
    'content-type': 'application/json',
    ...(token && { authorization: `Bearer ${token}` }),
  };
  const answer = await fetch(url, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  return answer.json();
}

async function perSecond(url, token) {
  const args = ['-c', '1', 'wrk', '-t1', '-c32', `-d${SECONDS}s`];
  const { stdout } = await run('taskset', [
    ...args,
    ...(token ? ['-H', `Authorization: Bearer ${token}`] : []),
    url,
  ]);
  if (/Non-2xx/.test(stdout)) throw new Error(stdout);
  return Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]);
}

const admin = new pg.Client({ connectionString: ADMIN_DATABASE });
await admin.connect();
await admin.query(`CREATE DATABASE ${DATABASE}`);
const [serverPort, helloPort] = [await freePort(), await freePort()];
const databaseUrl = new URL(ADMIN_DATABASE);
databaseUrl.pathname = `/${DATABASE}`;
const server = pinned(0, process.execPath, ['dist/apps/api/src/main.js'], {
  PORT: String(serverPort),
  HOST: '127.0.0.1',
  DATABASE_URL: databaseUrl.href,
  REDIS_URL: process.env.TEST_REDIS_URL ?? 'redis://127.0.0.1:6379',
  SECRET_KEY: 'for-the-bench-0123456789abcdefghijkl',
  ADMIN_EMAIL: ADMIN.email,
  ADMIN_PASSWORD: ADMIN.password,
  LOG_LEVEL: 'warn',
  // Switched on, but too high to be reached: a token is never validated so often.
  RATE_LIMIT_VALIDATE_PER_CREDENTIAL: '9999999/1s',
});
const hello = pinned(0, process.execPath, ['bench/app-tokens/hello.mjs', String(helloPort)], {});
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

/** @throws Error when what has to be on while it was measured is off */
async function assertHonest(api, access, { serviceId, tokenId, token, atLeast }) {
  const validate = () =>
    fetch(`${api}/api/tokens/validate`, { headers: { authorization: `Bearer ${token}` } });
  const { headers } = await validate();
  if (!headers.get('ratelimit-limit')) throw new Error('Validation was not limited');
  let used = 0;
  // Usage counts are written once a second, by a process that has just been busy.
  for (let tries = 0; used < atLeast && tries < 100; tries += 1) {
    await sleep(100);
    const usage = await call(`${api}/api/tokens/service/${serviceId}/usage`, 'GET', access);
    used = usage.tokens[0].days.reduce((sum, day) => sum + day.use_count, 0);
  }
  if (used < atLeast) throw new Error(`${used} uses were counted of at least ${atLeast}`);
  await call(`${api}/api/tokens/${tokenId}/revoke`, 'POST', access);
  const { status } = await validate();
  if (status !== 401) throw new Error(`A revoked token was answered ${status}`);
}

async function measure() {
  const api = `http://127.0.0.1:${serverPort}`;
  await untilOk(`${api}/health/ready`);
  await untilOk(`http://127.0.0.1:${helloPort}/`);
  const { access_token: access } = await call(`${api}/api/auth/login`, 'POST', null, ADMIN);
  const { service_id } = await call(`${api}/api/roles/services`, 'POST', access, { name: 'bench' });
  const { password } = ADMIN;
  const wish = { purpose: 'mint_token', password };
  const { proof } = await call(`${api}/api/auth/proofs`, 'POST', access, wish);
  const fields = { service_id, name: 'bench' };
  const shown = { 'Gatehouse-Proof': proof };
  const { token_data } = await call(`${api}/api/tokens`, 'POST', access, fields, shown);
  const figures = { hello: [], validate: [] };
  for (let round = 0; round < ROUNDS + 1; round += 1) {
    const bare = await perSecond(`http://127.0.0.1:${helloPort}/`);
    const validated = await perSecond(`${api}/api/tokens/validate`, token_data.token);
    if (round === 0) continue;
    figures.hello.push(bare);
    figures.validate.push(validated);
  }
  const { id: tokenId, token } = token_data;
  // Requests that wrk cut off at the end may have been counted or not; the rate is that of complete answers.
  const atLeast = Math.floor(figures.validate.reduce((sum, one) => sum + one, 0) * SECONDS * 0.95);
  await assertHonest(api, access, { serviceId: service_id, tokenId, token, atLeast });
  const [bare, validated] = [median(figures.hello), median(figures.validate)];
  const isKept = validated / bare >= GOAL;
  console.log(
    `hello ${bare.toFixed(0)}/s, validate ${validated.toFixed(0)}/s, ratio ${(validated / bare).toFixed(2)} (median of ${ROUNDS} rounds of ${SECONDS} s)`,
  );
  console.log(`goal of at least ${GOAL}: ${isKept ? 'kept' : 'MISSED'}`);
  return isKept ? 0 : 1;
}

try {
  process.exitCode = await measure();
} catch (error) {
  console.error(error);
  process.exitCode = 2;
} finally {
  server.kill('SIGTERM');
  hello.kill('SIGTERM');
  if (server.exitCode === null) await once(server, 'exit');
  await admin.query(`DROP DATABASE ${DATABASE} WITH (FORCE)`);
  await admin.end();
}
