import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { EmbeddedDatabase, identityOf, type EmbeddedRole } from '#libs/database';
import { eventually, temporaryFolder } from '#libs/testing';

const isRoot = process.getuid?.() === 0;

describe('the embedded database', () => {
  let home: string;
  let dataDir: string;
  /** Created once: creating a cluster takes longer than starting it. */
  let template: string;
  const opened: EmbeddedDatabase[] = [];
  const notices: string[] = [];

  async function open(role: EmbeddedRole = 'server'): Promise<EmbeddedDatabase> {
    const onNotice = (text: string): void => void notices.push(text);
    if (!existsSync(dataDir)) execFileSync('cp', ['-a', template, dataDir]);
    const database = await EmbeddedDatabase.open({ dataDir, role, onNotice });
    opened.push(database);
    return database;
  }

  beforeAll(async () => {
    template = join(temporaryFolder('template'), 'data');
    const database = await EmbeddedDatabase.open({ dataDir: template, role: 'server' });
    await database.stop();
  }, 60_000);

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'gatehouse-embedded-'));
    chmodSync(home, 0o755);
    dataDir = join(home, 'data');
    notices.length = 0;
  });

  afterEach(async () => {
    for (const database of opened.splice(0)) await database.stop();
    const place = readText(join(dataDir, 'postgres-place'));
    if (place) rmSync(place, { recursive: true });
    rmSync(home, { recursive: true });
  });

  it('The embedded database keeps its rows from one start to the next', async () => {
    const first = await open();
    await query(first.url, 'CREATE TABLE kept AS SELECT 7 AS n');
    await first.stop();
    expect(postmasterPid(dataDir)).toBeNull();
    const second = await open();
    expect(await query(second.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
    expect(await query(second.url, 'SHOW fsync')).toEqual([{ fsync: 'on' }]);
    expect(await query(second.url, 'SHOW shared_buffers')).toEqual([{ shared_buffers: '32MB' }]);
    expect(await query(second.url, 'SHOW listen_addresses')).toEqual([
      { listen_addresses: '127.0.0.1' },
    ]);
    expect(await query(second.url, 'SHOW unix_socket_directories')).toEqual([
      { unix_socket_directories: '' },
    ]);
  });

  it('The embedded database asks every client for the password, which only its owner may read', async () => {
    const { url } = await open();
    const stranger = new URL(url);
    stranger.password = 'guess';
    await expect(query(stranger.href, 'SELECT 1')).rejects.toThrow(/password authentication/);
    expect(modeOf(join(dataDir, 'postgres-password'))).toBe(0o600);
    expect(modeOf(join(dataDir, 'postgres'))).toBe(0o700);
  });

  it('The embedded database refuses a second server on the same folder and names the first', async () => {
    await open();
    await expect(open()).rejects.toThrow(
      new RegExp(`Another server \\(process ${process.pid}\\) already uses ${dataDir}`),
    );
  });

  it('The embedded database lets a command share the running server, and continues after the command ends', async () => {
    const server = await open();
    const guest = await open('guest');
    expect(guest.url).toBe(server.url);
    await server.stop();
    expect(await query(guest.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await guest.stop();
    expect(postmasterPid(dataDir)).toBeNull();
  });

  it('The embedded database does not stop when a command disconnects while the server runs', async () => {
    const guest = await open('guest');
    const server = await open();
    await guest.stop();
    expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('The embedded database takes over the lock of a dead server, even when its process id was reused', async () => {
    const server = await open();
    await server.stop();
    const identity = identityOf(process.pid)!;
    const dead = { ...identity, began: '1', token: 'dead' };
    writeFileSync(join(dataDir, 'server.lock'), JSON.stringify(dead));
    await open();
    expect(readText(join(dataDir, 'server.lock'))).not.toContain('"dead"');
  });

  it('The embedded database starts over a postmaster.pid whose process id belongs to another program', async () => {
    const server = await open();
    await server.stop();
    const stale = [process.pid, join(dataDir, 'postgres'), 1, 5432, '', '127.0.0.1', '', 'ready'];
    writeFileSync(join(dataDir, 'postgres', 'postmaster.pid'), `${stale.join('\n')}\n`);
    const again = await open();
    expect(await query(again.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('The embedded database restarts on the same port when its postmaster is killed', async () => {
    const server = await open();
    await query(server.url, 'CREATE TABLE kept AS SELECT 7 AS n');
    process.kill(postmasterPid(dataDir)!, 'SIGKILL');
    const kept = await eventually(() => query(server.url, 'SELECT n FROM kept'), 20_000);
    expect(kept).toEqual([{ n: 7 }]);
    await eventually(() => notices.some((notice) => /is back/.test(notice)));
  });

  it('The embedded database repeats a killed initdb, and moves aside a folder that is no cluster', async () => {
    mkdirSync(join(dataDir, 'postgres.new-1234', 'cluster'), { recursive: true });
    mkdirSync(join(dataDir, 'postgres', 'base'), { recursive: true });
    chmodSync(dataDir, 0o755);
    writeFileSync(join(dataDir, 'postgres', 'PG_VERSION'), '18\n');
    if (isRoot) own(join(dataDir, 'postgres'));
    const server = await open();
    expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    const names = readdirSync(dataDir);
    expect(names.filter((name) => name.startsWith('postgres.new-'))).toEqual([]);
    expect(names.filter((name) => name.startsWith('postgres.incomplete-'))).toHaveLength(1);
  });

  it('The embedded database refuses a cluster of another PostgreSQL version and leaves it unchanged', async () => {
    mkdirSync(join(dataDir, 'postgres'), { recursive: true });
    writeFileSync(join(dataDir, 'postgres', 'PG_VERSION'), '9\n');
    if (isRoot) own(join(dataDir, 'postgres'));
    await expect(open()).rejects.toThrow(/made by PostgreSQL 9/);
    expect(readText(join(dataDir, 'postgres', 'PG_VERSION'))).toBe('9');
  });

  it('The embedded database reports what is wrong with a DATA_DIR that cannot be a folder', async () => {
    writeFileSync(dataDir, 'a file');
    await expect(open()).rejects.toThrow(/DATA_DIR .* cannot be used: a file is in the way/);
  });

  (isRoot ? it : it.skip)(
    'lives in a folder its account can reach when DATA_DIR is closed',
    async () => {
      mkdirSync(dataDir);
      chmodSync(home, 0o700);
      const first = await open();
      await query(first.url, 'CREATE TABLE kept AS SELECT 7 AS n');
      await first.stop();
      const place = readText(join(dataDir, 'postgres-place'))!;
      expect(existsSync(join(place, 'postgres', 'PG_VERSION'))).toBe(true);
      const second = await open();
      expect(await query(second.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
    },
  );

  (isRoot ? it : it.skip)(
    'The embedded database reports a folder above it that was made unreadable meanwhile',
    async () => {
      const first = await open();
      await first.stop();
      chmodSync(home, 0o700);
      await expect(open()).rejects.toThrow(/can no longer reach it: a folder above it was closed/);
      chmodSync(home, 0o755);
      await open();
    },
  );
});

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

function postmasterPid(dataDir: string): number | null {
  const text = readText(join(dataDir, 'postgres', 'postmaster.pid'));
  return text === null ? null : Number(text.split('\n')[0]);
}

function readText(path: string): string | null {
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : null;
}

function modeOf(path: string): number {
  return statSync(path).mode & 0o777;
}

function own(path: string): void {
  execFileSync('chown', ['-R', 'postgres', path]);
}
