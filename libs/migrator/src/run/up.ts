import { ensureHistory } from '../database/history.js';
import { integrityError } from '../errors.js';
import type { Migration } from '../files/discover.js';
import type { Extent, RunOptions } from '../options.js';
import { applyTask, runTasks, type Step, type Task } from './apply.js';
import { assertUsableAfter } from './assert-release.js';
import { planUp, prepare } from './plan.js';
import { warningsOfOlderServers } from './other-servers.js';
import { exclusively, withSession, type Session } from './session.js';
import { assertSound, readState, type State } from './state.js';
import { warningsFor } from './warnings.js';

export interface UpOptions extends RunOptions, Extent {
  /** Whether warnings are errors. */
  readonly strict?: boolean;
  /**
   * Called before any change if connected servers cannot use the schema afterwards. An error that it throws ends the
   * run; without it there are only warnings.
   */
  readonly onOlderServers?: (warnings: readonly string[]) => void;
}

export interface UpResult {
  readonly applied: readonly Step[];
  readonly warnings: readonly string[];
  /** The names of files that are still pending. */
  readonly pending: readonly string[];
}

interface Plan {
  readonly state: State;
  readonly files: readonly Migration[];
  readonly pending: readonly string[];
}

async function plan(session: Session, options: UpOptions): Promise<Plan> {
  const state = await readState(session);
  assertSound(state.problems);
  const files = planUp(state.pending, state.migrations, options);
  const chosen = new Set(files.map(({ name }) => name));
  const pending = state.pending.map(({ name }) => name).filter((name) => !chosen.has(name));
  return { state, files, pending };
}

/** Throws for warnings in a strict run. */
export function assertNoWarnings(warnings: readonly string[]): void {
  if (warnings.length === 0) return;
  throw integrityError(`Refused by --strict:\n  ${warnings.join('\n  ')}`, {
    hint: 'Nothing was changed.',
    details: { warnings },
  });
}

function announce(session: Session, warnings: readonly string[], strict: boolean): void {
  if (strict) assertNoWarnings(warnings);
  for (const message of warnings) session.report({ kind: 'warning', message });
}

/** Warnings about connected servers that could not continue. */
async function serverWarnings(
  session: Session,
  tasks: readonly Task[],
  { onOlderServers }: UpOptions,
): Promise<string[]> {
  const scripts = tasks.map(({ script }) => script);
  assertUsableAfter(scripts, session.options.release);
  const warnings = await warningsOfOlderServers(session, scripts);
  if (warnings.length > 0) onOlderServers?.(warnings);
  return warnings;
}

/**
 * Applies pending files in order, each in its own transaction together with its row. Several processes may call it
 * concurrently: one does the work, the others find it done.
 * @throws MigratorError
 */
export async function migrateUp(options: UpOptions): Promise<UpResult> {
  return withSession(options, async (session) => {
    const first = await plan(session, options);
    if (first.files.length === 0) return { applied: [], warnings: [], pending: first.pending };
    return exclusively(session, options, async () => {
      // Read again: another run may have applied files during the wait.
      const { state, files, pending } = await plan(session, options);
      const prepared = await prepare(session, files);
      const tasks = prepared.map((pair) => applyTask(session, pair));
      const warnings = [
        ...(await warningsFor(session, state, prepared)),
        ...(await serverWarnings(session, tasks, options)),
      ];
      announce(session, warnings, options.strict ?? false);
      if (tasks.length > 0) await ensureHistory(session.client, session.table);
      return { applied: await runTasks(session, 'up', tasks), warnings, pending };
    });
  });
}
