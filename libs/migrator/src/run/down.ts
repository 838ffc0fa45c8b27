import { failed, integrityError, type MigratorError } from '../errors.js';
import type { AppliedMigration } from '../database/history.js';
import type { Migration } from '../files/discover.js';
import { undoesNothing } from '../files/empty.js';
import type { Extent, RunOptions } from '../options.js';
import { revertTask, runTasks, type Step, type Task } from './apply.js';
import { assertExtent, resolveVersion } from './extent.js';
import { warningsOfRunningServers } from './other-servers.js';
import { exclusively, withSession, type Session } from './session.js';
import { assertSound, readState, type State } from './state.js';

export interface DownOptions extends RunOptions, Extent {
  /** Names that somebody agreed to see reverted, in order: anything else is refused. */
  readonly expected?: readonly string[];
}

export interface DownResult {
  readonly reverted: readonly Step[];
  /** About servers that run meanwhile. */
  readonly warnings: readonly string[];
}

/** A row and its file. */
export interface Revertible {
  readonly row: AppliedMigration;
  readonly migration: Migration;
}

/**
 * Nothing is reverted while a file of the plan would only lose its row.
 * @throws MigratorError (INTEGRITY) that names it
 */
function assertUndone(plan: readonly Revertible[]): void {
  const [problem] = plan.flatMap(({ migration }) => undoesNothing(migration));
  if (!problem) return;
  throw integrityError(`${problem.message}: it would leave what its pair has made`, {
    hint: 'Nothing was changed. Write what undoes it; where nothing shall be undone, say so with SELECT 1; and accept the change with `migrate repair VERSION`.',
    details: { problems: [problem] },
  });
}

/**
 * What to revert, newest first: the order in which the rows were written, backwards.
 * @throws MigratorError (INTEGRITY) when a file would undo nothing
 */
export function planDown(state: State, extent: Extent): Revertible[] {
  const plan = choose(state, extent);
  assertUndone(plan);
  return plan;
}

function choose(state: State, extent: Extent): Revertible[] {
  assertExtent(extent);
  const byName = new Map(state.migrations.map((migration) => [migration.name, migration]));
  const newestFirst = [...state.applied].reverse().flatMap((row): Revertible[] => {
    const migration = byName.get(row.name);
    return migration ? [{ row, migration }] : [];
  });
  if (extent.to === undefined) return newestFirst.slice(0, extent.steps);
  const limit = resolveVersion(extent.to, state.migrations);
  return newestFirst.filter(({ migration }) => migration.version > limit);
}

/** Reverting needs pairs only for what it reverts; the rest of the rules hold for it, too. */
export function assertRevertible(state: State): void {
  assertSound(state.problems.filter(({ kind }) => kind !== 'unpaired'));
}

function withoutPair(migration: Migration, reverted: readonly string[]): MigratorError {
  const error = integrityError(
    `${migration.up.path} has no pair: stopped before it, for nothing says how to revert it`,
    { hint: 'Write the file in the folder `down`.', details: { file: migration.up.path } },
  );
  error.kept = reverted;
  return error;
}

/** Runs the files in front of the first one that has no pair, then says so. */
export async function revertAll(session: Session, plan: readonly Revertible[]): Promise<Step[]> {
  const firstWithout = plan.find(({ migration }) => migration.down === null);
  const reachable = firstWithout ? plan.slice(0, plan.indexOf(firstWithout)) : plan;
  const tasks = reachable.map(({ row, migration }) => revertTask(session, migration, row));
  const steps = await runTasks(
    session,
    'down',
    tasks.filter((task): task is Task => task !== null),
  );
  if (firstWithout) {
    throw withoutPair(
      firstWithout.migration,
      steps.map(({ name }) => name),
    );
  }
  return steps;
}

/** Between the question and the lock another run may have come. */
function assertExpected(plan: readonly Revertible[], expected: readonly string[] | undefined) {
  const names = plan.filter(({ migration }) => migration.down).map(({ row }) => row.name);
  if (expected === undefined || expected.every((name, index) => name === names[index])) return;
  throw failed('The applied files have changed since you were asked; nothing was reverted');
}

/** Says which servers run, before anything is taken from them. */
export async function warnOfServers(
  session: Session,
  plan: readonly Revertible[],
): Promise<string[]> {
  const warnings = plan.length > 0 ? await warningsOfRunningServers(session) : [];
  for (const message of warnings) session.report({ kind: 'warning', message });
  return warnings;
}

/**
 * Reverts applied files, newest first; without an extent, all of them.
 * @throws MigratorError
 */
export async function migrateDown(options: DownOptions): Promise<DownResult> {
  return withSession(options, (session) =>
    exclusively(session, options, async () => {
      const state = await readState(session);
      assertRevertible(state);
      const plan = planDown(state, options);
      assertExpected(plan, options.expected);
      const warnings = await warnOfServers(session, plan);
      return { reverted: await revertAll(session, plan), warnings };
    }),
  );
}
