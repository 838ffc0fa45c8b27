import { wrongUse } from '../errors.js';
import type { Migration } from '../files/discover.js';
import type { Extent } from '../options.js';
import { type Prepared, preparePairs } from '../files/prepare.js';
import type { Session } from './session.js';
import { assertSound } from './state.js';

/** The version in `20260101000000`, in `20260101000000-name` or in a file name. */
export function versionOf(text: string): string | null {
  return /^(\d{14})(?:-[\w.-]+)?$/.exec(text)?.[1] ?? null;
}

export function assertExtent(extent: Extent): void {
  const { steps, to } = extent;
  if (steps !== undefined && to !== undefined) {
    throw wrongUse('Give either --steps or --to, not both.');
  }
  if (steps !== undefined && (!Number.isSafeInteger(steps) || steps < 1)) {
    throw wrongUse('--steps must be a whole number from 1.');
  }
}

/** The version of `to`; `0` precedes all. */
export function resolveVersion(to: string, migrations: readonly Migration[]): string {
  if (to === '0') return '0';
  const version = versionOf(to);
  if (!version || !migrations.some((migration) => migration.version === version)) {
    throw wrongUse(`There is no migration ${to}.`, 'See `migrate status` for the versions.');
  }
  return version;
}

/** The first pending files within the extent. */
export function planUp(
  pending: readonly Migration[],
  migrations: readonly Migration[],
  extent: Extent,
): Migration[] {
  assertExtent(extent);
  if (extent.to !== undefined) {
    const limit = resolveVersion(extent.to, migrations);
    return pending.filter(({ version }) => version <= limit);
  }
  return pending.slice(0, extent.steps);
}

/**
 * Parses the files of a run before anything is changed.
 * @throws MigratorError (INTEGRITY) that names all problems
 */
export async function prepare(
  session: Session,
  migrations: readonly Migration[],
): Promise<readonly Prepared[]> {
  if (migrations.length > 0) session.report({ kind: 'reading', files: migrations.length });
  const { prepared, problems } = await preparePairs(migrations, session.signal);
  assertSound(problems);
  return prepared;
}
