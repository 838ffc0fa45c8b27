import type { ClientConfig } from 'pg';
import type { Precondition } from './database/precondition.js';
import type { Report } from './events.js';

/** Where the files and the database are: what every function of the migrator needs. */
export interface MigratorOptions {
  /**
   * A connection string or pg's settings. It must lead to the server itself, not through a pooler in
   * transaction mode: the lock belongs to the connection.
   */
  readonly connection: string | ClientConfig;
  /** The folder with `up/` and `down/`. */
  readonly dir: string;
  /** The table of what was applied; default `migrations`, in the first schema of the search path. */
  readonly table?: string;
  /**
   * The release of the code that runs this, like `1.4.0`: a database whose schema needs a later one is refused,
   * unchanged. Without it that demand is only recorded and shown.
   */
  readonly release?: string;
  /**
   * How running servers are found: each keeps one connection whose `application_name` is this, `/` and its
   * release. Without it nobody is warned of them.
   */
  readonly serverName?: string;
  /** PostgreSQL shows it to sessions that wait for the lock. */
  readonly applicationName?: string;
  /** Databases that must be left alone. */
  readonly preconditions?: readonly Precondition[];
  readonly report?: Report;
}

/** What every function that changes the database takes besides. */
export interface RunOptions extends MigratorOptions {
  /** How long to wait for another run to end; default 30 s. */
  readonly waitMs?: number;
  /** How long a statement may queue behind other sessions before its file is tried again; default 5 s. */
  readonly lockTimeoutMs?: number;
  /** Cancels the running statement and ends the run. */
  readonly signal?: AbortSignal;
}

/** How far to go: a number of files, or up to a version; neither: all the way. */
export interface Extent {
  readonly steps?: number;
  readonly to?: string;
}

export const DEFAULT_WAIT_MS = 30_000;
export const DEFAULT_LOCK_TIMEOUT_MS = 5_000;
