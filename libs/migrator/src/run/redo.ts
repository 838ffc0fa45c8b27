import type { RunOptions } from '../options.js';
import { ensureHistory } from '../database/history.js';
import { MigratorError } from '../errors.js';
import { applyTask, runTasks, type Step, type Task } from './apply.js';
import { assertRevertible, planDown, revertAll, warnOfServers } from './down.js';
import { assertExtent } from './plan.js';
import { exclusively, withSession, type Session } from './session.js';
import { assertSound, readState } from './state.js';

export interface RedoOptions extends RunOptions {
  /** The number of newest files; default 1. */
  readonly steps?: number;
}

export interface RedoResult {
  readonly reverted: readonly Step[];
  readonly applied: readonly Step[];
  /** About servers that run meanwhile. */
  readonly warnings: readonly string[];
}

/** Files that cannot be applied again stay reverted, and the error names them. */
async function applyAgain(session: Session, tasks: readonly Task[]): Promise<Step[]> {
  try {
    return await runTasks(session, 'up', tasks);
  } catch (error) {
    if (error instanceof MigratorError) {
      const kept = new Set(error.kept);
      error.reverted = tasks
        .map(({ migration }) => migration.name)
        .filter((name) => !kept.has(name));
      error.notDone = [];
    }
    throw error;
  }
}

/**
 * Reverts the newest files and applies them again under one lock.
 * @throws MigratorError
 */
export async function migrateRedo(options: RedoOptions): Promise<RedoResult> {
  const steps = options.steps ?? 1;
  assertExtent({ steps });
  return withSession(options, (session) =>
    exclusively(session, options, async () => {
      const state = await readState(session);
      assertRevertible(state);
      const { plan, reverts } = await planDown(session, state, { steps });
      // Parsed first: an invalid file must be found before its tables are dropped.
      const again = reverts
        .map(({ pair }) => applyTask(session, pair))
        .sort((a, b) => (a.migration.version < b.migration.version ? -1 : 1));
      const versions = new Set(plan.map(({ migration }) => migration.version));
      assertSound(
        state.problems.filter(({ version }) => version !== null && versions.has(version)),
      );
      const warnings = await warnOfServers(session, plan);
      if (plan.length > 0) await ensureHistory(session.client, session.table);
      const reverted = await revertAll(session, reverts);
      return { reverted, applied: await applyAgain(session, again), warnings };
    }),
  );
}
