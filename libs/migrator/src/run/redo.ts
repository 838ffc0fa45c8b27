import type { RunOptions } from '../options.js';
import { ensureHistory } from '../database/history.js';
import { MigratorError } from '../errors.js';
import { applyTask, runTasks, type Step, type Task } from './apply.js';
import { assertRevertible, planDown, revertAll, warnOfServers } from './down.js';
import { assertExtent } from './extent.js';
import { exclusively, withSession, type Session } from './session.js';
import { assertSound, readState } from './state.js';

export interface RedoOptions extends RunOptions {
  /** How many of the newest; default 1. */
  readonly steps?: number;
}

export interface RedoResult {
  readonly reverted: readonly Step[];
  readonly applied: readonly Step[];
  /** About servers that run meanwhile. */
  readonly warnings: readonly string[];
}

/** What cannot be applied again stays reverted: its error says so. */
async function applyAgain(session: Session, tasks: readonly Task[]): Promise<Step[]> {
  try {
    return await runTasks(session, 'up', tasks);
  } catch (error) {
    if (error instanceof MigratorError) {
      const { kept } = error;
      error.reverted = tasks
        .map(({ migration }) => migration.name)
        .filter((n) => !kept.includes(n));
    }
    throw error;
  }
}

/**
 * Reverts the newest files and applies them again, while nobody else migrates.
 * @throws MigratorError
 */
export async function migrateRedo(options: RedoOptions): Promise<RedoResult> {
  const steps = options.steps ?? 1;
  assertExtent({ steps });
  return withSession(options, (session) =>
    exclusively(session, options, async () => {
      const state = await readState(session);
      assertRevertible(state);
      const plan = planDown(state, { steps });
      const names = new Set(plan.map(({ migration }) => migration.name));
      // Parsed first: a file that cannot run must be known before its tables are gone.
      const again = state.migrations
        .filter(({ name }) => names.has(name))
        .map((migration) => applyTask(session, migration));
      assertSound(
        state.problems.filter(
          ({ version }) => version !== null && plan.some((p) => p.migration.version === version),
        ),
      );
      const warnings = await warnOfServers(session, plan);
      if (plan.length > 0) await ensureHistory(session.client, session.table);
      const reverted = await revertAll(session, plan);
      return { reverted, applied: await applyAgain(session, again), warnings };
    }),
  );
}
