/** No id is before the one or after the other. */
export const FIRST_ID = '00000000-0000-0000-0000-000000000000';
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/**
 * SQL: the rows of `$1` whose ids come after `$2` (`NULL`: all), as one stretch of the index on both columns. Ordered by
 * both, so that no other index will do: the planner would else walk along the ids, and meet none of them for a long time
 * where those of `$1` came all at once.
 */
export const after = (owner: string, id: string): string =>
  `(${owner}, ${id}) > ($1::uuid, coalesce($2::uuid, '${FIRST_ID}'))
   AND (${owner}, ${id}) <= ($1::uuid, '${LAST_ID}')`;
