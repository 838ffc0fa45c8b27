import { failed, integrityError, type MigratorError } from '../errors.js';
import type { AppliedMigration } from '../database/history.js';
import type { Migration } from '../files/discover.js';
import { preparePairs, type Prepared } from '../files/prepare.js';
import type { Problem } from '../files/problem.js';
import type { Extent, RunOptions } from '../options.js';
import { revertTask, runTasks, type Step, type Task } from './apply.js';
import { assertExtent, resolveVersion } from './plan.js';
import { warningsOfRunningServers } from './other-servers.js';
import { exclusively, withSession, type Session } from './session.js';
import { assertSound, readState, type State } from './state.js';

export interface DownOptions extends RunOptions, Extent {
  /** Names that the operator agreed to revert, in order; anything else is refused. */
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

/** A row and its parsed files. */
export interface Revert {
  readonly row: AppliedMigration;
  readonly pair: Prepared;
}

const WITHOUT_EFFECT =
  'a file without a statement would only lose its row, and what its pair has made would stay';

/**
 * Reverts nothing if a file of the plan is invalid or would undo nothing.
 * @throws MigratorError (INTEGRITY) that names each such file
 */
function assertUndone(problems: readonly Problem[]): void {
  if (problems.length === 0) return;
  const isEmpty = problems.some(({ kind }) => kind === 'empty');
  throw integrityError(problems.map(({ message }) => message).join('\n  '), {
    hint: isEmpty
      ? `Nothing was changed: ${WITHOUT_EFFECT}. Write it, and accept the change with \`migrate repair VERSION\`.`
      : 'Nothing was changed.',
    details: { problems },
  });
}

/**
 * Reverts nothing if a file is irreversible: a run that stops half-way would leave a schema that no release has.
 * @throws MigratorError (INTEGRITY)
 */
function assertReversible(pairs: readonly Prepared[]): void {
  const declared = pairs.find(({ down }) => down?.directives.irreversible != null);
  if (!declared) return;
  const { migration, down } = declared;
  const why = down?.directives.irreversible ? `: ${down.directives.irreversible}` : '';
  const file = migration.down?.path ?? migration.name;
  throw integrityError(`${file} is declared irreversible${why}`, {
    hint: `Nothing was changed. \`migrate down --to ${migration.version}\` reverts what came after it; to go back further restore a backup, or write the file and accept it with \`migrate repair VERSION\`.`,
    details: { file, version: migration.version, irreversible: down?.directives.irreversible },
  });
}

/**
 * The files to revert, newest first: the reverse order of their rows. Files without a pair are included without
 * scripts.
 * @throws MigratorError (INTEGRITY) if a file would undo nothing, or is declared irreversible
 */
export async function planDown(
  session: Session,
  state: State,
  extent: Extent,
): Promise<{ readonly plan: readonly Revertible[]; readonly reverts: readonly Revert[] }> {
  const plan = choose(state, extent);
  const migrations = plan.map(({ migration }) => migration);
  const { prepared, problems } = await preparePairs(migrations, session.signal);
  assertUndone(problems);
  assertReversible(prepared);
  const byName = new Map(prepared.map((pair) => [pair.migration.name, pair]));
  const reverts = plan.flatMap(({ row }): Revert[] => {
    const pair = byName.get(row.name);
    return pair ? [{ row, pair }] : [];
  });
  return { plan, reverts };
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

/** Reverting needs pairs only for the reverted files; the other rules apply too. */
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

/** Reverts the files before the first one without a pair, then throws for that file. */
export async function revertAll(session: Session, reverts: readonly Revert[]): Promise<Step[]> {
  const firstWithout = reverts.findIndex(({ pair }) => pair.down === null);
  const reachable = firstWithout < 0 ? reverts : reverts.slice(0, firstWithout);
  const tasks = reachable.map(({ row, pair }) => revertTask(session, pair, row));
  const steps = await runTasks(
    session,
    'down',
    tasks.filter((task): task is Task => task !== null),
  );
  const stop = reverts[firstWithout];
  if (stop) {
    throw withoutPair(
      stop.pair.migration,
      steps.map(({ name }) => name),
    );
  }
  return steps;
}

/** Another run may have happened between the question and the lock. */
function assertExpected(plan: readonly Revertible[], expected: readonly string[] | undefined) {
  const names = plan.filter(({ migration }) => migration.down).map(({ row }) => row.name);
  if (expected === undefined || expected.every((name, index) => name === names[index])) return;
  throw failed('The applied files have changed since you were asked; nothing was reverted');
}

/** Warns about connected servers before anything is reverted. */
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
      const { plan, reverts } = await planDown(session, state, options);
      assertExpected(plan, options.expected);
      const warnings = await warnOfServers(session, plan);
      return { reverted: await revertAll(session, reverts), warnings };
    }),
  );
}
