import type { Precondition } from '#libs/migrator';

/** The first migration of every build before the first release. */
const FIRST = '20261123100000-create-installation-table';

/**
 * Refuses a database made by a build from before the first release. Its migrations were replaced then
 * (docs/decisions/0247) and can be neither found nor repaired.
 */
export const refuseUnreleasedSchema: Precondition = ({ applied, files }) => {
  const isOld = !files.includes(FIRST) && applied.some((name) => name.includes(FIRST));
  if (!isOld) return Promise.resolve(null);
  return Promise.resolve({
    message:
      'This database was made by a build from before the first release, whose migrations are gone; it was left as it is, nothing was changed.',
    hint: 'Give Gatehouse an empty database; without DATABASE_URL, delete the folder postgres in DATA_DIR. To keep the accounts, first write them out with the build that made it (gatehouse users export --with-hashes), then take them in with this one (gatehouse users import).',
  });
};
