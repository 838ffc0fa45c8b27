import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chooseAccount, Cluster, freePort, reachableBinaries } from '#libs/database';
import { databaseUrl } from './template-database.js';
import { temporaryFolder } from './test-run.js';

/** A PostgreSQL of one's own, to stop, kill, freeze and start again on the same port; it keeps its data. */
export class PostgresProcess {
  private constructor(
    private readonly cluster: Cluster,
    readonly port: number,
  ) {}

  /** `settings` as in postgresql.conf, e.g. `{ max_connections: '20' }`. */
  static async start(settings: Readonly<Record<string, string>> = {}): Promise<PostgresProcess> {
    const folder = temporaryFolder('postgres');
    const account = chooseAccount(folder);
    const cluster = new Cluster({
      dir: join(folder, 'cluster'),
      binaries: reachableBinaries(account, folder),
      account,
      password: 'test',
      settings,
    });
    await cluster.ensureWhole();
    const postgres = new PostgresProcess(cluster, await freePort());
    await postgres.start();
    return postgres;
  }

  /** Of its own database; the schema is not there. */
  get url(): string {
    return databaseUrl(this.cluster.url(this.port), 'postgres');
  }

  async start(): Promise<void> {
    await this.cluster.start(this.port);
  }

  async ensureRunning(): Promise<void> {
    if ((await this.cluster.runningPort()) === null) await this.start();
  }

  /** In order; its clients are cut off. */
  async stop(): Promise<void> {
    if ((await this.cluster.runningPort()) !== null) await this.cluster.stop();
  }

  /** Its processes stand still: connections are accepted by the system and nothing is answered. */
  freeze(): void {
    process.kill(this.pid, 'SIGSTOP');
  }

  thaw(): void {
    process.kill(this.pid, 'SIGCONT');
  }

  kill(): void {
    process.kill(this.pid, 'SIGKILL');
  }

  private get pid(): number {
    const [line] = readFileSync(join(this.cluster.dir, 'postmaster.pid'), 'utf8').split('\n');
    return Number(line);
  }
}

export function startPostgres(
  settings: Readonly<Record<string, string>> = {},
): Promise<PostgresProcess> {
  return PostgresProcess.start(settings);
}
