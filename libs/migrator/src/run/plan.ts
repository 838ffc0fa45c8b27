import type { Migration } from '../files/discover.js';
import { preparePairs, type Prepared } from '../files/prepare.js';
import type { Session } from './session.js';
import { assertSound } from './state.js';

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
