/**
 * What the statistics cost when there are many rows: the report of a year, and the kept number of live sessions. A
 * database of its own is made and dropped. A tenth of the sessions is live; ten sessions a user.
 *
 *   npm run build && node bench/statistics/report.mjs [sessions, 1000000] [rounds]
 *
 * TEST_DATABASE_URL is the server to make it on; ten million rows take 6 GB there.
 */
import { join } from 'node:path';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { SessionStats } from '../../dist/apps/api/src/sessions/session-stats.service.js';
import { SessionCountsStore } from '../../dist/apps/api/src/sessions/session-counts.store.js';
import { Statistics } from '../../dist/apps/api/src/audit/statistics/statistics.service.js';
import { StatisticsStore } from '../../dist/apps/api/src/audit/statistics/statistics.store.js';
import { Database, dataSourceOptions } from '../../dist/libs/database/src/index.js';
import { SystemClock } from '../../dist/libs/kernel/src/index.js';
import { applyMigrations } from '../../dist/libs/schema/src/index.js';

const sessions = Number(process.argv[2] ?? 1_000_000);
const rounds = Number(process.argv[3] ?? 20);
const users = Math.ceil(sessions / 10);
const DAYS = 366;
const ADMIN = process.env.TEST_DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres';
const NAME = `gh_bench_${process.pid}`;

const url = new URL(ADMIN);
url.pathname = `/${NAME}`;
const admin = new pg.Client(ADMIN);
await admin.connect();
await admin.query(`CREATE DATABASE ${NAME}`);
const say = (text) => process.stderr.write(`${text}\n`);

const FILL = [
  `INSERT INTO users (id, email, email_canonical, is_active, is_email_verified, created_at)
   SELECT md5('u' || n)::uuid, n || '@example.test', n || '@example.test', true, true,
          now() - n % ${DAYS} * interval '1 day'
     FROM generate_series(1, ${users}) n`,
  `INSERT INTO sessions (id, user_id, secret, last_seen_at, expires_at, due_at, ended_at, auth_time, amr)
   SELECT md5('s' || n)::uuid, md5('u' || 1 + n % ${users})::uuid, '\\x00', now(),
          now() + interval '7 days', now() + interval '7 days', CASE WHEN n % 10 > 0 THEN now() END, now(), '{pwd}'
     FROM generate_series(1, ${sessions}) n`,
  `INSERT INTO active_sessions_by_day SELECT current_date - d, md5('s' || n)::uuid
     FROM generate_series(0, 2) d, generate_series(1, ${users}) n`,
  `INSERT INTO daily_statistics (measure, day, label, outcome, count)
   SELECT m, current_date - d, '', '', 1000 FROM generate_series(0, ${DAYS}) d,
          unnest('{active_sessions,active_users}'::text[]) m
    UNION ALL
   SELECT 'sign_ins', current_date - d, 'method_' || l, 'outcome_' || o, 1000
     FROM generate_series(0, ${DAYS}) d, generate_series(1, 6) l, generate_series(1, 10) o
    UNION ALL
   SELECT 'sign_ins_by_country', current_date - d, 'C' || l, o, 1000
     FROM generate_series(0, ${DAYS}) d, generate_series(1, 100) l, unnest('{success,refused}'::text[]) o`,
];

const middle = (times) => [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)];

async function measure(work) {
  const times = [];
  for (let round = 0; round < rounds; round += 1) {
    const began = performance.now();
    await work();
    times.push(performance.now() - began);
  }
  const rounded = (ms) => Number(ms.toFixed(1));
  return {
    'first ms': rounded(times[0]),
    'median ms': rounded(middle(times)),
    'worst ms': rounded(Math.max(...times)),
  };
}

let dataSource;
try {
  const dir = join(import.meta.dirname, '../../migrations');
  await applyMigrations({ directUrl: url.href, dir, report: () => undefined });
  const filler = new pg.Client(url.href);
  await filler.connect();
  for (const sql of FILL) await filler.query(sql);
  await filler.query('VACUUM ANALYZE');
  await filler.end();
  say(`${sessions} sessions of ${users} users`);

  const config = {
    pooler: 'none',
    poolMax: 5,
    statementTimeoutMs: 60_000,
    acquireTimeoutMs: 5_000,
  };
  dataSource = new DataSource(dataSourceOptions({ url: url.href, entities: [], config }));
  await dataSource.initialize();
  const database = new Database(dataSource);
  const clock = new SystemClock();
  const nothing = { flush: () => Promise.resolve() };
  const statistics = new Statistics(database, new StatisticsStore(), nothing, nothing, clock);
  const store = new SessionCountsStore();
  const live = new SessionStats(database, store, clock);
  console.table({
    'report of 30 days': await measure(() => statistics.report(30)),
    'report of 366 days': await measure(() => statistics.report(DAYS)),
    'live sessions, as kept': await measure(() => store.countLive(database.pool, clock.now())),
    'live sessions, as answered': await measure(() => live.countLive()),
  });
} finally {
  await dataSource?.destroy();
  await admin.query(`DROP DATABASE ${NAME} WITH (FORCE)`);
  await admin.end();
}
