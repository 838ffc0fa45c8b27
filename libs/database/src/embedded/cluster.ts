import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type AddressInfo, createServer } from 'node:net';
import { programOf } from './binaries.js';
import {
  type ClusterOptions,
  OwnedFiles,
  SETTINGS_FILE,
  readPostmasterPid,
  renderSettings,
} from './cluster-files.js';
import { EmbeddedDatabaseError } from '../database-start-error.js';
import { CLUSTER_USER, initialiseCluster, isWhole, removeLeftovers } from './initialise-cluster.js';
import { identityOf, mayWorkIn, programNameOf } from './process-identity.js';
import { type ProgramResult, runProgram } from './run-program.js';

const START_DEADLINE_MS = 60_000;
const START_ATTEMPTS = 20;
const POLL_MS = 5;

/** One PostgreSQL cluster on disk and its postmaster, managed with PostgreSQL's own programs. */
export class Cluster {
  private readonly files: OwnedFiles;

  constructor(private readonly options: ClusterOptions) {
    this.files = new OwnedFiles(options.account);
  }

  get dir(): string {
    return this.options.dir;
  }

  get logFile(): string {
    return `${this.dir}.log`;
  }

  private get isWhole(): boolean {
    return isWhole(this.dir);
  }

  url(port: number, database = 'postgres'): string {
    return `postgres://${CLUSTER_USER}:${this.options.password}@127.0.0.1:${port}/${database}`;
  }

  /** Creates the cluster, unless it is complete. */
  async ensureWhole(): Promise<void> {
    removeLeftovers(this.options);
    if (!this.isWhole) await initialiseCluster(this.options);
  }

  /** The port of the running postmaster, after waiting while it starts or stops; `null` if none runs. */
  async runningPort(): Promise<number | null> {
    if (!this.isWhole) return null;
    const port = await this.settle((found) => !found || !this.isOurs(found.pid));
    if (port !== 'unsettled') return port;
    throw new EmbeddedDatabaseError(
      `The embedded database in ${this.dir} has been neither up nor down for a minute. Its log: ${this.logFile}`,
    );
  }

  /** Starts the postmaster and returns its port, the requested one if given. */
  async start(wishedPort?: number): Promise<number> {
    this.removeForeignPid();
    let result: ProgramResult | undefined;
    for (let attempt = 0; attempt < START_ATTEMPTS; attempt += 1) {
      const port = wishedPort ?? (await freePort());
      this.files.write(
        join(this.dir, SETTINGS_FILE),
        renderSettings(port, this.options.settings ?? {}),
      );
      this.beginLog();
      result = await this.run('start', '-W', '-l', this.logFile);
      const running = await this.waitForStart();
      if (running !== null) return running;
      // Another program has taken the port, or the processes of a killed predecessor are still stopping.
      await sleep(50 * (attempt + 1));
    }
    throw new EmbeddedDatabaseError(
      `The embedded database in ${this.dir} does not start: ` +
        `${this.lastErrors() || result?.output}. Its log: ${this.logFile}`,
    );
  }

  /** Stops it regularly: clients are disconnected, everything is written. */
  async stop(): Promise<void> {
    const { exitCode, output } = await this.run('stop', '-w', '-m', 'fast');
    if (exitCode !== 0 && readPostmasterPid(this.dir) !== null) {
      throw new EmbeddedDatabaseError(`The embedded database could not be stopped: ${output}`);
    }
  }

  private async waitForStart(): Promise<number | null> {
    const started = performance.now();
    // pg_ctl has returned, but the postmaster may not have written its file yet.
    const mayStillWrite = (): boolean => performance.now() - started < 2000 && !this.hasFailed();
    const port = await this.settle((found) => (found ? !this.isOurs(found.pid) : !mayStillWrite()));
    return port === 'unsettled' ? null : port;
  }

  /** Polls until the postmaster is ready, or is gone according to `isGone`. */
  private async settle(
    isGone: (found: ReturnType<typeof readPostmasterPid>) => boolean,
  ): Promise<number | null | 'unsettled'> {
    const started = performance.now();
    while (performance.now() - started < START_DEADLINE_MS) {
      const found = readPostmasterPid(this.dir);
      if (isGone(found)) return null;
      if (found?.status === 'ready') return found.port;
      await sleep(POLL_MS);
    }
    return 'unsettled';
  }

  /** Whether the process is a running PostgreSQL of this folder, which is its working directory. */
  private isOurs(pid: number): boolean {
    return (
      identityOf(pid) !== null &&
      /postgres/.test(programNameOf(pid) ?? '') &&
      mayWorkIn(pid, this.dir)
    );
  }

  private hasFailed(): boolean {
    return /FATAL|could not start|PANIC/.test(this.lastErrors());
  }

  /** PostgreSQL only checks whether the process id in the file is in use, not by which program. */
  private removeForeignPid(): void {
    const found = readPostmasterPid(this.dir);
    if (found && identityOf(found.pid) && !this.isOurs(found.pid)) {
      rmSync(join(this.dir, 'postmaster.pid'), { force: true });
    }
  }

  /** One log file per start, and the previous one. */
  private beginLog(): void {
    if (existsSync(this.logFile)) renameSync(this.logFile, `${this.logFile}.1`);
    this.files.write(this.logFile, '');
  }

  private lastErrors(): string {
    try {
      const lines = readFileSync(this.logFile, 'utf8').trimEnd().split('\n').slice(-10);
      return lines.filter((line) => /FATAL|HINT|ERROR|PANIC/.test(line)).join(' ');
    } catch {
      return '';
    }
  }

  private run(command: 'start' | 'stop', ...args: readonly string[]): Promise<ProgramResult> {
    const { binaries, account } = this.options;
    return runProgram(programOf(binaries, 'pg_ctl'), [command, '-D', this.dir, ...args], {
      account,
      cwd: this.dir,
    });
  }
}

/** A currently free port of 127.0.0.1. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
