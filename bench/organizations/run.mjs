/**
 * What organizations cost when they are large: a tree of 100,000 units, and a user who is a member of 1,000 of them with roles
 * at units in 50 services. Creates a database and drops it at the end.
 *
 *   npm run build && node bench/organizations/run.mjs [rounds, 50]
 *
 * TEST_DATABASE_URL is the server to make it on. Ends with 1 when a median misses its goal.
 */
import { join } from 'node:path';
import 'reflect-metadata';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { reaching } from '../../dist/apps/api/src/rbac/at-units/reach.js';
import { UnitRolesStore } from '../../dist/apps/api/src/rbac/at-units/unit-roles.store.js';
import { UnitsStore } from '../../dist/apps/api/src/units/units.store.js';
import { dataSourceOptions } from '../../dist/libs/database/src/index.js';
import { applyMigrations } from '../../dist/libs/schema/src/index.js';
import { median, percentile, round } from '../guard/statistics.mjs';
import { move } from './move.mjs';
import { fill, named } from './tree.mjs';

const rounds = Number(process.argv[2] ?? 50);
const WARM_UP = 3;
const CHECKS = 10_000;
const ADMIN = process.env.TEST_DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres';
const NAME = `gh_bench_${process.pid}`;
const say = (text) => process.stderr.write(`${text}\n`);

const url = new URL(ADMIN);
url.pathname = `/${NAME}`;
const admin = new pg.Client(ADMIN);
await admin.connect();
await admin.query(`CREATE DATABASE ${NAME}`);

async function measure(work, times = rounds) {
  const taken = [];
  for (let turn = -WARM_UP; turn < times; turn += 1) {
    const began = performance.now();
    await work(turn);
    if (turn >= 0) taken.push(performance.now() - began);
  }
  return { median: round(median(taken), 4), p99: round(percentile(taken, 0.99), 4) };
}

/** In milliseconds for one check, of many in a row. */
const measureChecks = (check) =>
  measure(() => {
    for (let turn = 0; turn < CHECKS; turn += 1) check();
  }).then(({ median: middle, p99 }) => ({
    median: round(middle / CHECKS, 6),
    p99: round(p99 / CHECKS, 6),
  }));

let dataSource;
const client = new pg.Client(url.href);
let isMissed = false;
try {
  const dir = join(import.meta.dirname, '../../migrations');
  await applyMigrations({ directUrl: url.href, dir, report: () => undefined });
  await client.connect();
  say('Filling the tables…');
  await fill(client);
  const { user, root, service, left, right, moved, deep, units } = await named(client);
  const config = {
    pooler: 'none',
    poolMax: 5,
    statementTimeoutMs: 60_000,
    acquireTimeoutMs: 5_000,
  };
  dataSource = new DataSource(dataSourceOptions({ url: url.href, entities: [], config }));
  await dataSource.initialize();
  const tx = dataSource.manager;
  const store = new UnitRolesStore();
  const trees = new UnitsStore();
  const held = await store.listHeld(tx, [user], service);
  const above = await store.listAbove(tx, [user]);
  const path = new Set((await trees.listPath(tx, deep)).map(({ id }) => id));
  say(
    `${units} units; the user holds ${held.length} roles at units, and ${above.length} units decide`,
  );
  let movedUnits = 0;
  const results = [
    [
      'effective set of a user, ms',
      50,
      await measure(async () => {
        await store.listHeld(tx, [user], service);
        await store.listAbove(tx, [user]);
      }),
    ],
    ['a check in memory, ms', 0.02, await measureChecks(() => reaching(path, held).length)],
    [
      'a move, ms',
      1000,
      await measure(async (turn) => {
        movedUnits = await move(client, { root, moved, to: turn % 2 === 0 ? right : left });
      }),
    ],
    ['the path of a unit, ms', null, await measure(() => trees.listPath(tx, deep))],
    [
      'a page of the units below one, ms',
      null,
      await measure(() =>
        client.query(
          'SELECT * FROM organizations WHERE parent_id = $1 AND id > $2 ORDER BY id LIMIT 100',
          [moved, '00000000-0000-0000-0000-000000000000'],
        ),
      ),
    ],
    [
      'a page of all units of an organization, ms',
      null,
      await measure(() =>
        client.query(
          'SELECT * FROM organizations WHERE root_id = $1 AND id > $2 ORDER BY id LIMIT 1000',
          [root, deep],
        ),
      ),
    ],
  ];
  isMissed = results.some(([, goal, figures]) => goal !== null && figures.median >= goal);
  say(`A move takes ${movedUnits} units along`);
  console.table(
    Object.fromEntries(
      results.map(([name, goal, figures]) => [name, { ...figures, goal: goal ?? '' }]),
    ),
  );
} finally {
  await dataSource?.destroy();
  await client.end();
  await admin.query(`DROP DATABASE IF EXISTS ${NAME} WITH (FORCE)`);
  await admin.end();
}
process.exitCode = isMissed ? 1 : 0;
