/** The smallest and the largest possible id. */
export const FIRST_ID = '00000000-0000-0000-0000-000000000000';
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/**
 * SQL: the rows of `$1` whose ids come after `$2` (`NULL`: all), as one range of the index on both columns. The range
 * covers both columns, so that no other index fits: otherwise the planner might scan the index on the ids, and find no
 * row for a long time if those of `$1` were all inserted together.
 */
export const after = (owner: string, id: string): string =>
  `(${owner}, ${id}) > ($1::uuid, coalesce($2::uuid, '${FIRST_ID}'))
   AND (${owner}, ${id}) <= ($1::uuid, '${LAST_ID}')`;
