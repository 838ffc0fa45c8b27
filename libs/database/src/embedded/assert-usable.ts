import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Account } from './account.js';
import type { Binaries } from './binaries.js';
import { EmbeddedDatabaseError } from './embedded-error.js';
import { readIfThere } from './private-file.js';

/** @throws EmbeddedDatabaseError if the cluster belongs to another user or to another version of PostgreSQL. */
export function assertUsable(dir: string, account: Account | null, binaries: Binaries): void {
  const owner = statSync(dir).uid;
  const user = account?.uid ?? process.getuid?.() ?? owner;
  if (owner !== user) {
    throw new EmbeddedDatabaseError(
      `The embedded database in ${dir} belongs to another user (uid ${owner}; this one is ${user}): ` +
        'was the server started as root before? Start it as then, give DATA_DIR another folder, or set DATABASE_URL.',
    );
  }
  const major = binaries.version.split('.')[0];
  const made = readIfThere(join(dir, 'PG_VERSION'));
  if (made !== null && made !== major) {
    throw new EmbeddedDatabaseError(
      `The embedded database in ${dir} was made by PostgreSQL ${made}; this version brings ${major}. ` +
        'Dump it with the version that made it, and restore the dump into a new DATA_DIR.',
    );
  }
}
