import type { Problem } from '../files/problem.js';
import type { MigratorOptions } from '../options.js';
import { withSession } from './session.js';
import { readState } from './state.js';

export interface MigrationStatus {
  /** In the order in which they were applied. */
  readonly applied: readonly { readonly name: string; readonly appliedAt: string }[];
  /** Names, in the order in which they will be applied. */
  readonly pending: readonly string[];
  /** What would stop a run. */
  readonly problems: readonly Problem[];
}

/** Compares the files with the database. It changes nothing and waits for nobody. */
export async function migrationStatus(options: MigratorOptions): Promise<MigrationStatus> {
  return withSession(options, async (session) => {
    const { applied, pending, problems } = await readState(session);
    return {
      applied: applied.map(({ name, appliedAt }) => ({ name, appliedAt })),
      pending: pending.map(({ name }) => name),
      problems,
    };
  });
}
