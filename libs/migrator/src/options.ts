import type { ClientConfig } from 'pg';
import type { Report } from './events.js';

/** Why a database is not migrated, and the remedy. */
export interface Refusal {
  readonly message: string;
  readonly hint?: string;
}

/** The input of a precondition. */
export interface PreconditionInput {
  /** Runs one reading statement. */
  readonly query: <T extends object>(sql: string, parameters?: readonly unknown[]) => Promise<T[]>;
  /** Names in the table of applied migrations, as stored. */
  readonly applied: readonly string[];
  /** Names of the files. */
  readonly files: readonly string[];
}

/** Returns why a database must not be migrated, or `null`. It runs before anything else and only reads. */
export type Precondition = (input: PreconditionInput) => Promise<Refusal | null>;

/** The files and the database, needed by every function of the migrator. */
export interface MigratorOptions {
  /**
   * A connection string or pg's settings. It must lead to the server itself, not through a pooler in transaction mode,
   * because the lock belongs to the connection.
   */
  readonly connection: string | ClientConfig;
  /** The folder with `up/` and `down/`. */
  readonly dir: string;
  /** The table of applied migrations; default `migrations`, in the first schema of the search path. */
  readonly table?: string;
  /**
   * The release of the running code, like `1.4.0`: a database whose schema needs a later one is refused unchanged.
   * Without it that requirement is only recorded and shown.
   */
  readonly release?: string;
  /**
   * How running servers are found: each keeps one connection whose `application_name` is this name, `/` and its
   * release. Without it there are no warnings about servers.
   */
  readonly serverName?: string;
  /** Name shown to sessions that wait for the lock. */
  readonly applicationName?: string;
  /** Checks that refuse databases which must not be migrated. */
  readonly preconditions?: readonly Precondition[];
  readonly report?: Report;
}

/** Further options of functions that change the database. */
export interface RunOptions extends MigratorOptions {
  /** How long to wait for another run; default 30 s. */
  readonly waitMs?: number;
  /** How long a statement may wait for locks of other sessions before its file is retried; default 5 s. */
  readonly lockTimeoutMs?: number;
  /** Cancels the running statement and ends the run. */
  readonly signal?: AbortSignal;
}

/** The extent of a run: a number of files, or up to a version; by default all files. */
export interface Extent {
  readonly steps?: number;
  readonly to?: string;
}

export const DEFAULT_WAIT_MS = 30_000;
export const DEFAULT_LOCK_TIMEOUT_MS = 5_000;
