import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chooseAccount } from './account.js';
import { Cluster } from './cluster.js';
import { assertUsable } from './cluster-files.js';
import { CLUSTER_NAME, DataDir } from './data-dir.js';
import { EmbeddedDatabaseError } from '../database-start-error.js';
import { FileLock, FileLockHeld } from './file-lock.js';
import { PresenceConnection } from './presence-connection.js';
import { reachableBinaries } from './binaries.js';

const DATABASE_NAME = 'gatehouse';
/** The embedded server has no TLS, so it is not requested at each connection. */
const WITHOUT_TLS = '?sslmode=disable';
const PASSWORD_FILE = 'postgres-password';
const SERVER_LOCK = 'server.lock';
const START_LOCK = 'start.lock';
const START_LOCK_WAIT_MS = 90_000;
const REVIVE_PAUSE_MS = 500;

/**
 * A `server` is the only server on its DATA_DIR and restarts the database if it dies; a `guest` (a command) shares the
 * running database.
 */
export type EmbeddedRole = 'server' | 'guest';

export interface EmbeddedOptions {
  readonly dataDir: string;
  readonly role: EmbeddedRole;
  /** Called with messages for the operator. */
  readonly onNotice?: (text: string) => void;
  /** Additional server parameters. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** The PostgreSQL under DATA_DIR: started or, if it is already running, joined. The last user to leave stops it. */
export class EmbeddedDatabase {
  private presence: PresenceConnection | undefined;
  private port = 0;
  private isStopping = false;

  private constructor(
    private readonly dataDir: DataDir,
    private readonly cluster: Cluster,
    private readonly serverLock: FileLock | undefined,
    private readonly onNotice: (text: string) => void,
  ) {}

  /** @throws EmbeddedDatabaseError */
  static async open(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
    const dataDir = new DataDir(options.dataDir);
    const onNotice = options.onNotice ?? (() => undefined);
    dataDir.prepare();
    const lock = options.role === 'server' ? await lockForServer(dataDir) : undefined;
    try {
      const cluster = placeCluster(dataDir, options, onNotice);
      const database = new EmbeddedDatabase(dataDir, cluster, lock, onNotice);
      await database.exclusively(() => database.join());
      return database;
    } catch (error) {
      lock?.release();
      throw error;
    }
  }

  get url(): string {
    return `${this.cluster.url(this.port, DATABASE_NAME)}${WITHOUT_TLS}`;
  }

  /** Leaves the database; stops it if no other process uses it. */
  async stop(): Promise<void> {
    if (this.isStopping) return;
    this.isStopping = true;
    try {
      await this.exclusively(async () => {
        const others = await this.presence?.countOthers().catch(() => 0);
        await this.presence?.close().catch(() => undefined);
        if (!others && (await this.cluster.runningPort()) !== null) await this.cluster.stop();
      });
    } finally {
      this.serverLock?.release();
    }
  }

  /** The presence connection is opened before another process may check for others. */
  private async join(): Promise<void> {
    await this.cluster.ensureWhole();
    const running = await this.cluster.runningPort();
    this.port = running ?? (await this.cluster.start(this.port || undefined));
    this.presence = await PresenceConnection.open(
      `${this.cluster.url(this.port)}${WITHOUT_TLS}`,
      () => void this.revive(),
    );
    await this.presence.ensureDatabase(DATABASE_NAME);
  }

  /** The postmaster was killed, and only this server can restart it. */
  private async revive(): Promise<void> {
    while (!this.isStopping && this.serverLock) {
      try {
        await this.exclusively(async () => {
          if (!this.isStopping) await this.join();
        });
        this.onNotice('The embedded database had gone and is back.');
        return;
      } catch (error) {
        this.onNotice(`The embedded database is gone and does not come back: ${String(error)}`);
        await sleep(REVIVE_PAUSE_MS);
      }
    }
  }

  /** Starting, joining and stopping are mutually exclusive between processes. */
  private async exclusively(work: () => Promise<void>): Promise<void> {
    const lock = await FileLock.acquire(this.dataDir.file(START_LOCK), START_LOCK_WAIT_MS);
    try {
      await work();
    } finally {
      lock.release();
    }
  }
}

async function lockForServer(dataDir: DataDir): Promise<FileLock> {
  try {
    return await FileLock.acquire(dataDir.file(SERVER_LOCK));
  } catch (error) {
    if (!(error instanceof FileLockHeld)) throw error;
    throw new EmbeddedDatabaseError(
      `Another server (process ${error.holder.pid}) already uses ${dataDir.path}. Stop it, give this ` +
        'one another DATA_DIR, or let both use one PostgreSQL by DATABASE_URL.',
      { cause: error },
    );
  }
}

function placeCluster(
  dataDir: DataDir,
  options: EmbeddedOptions,
  onNotice: (text: string) => void,
): Cluster {
  const account = chooseAccount(dataDir.path);
  const place = dataDir.clusterPlace(account);
  if (place !== dataDir.path) {
    onNotice(`The embedded database is kept in ${place}: ${account?.name} cannot reach DATA_DIR.`);
  }
  const dir = join(place, CLUSTER_NAME);
  const binaries = reachableBinaries(account, place);
  if (existsSync(dir)) assertUsable(dir, account, binaries);
  const password = dataDir.keepSecret(PASSWORD_FILE);
  return new Cluster({ dir, binaries, account, password, settings: options.settings ?? {} });
}
