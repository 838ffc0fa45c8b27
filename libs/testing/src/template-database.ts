import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import { migrateUp } from '#libs/migrator';

const MIGRATIONS = join(import.meta.dirname, '../../../migrations');
/** An advisory lock id used only for template databases. */
const LOCK = 7_466_001;
const STALE_DAYS = 2;

/**
 * The name of a database with the migrated schema, created once per server and state of `migrations/`. `IS_TEMPLATE`
 * is set last: a database without it is left from an interrupted creation.
 */
export async function templateDatabase(admin: pg.Client, serverUrl: string): Promise<string> {
  const name = `gh_template_${hashOfMigrations()}`;
  await admin.query('SELECT pg_advisory_lock($1)', [LOCK]);
  try {
    const { rows } = await admin.query<{ datistemplate: boolean }>(
      'SELECT datistemplate FROM pg_database WHERE datname = $1',
      [name],
    );
    if (!rows[0]?.datistemplate) await make(admin, serverUrl, name);
    await admin.query(`COMMENT ON DATABASE ${name} IS '${new Date().toISOString()}'`);
    await dropStale(admin);
  } finally {
    await admin.query('SELECT pg_advisory_unlock($1)', [LOCK]);
  }
  return name;
}

async function make(admin: pg.Client, serverUrl: string, name: string): Promise<void> {
  await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  await admin.query(`CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8'`);
  await applyMigrations(databaseUrl(serverUrl, name), MIGRATIONS);
  await admin.query(`ALTER DATABASE ${name} WITH IS_TEMPLATE true ALLOW_CONNECTIONS false`);
}

/** Drops templates of older migrations that no run has used for days. */
async function dropStale(admin: pg.Client): Promise<void> {
  const { rows } = await admin.query<{ datname: string }>(
    `SELECT datname FROM pg_database
      WHERE datname LIKE 'gh\\_template\\_%'
        AND shobj_description(oid, 'pg_database')::timestamptz < now() - make_interval(days => $1)`,
    [STALE_DAYS],
  );
  for (const { datname } of rows) {
    await admin.query(`ALTER DATABASE ${datname} WITH IS_TEMPLATE false`);
    await admin.query(`DROP DATABASE IF EXISTS ${datname}`);
  }
}

/** The URL of another database with the same server and login. */
export function databaseUrl(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

function hashOfMigrations(): string {
  const hash = createHash('sha256');
  for (const direction of ['up', 'down']) {
    for (const file of readdirSync(join(MIGRATIONS, direction)).sort()) {
      hash.update(file).update(readFileSync(join(MIGRATIONS, direction, file)));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

/** Migrates a database as the server itself does. */
async function applyMigrations(url: string, dir: string): Promise<void> {
  await migrateUp({ connection: url, dir });
}
