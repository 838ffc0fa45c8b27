import type { Precondition } from '#libs/migrator';

/**
 * The original service has integer keys and a `public_id` beside them. Both must be present: other applications may
 * have a table named `users`, too.
 */
const FIND_ORIGINAL = `
  SELECT 1
    FROM pg_catalog.pg_attribute id
    JOIN pg_catalog.pg_attribute public_id
      ON public_id.attrelid = id.attrelid AND public_id.attname = 'public_id'
   WHERE id.attrelid = to_regclass('users') AND id.attname = 'id'
     AND id.atttypid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype)`;

/** Refuses a database of the original service, which our migrations would damage. */
export const refuseOriginalService: Precondition = async ({ query }) => {
  const found = await query(FIND_ORIGINAL);
  if (found.length === 0) return null;
  return {
    message:
      "This database holds the original Flask service's own tables; it was left as it is, nothing was changed.",
    hint: 'Give Gatehouse an empty database and move the accounts in: gatehouse import flask --from URL.',
  };
};
