// PostgreSQL and Redis of a run. Its own, bound to the core of the load, unless BENCH_DATABASE_URL or BENCH_REDIS_URL name
// others, which cannot be bound.
import { chownSync, chmodSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import pg from 'pg';
import { freePort, run, start, stop } from './processes.mjs';
import { UsageError } from './usage-error.mjs';

const DEBIAN = '/usr/lib/postgresql';
const MAX_TRIES = 200;

/** The folder of PostgreSQL's programs. */
function binaries() {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN) : [];
  const newest = versions.sort((a, b) => Number(b) - Number(a))[0];
  if (newest) return join(DEBIAN, newest, 'bin');
  throw new UsageError(
    'No PostgreSQL to start: install Debian’s postgresql, or name a server in BENCH_DATABASE_URL',
  );
}

/** PostgreSQL refuses to run as root: Debian's user runs it then. */
const asServer = (command) =>
  userInfo().uid === 0 ? ['runuser', '-u', 'postgres', '--', ...command] : command;

async function userIds() {
  const ids = await run(['sh', '-c', 'id -u postgres && id -g postgres']);
  return ids.trim().split('\n').map(Number);
}

async function untilConnects(connect) {
  for (let tries = 0; ; tries += 1) {
    try {
      return await connect();
    } catch (error) {
      if (tries === MAX_TRIES) throw error;
      await sleep(50);
    }
  }
}

async function connectTo(url) {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** With Debian's settings for durability: every commit is flushed. */
async function startPostgres(work, core) {
  const bin = binaries();
  const data = join(work, 'postgresql');
  mkdirSync(data);
  if (userInfo().uid === 0) {
    chmodSync(work, 0o755);
    chownSync(data, ...(await userIds()));
  }
  chmodSync(data, 0o700);
  const initdb = [join(bin, 'initdb'), '-D', data, '-A', 'trust', '-U', 'postgres'];
  await run(asServer([...initdb, '--locale=C.UTF-8']));
  const port = await freePort();
  const settings = { listen_addresses: '127.0.0.1', shared_buffers: '256MB', max_connections: 200 };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = [join(bin, 'postgres'), '-D', data, '-p', String(port), '-k', data, ...flags];
  const child = start(asServer(server), { core, log: join(work, 'postgresql.log') });
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const close = async () => {
    await run(asServer([join(bin, 'pg_ctl'), '-D', data, '-m', 'fast', '-w', 'stop']));
    await stop(child);
  };
  return { url, close, pgbench: join(bin, 'pgbench') };
}

async function startRedis(work, core) {
  const port = await freePort();
  const flags = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const command = ['redis-server', '--port', String(port), ...flags];
  const child = start(command, { core, log: join(work, 'redis.log') });
  return { url: `redis://127.0.0.1:${port}`, close: () => stop(child) };
}

const given = (url) => ({ url, close: () => undefined, pgbench: 'pgbench', isGiven: true });

/** Databases that one run makes and drops. */
class Databases {
  made = [];

  constructor(url, admin) {
    this.url = url;
    this.admin = admin;
  }

  /** An empty database: its URL. */
  async make(name) {
    const full = `gh_bench_${process.pid}_${name.replaceAll(/\W/g, '_')}`;
    await this.admin.query(`CREATE DATABASE ${full}`);
    this.made.push(full);
    const url = new URL(this.url);
    url.pathname = `/${full}`;
    return url.href;
  }

  connect(url) {
    return connectTo(url);
  }

  async close() {
    for (const name of this.made) await this.admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await this.admin.end();
  }
}

/** `databases.make(name)` and `redisUrl(number)` are for the servers; `close()` removes all of it. */
export async function startServices(work, core) {
  const postgres = process.env.BENCH_DATABASE_URL
    ? given(process.env.BENCH_DATABASE_URL)
    : await startPostgres(work, core);
  const redis = process.env.BENCH_REDIS_URL
    ? given(process.env.BENCH_REDIS_URL)
    : await startRedis(work, core);
  const admin = await untilConnects(() => connectTo(postgres.url));
  const databases = new Databases(postgres.url, admin);
  const { rows } = await admin.query('SHOW server_version');
  const client = new Redis(redis.url);
  client.on('error', () => undefined);
  const info = await client.info('server');
  const redisVersion = /redis_version:(\S+)/.exec(info)?.[1] ?? '';
  return {
    databases,
    pgbench: postgres.pgbench,
    arePinned: !postgres.isGiven && !redis.isGiven,
    versions: { postgresql: rows[0].server_version, redis: redisVersion },
    redisUrl: (number) => `${redis.url.replace(/\/\d+$/, '')}/${number}`,
    close: async () => {
      client.disconnect();
      await databases.close();
      await redis.close();
      await postgres.close();
    },
  };
}
