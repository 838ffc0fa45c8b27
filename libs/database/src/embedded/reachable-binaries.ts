import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { canReach, type Account } from './account.js';
import { findBinaries, type Binaries } from './binaries.js';

/** The programs at a path where the account can run them: copied to `place` if node_modules is in a closed folder. */
export function reachableBinaries(account: Account | null, place: string): Binaries {
  const binaries = findBinaries();
  if (!account || canReach(account, binaries.home)) return binaries;
  mkdirSync(place, { recursive: true, mode: 0o711 });
  const name = `postgresql-${binaries.version}`;
  const home = join(place, name);
  if (!existsSync(home)) copy(binaries.home, place, name);
  return { ...binaries, home };
}

/** The final name is always complete; leftovers of a killed copy or an older version are removed. */
function copy(from: string, place: string, name: string): void {
  for (const other of readdirSync(place)) {
    if (other.startsWith('postgresql-')) rmSync(join(place, other), { recursive: true });
  }
  const staging = join(place, `postgresql-new-${randomBytes(4).toString('hex')}`);
  cpSync(from, staging, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => !path.endsWith('.a') && !path.endsWith('pkgconfig'),
  });
  renameSync(staging, join(place, name));
}
