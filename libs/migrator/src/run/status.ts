import { appliedFrom, type HistoryRow } from '../database/history.js';
import { readFolder, type Folder } from '../files/discover.js';
import type { Problem } from '../files/problem.js';
import type { MigratorOptions } from '../options.js';
import type { Demand } from '../release/release.js';
import { withSession } from './session.js';
import { compare, readState, type State } from './state.js';

export interface MigrationStatus {
  /** The applied migrations in the order of application. */
  readonly applied: readonly { readonly name: string; readonly appliedAt: string }[];
  /** The names of pending migrations in the order of application. */
  readonly pending: readonly string[];
  /** Problems that would stop a run. */
  readonly problems: readonly Problem[];
  /** The least release that can use the schema, and the file that requires it; `null` if every release can. */
  readonly leastRelease: Demand | null;
}

const statusOf = ({ applied, pending, problems, demand }: State): MigrationStatus => ({
  applied: applied.map(({ name, appliedAt }) => ({ name, appliedAt })),
  pending: pending.map(({ name }) => name),
  problems,
  leastRelease: demand,
});

/** Compares the files with the database. It changes nothing and takes no lock. */
export async function migrationStatus(options: MigratorOptions): Promise<MigrationStatus> {
  return withSession(options, async (session) => statusOf(await readState(session)));
}

/** The files, read once for repeated use. */
export type MigrationFiles = Folder;

/** @throws MigratorError if the folder does not exist */
export const readMigrationFiles = (dir: string): Promise<MigrationFiles> => readFolder(dir);

/** Like `migrationStatus`, with rows that the caller has read with `historyQuery`; without preconditions. */
export const statusFromRows = (
  files: MigrationFiles,
  rows: readonly HistoryRow[],
  release?: string,
): MigrationStatus => statusOf(compare(files, appliedFrom(rows), release));
