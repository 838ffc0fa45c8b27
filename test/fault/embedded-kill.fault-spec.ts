import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { EmbeddedDatabase } from '#libs/database';
import { eventually } from '#libs/testing';

const WRITER = join(import.meta.dirname, 'embedded-writer.mjs');
const MINUTES = 60_000;

/** A server that writes, and the writes that the database has acknowledged. */
class Writer {
  readonly acknowledged: number[] = [];
  url = '';
  private readonly child: ChildProcess;
  private readonly closed: Promise<void>;

  constructor(dataDir: string, first: number) {
    this.child = spawn(process.execPath, [WRITER, dataDir, String(first)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.closed = new Promise((resolve) => this.child.once('close', () => resolve()));
    let rest = '';
    this.child.stdout?.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString()).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) this.take(line);
    });
  }

  private take(line: string): void {
    if (line.startsWith('open ')) this.url = line.slice('open '.length);
    else this.acknowledged.push(Number(line));
  }

  /** Waits until it has written some more. */
  async writesOn(): Promise<void> {
    const before = this.acknowledged.length;
    await eventually(() => this.acknowledged.length > before + 20, 60_000);
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.closed;
  }
}

const postmasterPid = (dataDir: string): number =>
  Number(readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);

/** As when the machine fails: kills the postmaster and each of its processes at once. */
function killDatabase(pid: number): void {
  const children = execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' });
  for (const each of [pid, ...children.trim().split(/\s+/).map(Number)]) {
    try {
      process.kill(each, 'SIGKILL');
    } catch {
      // The process had ended already.
    }
  }
}

async function written(url: string): Promise<Set<number>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ n: number }>('SELECT n FROM ledger');
  await client.end();
  return new Set(rows.map(({ n }) => n));
}

describe('the embedded database under kill -9 (F21)', () => {
  let home: string;
  let dataDir: string;
  let writer: Writer;
  let ledger: number[];

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'gatehouse-kill-'));
    chmodSync(home, 0o755);
    dataDir = join(home, 'data');
    ledger = [];
  });

  afterEach(async () => {
    await writer.kill();
    // The next process takes the database of a killed server over, and so stops it.
    const database = await EmbeddedDatabase.open({ dataDir, role: 'server' });
    await database.stop();
    rmSync(home, { recursive: true, force: true });
  });

  async function startWriter(): Promise<void> {
    writer = new Writer(dataDir, Math.max(0, ...ledger) + 1000);
    await writer.writesOn();
    const present = await written(writer.url);
    expect(ledger.filter((n) => !present.has(n))).toEqual([]);
  }

  async function killWriter(): Promise<void> {
    await writer.kill();
    ledger.push(...writer.acknowledged);
  }

  it(
    'the embedded database loses no acknowledged write when the server is killed, fifty times',
    async () => {
      for (let round = 0; round < 50; round += 1) {
        await startWriter();
        await sleep(round % 7);
        await killWriter();
      }
      await startWriter();
      expect(ledger.length).toBeGreaterThan(1000);
    },
    5 * MINUTES,
  );

  it(
    'the embedded database loses no acknowledged write when it is killed together with the server, forty times',
    async () => {
      for (let round = 0; round < 40; round += 1) {
        await startWriter();
        await sleep(round % 7);
        killDatabase(postmasterPid(dataDir));
        await killWriter();
      }
      await startWriter();
    },
    10 * MINUTES,
  );

  it(
    'a running server restarts the embedded database when the database alone is killed, ten times',
    async () => {
      await startWriter();
      for (let round = 0; round < 10; round += 1) {
        await eventually(() => killDatabase(postmasterPid(dataDir)), 60_000);
        await writer.writesOn();
      }
      await killWriter();
      await startWriter();
    },
    5 * MINUTES,
  );

  it(
    'the embedded database is created anew when the server is killed at any moment of its creation',
    async () => {
      for (let ms = 20; ms < 900; ms += 80) {
        writer = new Writer(dataDir, 0);
        await sleep(ms);
        await writer.kill();
      }
      ledger = [];
      writer = new Writer(dataDir, 5000);
      await writer.writesOn();
    },
    5 * MINUTES,
  );
});
