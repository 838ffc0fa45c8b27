import { readHistory, type AppliedMigration } from '../database/history.js';
import { failed, integrityError } from '../errors.js';
import { readFolder, type Folder, type Migration } from '../files/discover.js';
import type { Problem } from '../files/problem.js';
import { demandOf, releaseProblem, type Demand } from '../release/release.js';
import { findMismatches } from './mismatches.js';
import type { Session } from './session.js';

/** The files compared with the database. */
export interface State {
  readonly migrations: readonly Migration[];
  /** In the order of application. */
  readonly applied: readonly AppliedMigration[];
  /** In order of their versions. */
  readonly pending: readonly Migration[];
  readonly problems: readonly Problem[];
  /** The release that the applied files require. */
  readonly demand: Demand | null;
}

async function assertPreconditions(
  session: Session,
  migrations: readonly Migration[],
  applied: readonly AppliedMigration[],
): Promise<void> {
  const input = {
    query: async <T extends object>(sql: string, parameters: readonly unknown[] = []) =>
      (await session.client.query<T>(sql, [...parameters])).rows,
    applied: applied.map(({ storedName }) => storedName),
    files: migrations.map(({ name }) => name),
  };
  for (const precondition of session.options.preconditions ?? []) {
    const refusal = await precondition(input);
    if (refusal) {
      throw integrityError(refusal.message, refusal.hint ? { hint: refusal.hint } : {});
    }
  }
}

/**
 * Reads the files and the table; changes nothing.
 * @throws MigratorError if a precondition refuses the database
 */
export async function readState(session: Session): Promise<State> {
  const folder = await readFolder(session.options.dir, session.signal);
  const exists = await tableExists(session);
  const applied = await readHistory(session.client, { table: session.table, exists });
  await assertPreconditions(session, folder.migrations, applied);
  return compare(folder, applied, session.options.release);
}

/** Compares the files with the rows. */
export function compare(
  folder: Folder,
  applied: readonly AppliedMigration[],
  release: string | undefined,
): State {
  const names = new Set(applied.map(({ name }) => name));
  const demand = demandOf(applied);
  const tooOld = releaseProblem(demand, release);
  return {
    migrations: folder.migrations,
    applied,
    pending: folder.migrations.filter(({ name }) => !names.has(name)),
    problems: [...(tooOld ? [tooOld] : []), ...folder.problems, ...findMismatches(folder, applied)],
    demand,
  };
}

async function tableExists(session: Session): Promise<boolean> {
  const sql = 'SELECT to_regclass($1) IS NOT NULL AS exists';
  const { rows } = await session.client.query<{ exists: boolean }>(sql, [session.table]);
  if (!rows[0]) throw failed('The database gave no answer');
  return rows[0].exists;
}

/**
 * Throws if there are problems.
 * @throws MigratorError (INTEGRITY) that names each of them
 */
export function assertSound(problems: readonly Problem[]): void {
  if (problems.length === 0) return;
  assertReleaseFits(problems);
  const lines = problems.map(({ message }) => message);
  const message =
    lines.length === 1
      ? (lines[0] as string)
      : `${lines.length} problems:\n  ${lines.join('\n  ')}`;
  throw integrityError(message, { hint: hintFor(problems), details: { problems } });
}

/** For a release that is too old, the other problems follow from that: its files are not those of the database. */
function assertReleaseFits(problems: readonly Problem[]): void {
  const tooOld = problems.find(({ kind }) => kind === 'release');
  if (!tooOld) return;
  throw integrityError(tooOld.message, {
    hint: 'Nothing was changed. Start that release or a later one; or, with the release that has the file, revert it first.',
    details: { problems },
  });
}

function hintFor(problems: readonly Problem[]): string {
  const needsRepair = problems.some(({ kind }) => ['changed', 'missing', 'newer'].includes(kind));
  return needsRepair
    ? 'Nothing was changed. Restore the file; or, when the difference is meant, accept it with `migrate repair VERSION`.'
    : 'Nothing was changed.';
}
