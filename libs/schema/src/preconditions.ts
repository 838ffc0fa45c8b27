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
const refuseOriginalService: Precondition = async ({ query }) => {
  const found = await query(FIND_ORIGINAL);
  if (found.length === 0) return null;
  return {
    message:
      "This database holds the original Flask service's own tables; it was left as it is, nothing was changed.",
    hint: 'Give Gatehouse an empty database and move the accounts in: gatehouse import flask --from URL.',
  };
};

/** The first migration of every build before the first release. */
const FIRST = '20261123100000-create-installation-table';

/**
 * Refuses a database made by a build from before the first release. Its migrations were replaced then
 * (docs/decisions/0247) and can be neither found nor repaired.
 */
const refuseUnreleasedSchema: Precondition = ({ applied, files }) => {
  const isOld = !files.includes(FIRST) && applied.some((name) => name.includes(FIRST));
  if (!isOld) return Promise.resolve(null);
  return Promise.resolve({
    message:
      'This database was made by a build from before the first release, whose migrations are gone; it was left as it is, nothing was changed.',
    hint: 'Give Gatehouse an empty database; without DATABASE_URL, delete the folder postgres in DATA_DIR. To keep the accounts, first write them out with the build that made it (gatehouse users export --with-hashes), then take them in with this one (gatehouse users import).',
  });
};

/** Refuse the databases that must never be migrated, recognised by their content. */
export const SCHEMA_PRECONDITIONS: readonly Precondition[] = [
  refuseOriginalService,
  refuseUnreleasedSchema,
];
