import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { chooseAccount, Cluster, freePort, reachableBinaries } from '#libs/database';
import { databaseUrl } from './template-database.js';
import { temporaryFolder } from './test-run.js';

/**
 * A separate PostgreSQL server that a test can stop, kill, freeze and start again on the same port; it keeps its data.
 */
export class PostgresProcess {
  private constructor(
    private readonly cluster: Cluster,
    readonly port: number,
    private readonly settings: Readonly<Record<string, string>>,
  ) {}

  /** @param settings as in postgresql.conf, e.g. `{ max_connections: '20' }`. */
  static async start(settings: Readonly<Record<string, string>> = {}): Promise<PostgresProcess> {
    const postgres = await PostgresProcess.make(settings);
    await postgres.start();
    return postgres;
  }

  private static async make(
    settings: Readonly<Record<string, string>>,
    contents?: string,
  ): Promise<PostgresProcess> {
    const folder = temporaryFolder('postgres');
    const account = chooseAccount(folder);
    const dir = join(folder, 'cluster');
    const binaries = reachableBinaries(account, folder);
    const cluster = new Cluster({ dir, binaries, account, password: 'test', settings });
    await cluster.ensureWhole();
    if (contents !== undefined) copyFolder(contents, dir);
    return new PostgresProcess(cluster, await freePort(), settings);
  }

  /** The address of its database, without the schema. */
  get url(): string {
    return databaseUrl(this.cluster.url(this.port), 'postgres');
  }

  async start(): Promise<void> {
    await this.cluster.start(this.port);
  }

  async ensureRunning(): Promise<void> {
    if ((await this.cluster.runningPort()) === null) await this.start();
  }

  /** Stops it regularly; its clients are disconnected. */
  async stop(): Promise<void> {
    if ((await this.cluster.runningPort()) !== null) await this.cluster.stop();
  }

  /** Suspends its processes: connections are accepted by the system and nothing is answered. */
  freeze(): void {
    process.kill(this.pid, 'SIGSTOP');
  }

  thaw(): void {
    process.kill(this.pid, 'SIGCONT');
  }

  kill(): void {
    process.kill(this.pid, 'SIGKILL');
  }

  /** Starts another server with the same data. This one must have stopped. */
  async copy(): Promise<PostgresProcess> {
    const copy = await PostgresProcess.make(this.settings, this.cluster.dir);
    await copy.start();
    return copy;
  }

  /** From its next start on it is a standby without a primary, like a demoted server that has not rejoined yet. */
  demote(): void {
    const signal = join(this.cluster.dir, STANDBY_SIGNAL);
    writeFileSync(signal, '');
    const { uid, gid } = statSync(this.cluster.dir);
    chownSync(signal, uid, gid);
  }

  /** Writes a file in its folder that only the server can read; returns the path. */
  addFile(name: string, text: string | Buffer): string {
    const file = join(this.cluster.dir, name);
    writeFileSync(file, text, { mode: 0o600 });
    const { uid, gid } = statSync(this.cluster.dir);
    chownSync(file, uid, gid);
    return file;
  }

  private get pid(): number {
    const [line] = readFileSync(join(this.cluster.dir, 'postmaster.pid'), 'utf8').split('\n');
    return Number(line);
  }
}

const STANDBY_SIGNAL = 'standby.signal';

/** Copies owners and modes too, which PostgreSQL checks. */
function copyFolder(from: string, to: string): void {
  rmSync(to, { recursive: true });
  const { uid, gid, mode } = statSync(from);
  cpSync(from, to, { recursive: true });
  execFileSync('chown', ['-R', `${uid}:${gid}`, to]);
  chmodSync(to, mode);
}

export function startPostgres(
  settings: Readonly<Record<string, string>> = {},
): Promise<PostgresProcess> {
  return PostgresProcess.start(settings);
}
