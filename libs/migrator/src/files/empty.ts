import { splitStatements } from '../sql/split-statements.js';
import { UnterminatedError } from '../sql/tokens.js';
import type { Migration, MigrationSide } from './discover.js';
import type { Problem } from './problem.js';

/** A file that cannot be taken apart holds something; what is wrong with it is said when it is run. */
function isEmpty({ sql }: MigrationSide): boolean {
  try {
    return splitStatements(sql).length === 0;
  } catch (error) {
    if (error instanceof UnterminatedError) return false;
    throw error;
  }
}

const problem = ({ version }: Migration, { path }: MigrationSide): Problem => ({
  kind: 'empty',
  file: path,
  version,
  message: `${path} holds no statement`,
});

/** The sides that hold nothing but comments: as `create` makes them, and never written. */
export const emptySides = (migration: Migration): Problem[] =>
  [migration.up, migration.down].flatMap((side) =>
    side && isEmpty(side) ? problem(migration, side) : [],
  );

/** Something was made, and nothing undoes it: the row would go and the tables would stay. */
export const undoesNothing = (migration: Migration): Problem[] => {
  const { up, down } = migration;
  return down && isEmpty(down) && !isEmpty(up) ? [problem(migration, down)] : [];
};
