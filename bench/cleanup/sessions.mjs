/**
 * Measures `GET /api/auth/me` while the server deletes many old sessions. Creates a database and drops it at the end.
 *
 *   npm run build && node bench/cleanup/sessions.mjs [sessions, 200000] [folder of the build, .]
 *
 * The server is a copy of the build whose cleanup of sessions runs every 15 s instead of every ten minutes. The folder of
 * another build compares the two. TEST_DATABASE_URL names the PostgreSQL server of the database.
 */
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

const sessions = Number(process.argv[2] ?? 200_000);
const release = resolve(process.argv[3] ?? '.');
const ADMIN = process.env.TEST_DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres';
const NAME = `gh_bench_${process.pid}`;
const PORT = 25_300 + (process.pid % 500);
const LONGEST_MS = 240_000;
const say = (text) => process.stderr.write(`${text}\n`);

const copy = mkdtempSync(join(tmpdir(), 'gatehouse-bench-'));
for (const part of ['dist', 'migrations', 'package.json', 'apps']) {
  cpSync(join(release, part), join(copy, part), { recursive: true });
}
symlinkSync(join(release, 'node_modules'), join(copy, 'node_modules'));
const cleanup = join(copy, 'dist/apps/api/src/sessions/sessions.cleanup.js');
const original = readFileSync(cleanup, 'utf8');
const hurried = original.replace('everySeconds: 600', 'everySeconds: 15');
if (hurried === original) throw new Error('this build states the period of the cleanup otherwise');
writeFileSync(cleanup, hurried);

const admin = new pg.Client(ADMIN);
await admin.connect();
await admin.query(`CREATE DATABASE ${NAME}`);
const url = new URL(ADMIN);
url.pathname = `/${NAME}`;

const PASSWORD = 'Violet-Kettle-93-Orbit';
function startServer() {
  const env = {
    PATH: process.env.PATH,
    DATABASE_URL: url.href,
    SECRET_KEY: 'for-measurements-only-0123456789abcdefghij',
    ADMIN_EMAIL: 'admin@example.org',
    ADMIN_PASSWORD: PASSWORD,
    RATE_LIMIT_ENABLED: 'false',
    LOG_LEVEL: 'warn',
    PORT: String(PORT),
  };
  const main = join(copy, 'dist/apps/api/src/main.js');
  const child = spawn(process.execPath, [main], { cwd: copy, env, stdio: 'ignore' });
  child.gone = new Promise((done) => child.on('exit', done));
  return child;
}
async function call(path, options = {}) {
  const answer = await fetch(`http://127.0.0.1:${PORT}${path}`, options);
  return { status: answer.status, body: await answer.json() };
}
async function awaitReady() {
  for (let attempt = 0; attempt < 600; attempt += 1) {
    const ready = await call('/health/ready').catch(() => null);
    if (ready?.status === 200) return;
    await sleep(200);
  }
  throw new Error('The server has not become ready');
}
const percentile = (times, part) => {
  const sorted = [...times].sort((a, b) => a - b);
  return Math.round((sorted[Math.floor((sorted.length - 1) * part)] ?? 0) * 10) / 10;
};

let server = startServer();
const database = new pg.Client(url.href);
try {
  await awaitReady();
  await database.connect();
  await database.query(
    `INSERT INTO users (id, email, email_canonical) SELECT md5('u' || n)::uuid, n || '@example.test', n || '@example.test' FROM generate_series(1, 20000) n`,
  );
  await database.query(
    `INSERT INTO sessions (id, user_id, secret, last_seen_at, expires_at, due_at, auth_time, amr)
     SELECT md5('s' || n)::uuid, md5('u' || 1 + n % 20000)::uuid, '\\x00', now(), now() - interval '10 days', now() - interval '10 days', now(), '{pwd}'
       FROM generate_series(1, $1::int) n`,
    [sessions],
  );
  await database.query('VACUUM ANALYZE');
  server.kill('SIGTERM');
  await server.gone;
  server = startServer();
  await awaitReady();
  const body = JSON.stringify({ email: 'admin@example.org', password: PASSWORD });
  const headers = { 'content-type': 'application/json' };
  const signedIn = await call('/api/auth/login', { method: 'POST', headers, body });
  const authorization = `Bearer ${signedIn.body.access_token}`;
  const left = async () => {
    const sql = `SELECT count(*)::int AS n FROM sessions WHERE expires_at < now() - interval '9 days'`;
    return (await database.query(sql)).rows[0].n;
  };
  const times = { before: [], during: [] };
  let phase = 'before';
  let isOver = false;
  const asking = (async () => {
    while (!isOver) {
      const startedMs = performance.now();
      await call('/api/auth/me', { headers: { authorization } });
      times[phase].push(performance.now() - startedMs);
      await sleep(20);
    }
  })();
  await sleep(7000);
  phase = 'during';
  const startedMs = performance.now();
  while ((await left()) > 0 && performance.now() - startedMs < LONGEST_MS) await sleep(1000);
  const tookMs = performance.now() - startedMs;
  const rest = await left();
  isOver = true;
  await asking;
  for (const [name, all] of Object.entries(times)) {
    const [p50, p95, most] = [0.5, 0.95, 1].map((part) => percentile(all, part));
    say(`me ${name}: p50 ${p50}, p95 ${p95}, most ${most} ms (${all.length} calls)`);
  }
  say(
    `${sessions - rest} of ${sessions} sessions were deleted within ${Math.round(tookMs / 1000)} s`,
  );
} finally {
  server.kill('SIGKILL');
  await database.end();
  await admin.query(`DROP DATABASE ${NAME} WITH (FORCE)`);
  await admin.end();
  rmSync(copy, { recursive: true, force: true });
}
