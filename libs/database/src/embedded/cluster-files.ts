import { chownSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Account } from './account.js';
import type { Binaries } from './binaries.js';
import { EmbeddedDatabaseError } from '../database-start-error.js';
import { readIfThere } from './private-file.js';

/** A cluster, its account and its programs. */
export interface ClusterOptions {
  /** The folder of the cluster. */
  readonly dir: string;
  readonly binaries: Binaries;
  readonly account: Account | null;
  readonly password: string;
  /** Additional server parameters. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** Creates files and folders for the account of the database, closed to all others. */
export class OwnedFiles {
  constructor(private readonly account: Account | null) {}

  makeFolder(path: string): void {
    mkdirSync(path, { mode: 0o700 });
    this.own(path);
  }

  write(path: string, text: string): void {
    writeFileSync(path, text, { mode: 0o600 });
    this.own(path);
  }

  remove(path: string): void {
    rmSync(path, { recursive: true, force: true });
  }

  private own(path: string): void {
    if (this.account) chownSync(path, this.account.uid, this.account.gid);
  }
}

/** Included by `postgresql.conf`; written at each start, so that no old settings remain. */
export const SETTINGS_FILE = 'gatehouse.conf';

/** Only for programs of this machine with the password, over TCP, because the path of a socket can be too long. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  password_encryption: 'scram-sha-256',
  shared_buffers: '32MB',
  max_connections: '100',
  // Without I/O worker processes.
  io_method: 'sync',
  log_timezone: 'UTC',
  timezone: 'UTC',
} as const;

export function renderSettings(port: number, further: Readonly<Record<string, string>>): string {
  const settings = { ...SETTINGS, port: String(port), ...further };
  const lines = Object.entries(settings).map(
    ([name, value]) => `${name} = '${value.replaceAll("'", "''")}'`,
  );
  return ['# Written by Gatehouse at each start.', ...lines, ''].join('\n');
}

/** The state of a running PostgreSQL in `postmaster.pid`. */
export interface PostmasterPid {
  readonly pid: number;
  readonly port: number;
  /** `starting`, `ready`, `stopping` or `standby`; empty while the file is being written. */
  readonly status: string;
}

const LINE = { pid: 0, port: 3, status: 7 } as const;

/** `null` if there is none, or it is incomplete. */
export function readPostmasterPid(clusterDir: string): PostmasterPid | null {
  let lines: string[];
  try {
    lines = readFileSync(join(clusterDir, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return null;
  }
  const pid = Number(lines[LINE.pid]);
  if (!Number.isInteger(pid) || pid <= 0) return null;
  const port = Number(lines[LINE.port] ?? 0) || 0;
  return { pid, port, status: (lines[LINE.status] ?? '').trim() };
}

/** @throws EmbeddedDatabaseError if the cluster belongs to another user or to another version of PostgreSQL. */
export function assertUsable(dir: string, account: Account | null, binaries: Binaries): void {
  const owner = statSync(dir).uid;
  const user = account?.uid ?? process.getuid?.() ?? owner;
  if (owner !== user) {
    throw new EmbeddedDatabaseError(
      `The embedded database in ${dir} belongs to another user (uid ${owner}; this one is ${user}): ` +
        'was the server started as root before? Start it as then, give DATA_DIR another folder, or set DATABASE_URL.',
    );
  }
  const major = binaries.version.split('.')[0];
  const made = readIfThere(join(dir, 'PG_VERSION'));
  if (made !== null && made !== major) {
    throw new EmbeddedDatabaseError(
      `The embedded database in ${dir} was made by PostgreSQL ${made}; this version brings ${major}. ` +
        'Dump it with the version that made it, and restore the dump into a new DATA_DIR.',
    );
  }
}
