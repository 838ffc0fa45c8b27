import { appliedFrom, type HistoryRow } from '../database/history.js';
import { readFolder, type Folder } from '../files/discover.js';
import type { Problem } from '../files/problem.js';
import type { MigratorOptions } from '../options.js';
import type { Demand } from '../release/demand.js';
import { withSession } from './session.js';
import { compare, readState, type State } from './state.js';

export interface MigrationStatus {
  /** In the order in which they were applied. */
  readonly applied: readonly { readonly name: string; readonly appliedAt: string }[];
  /** Names, in the order in which they will be applied. */
  readonly pending: readonly string[];
  /** What would stop a run. */
  readonly problems: readonly Problem[];
  /** The least release that can use the schema, and since which file; `null` when every one can. */
  readonly leastRelease: Demand | null;
}

const statusOf = ({ applied, pending, problems, demand }: State): MigrationStatus => ({
  applied: applied.map(({ name, appliedAt }) => ({ name, appliedAt })),
  pending: pending.map(({ name }) => name),
  problems,
  leastRelease: demand,
});

/** Compares the files with the database. It changes nothing and waits for nobody. */
export async function migrationStatus(options: MigratorOptions): Promise<MigrationStatus> {
  return withSession(options, async (session) => statusOf(await readState(session)));
}

/** The files, read once: for a process that asks again and again. */
export type MigrationFiles = Folder;

/** @throws MigratorError when there is no such folder */
export const readMigrationFiles = (dir: string): Promise<MigrationFiles> => readFolder(dir);

/** As `migrationStatus`, over rows that the caller has read with `historyQuery` itself; without preconditions. */
export const statusFromRows = (
  files: MigrationFiles,
  rows: readonly HistoryRow[],
  release?: string,
): MigrationStatus => statusOf(compare(files, appliedFrom(rows), release));
