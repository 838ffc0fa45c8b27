import { readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { failed } from '../errors.js';
import { finishInSlices } from '../sql/steps.js';
import { checksumSteps } from './checksum.js';
import { looksLikeMigration, parseFileName, type MigrationName } from './migration-name.js';
import type { Problem } from './problem.js';
import { readText } from './read-text.js';

/** One side of a migration: the SQL that applies it, or the SQL that reverts it. */
export interface MigrationSide {
  readonly path: string;
  readonly sql: string;
  readonly checksum: string;
  /** Why the file cannot be used, as a sentence; its text is then empty. */
  readonly defect?: string;
}

/** A pair of files. */
export interface Migration extends MigrationName {
  readonly up: MigrationSide;
  /** `null` if the pair is missing: the migration is listed, but nothing is applied before the pair exists. */
  readonly down: MigrationSide | null;
}

export interface Folder {
  readonly dir: string;
  /** In order of their versions. */
  readonly migrations: readonly Migration[];
  readonly problems: readonly Problem[];
}

type Side = 'up' | 'down';

/** The names in a folder that look like migrations. */
async function listNames(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true });
  return entries
    .filter((entry) => looksLikeMigration(entry.name))
    .map((entry) => entry.name)
    .sort();
}

async function listFiles(dir: string, side: Side): Promise<string[]> {
  try {
    return await listNames(join(dir, side));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    if (side === 'down') return [];
    throw failed(`There is no folder ${join(dir, side)}`, {
      hint: 'Run in the folder of the project, set MIGRATIONS_DIR, or make the first file with `migrate create`.',
    });
  }
}

/** A file next to the two folders would silently never run. */
async function misplaced(dir: string): Promise<Problem[]> {
  const names = (await listNames(dir)).filter((name) => /^\d{14}/.test(name));
  return names.map((name) => ({
    kind: 'misnamed',
    file: join(dir, name),
    version: null,
    message: `${join(dir, name)} stands beside the folders up and down: move it into one of them`,
  }));
}

async function readSide(
  dir: string,
  side: Side,
  fileName: string,
  signal: AbortSignal | undefined,
): Promise<MigrationSide> {
  const path = join(dir, side, fileName);
  const read = await readText(path);
  if ('text' in read) {
    const checksum = await finishInSlices(checksumSteps(read.text), signal);
    return { path, sql: read.text, checksum };
  }
  const message =
    read.where === null ? `${path} ${read.defect}` : `${path}:${read.where}: ${read.defect}`;
  return { path, sql: '', checksum: '', defect: message };
}

function misnamed(dir: string, side: Side, names: readonly string[]): Problem[] {
  return names
    .filter((name) => parseFileName(name) === null)
    .map((name) => ({
      kind: 'misnamed' as const,
      file: join(dir, side, name),
      version: null,
      message: `${join(dir, side, name)} is not named <YYYYMMDDHHMMSS>-name.sql`,
    }));
}

function unpaired(dir: string, ups: readonly string[], downs: readonly string[]): Problem[] {
  const missing = (side: Side, other: Side, names: readonly string[], others: Set<string>) =>
    names
      .filter((name) => parseFileName(name) !== null && !others.has(name))
      .map((name) => ({
        kind: 'unpaired' as const,
        file: join(dir, side, name),
        version: parseFileName(name)?.version ?? null,
        message: `${join(dir, side, name)} has no pair: ${join(dir, other, name)} is missing`,
      }));
  return [
    ...missing('up', 'down', ups, new Set(downs)),
    ...missing('down', 'up', downs, new Set(ups)),
  ];
}

function duplicates(migrations: readonly Migration[]): Problem[] {
  return migrations.flatMap((migration, index) => {
    const previous = migrations[index - 1];
    if (previous?.version !== migration.version) return [];
    const message = `${migration.up.path} and ${previous.up.path} have the same version`;
    return [
      { kind: 'duplicate' as const, file: migration.up.path, version: migration.version, message },
    ];
  });
}

const unreadable = ({ version, up, down }: Migration): Problem[] =>
  [up, down].flatMap((side) =>
    side?.defect === undefined
      ? []
      : [{ kind: 'unreadable' as const, file: side.path, version, message: side.defect }],
  );

/** On a case-insensitive file system, or through a link, both folders could be the same. */
async function assertTwoFolders(dir: string): Promise<void> {
  const places = await Promise.all(
    ['up', 'down'].map((side) => realpath(join(dir, side)).catch(() => side)),
  );
  if (places[0] !== places[1]) return;
  throw failed(`${join(dir, 'up')} and ${join(dir, 'down')} are the same folder`, {
    hint: 'Each needs one of its own.',
  });
}

/**
 * Reads all files of `dir/up` and `dir/down`; problems are listed, not thrown. Files are read one at a time, so that
 * thousands of files do not open thousands of handles.
 * @throws MigratorError if the folder does not exist; AbortError
 */
export async function readFolder(dir: string, signal?: AbortSignal): Promise<Folder> {
  const [ups, downs] = await Promise.all([listFiles(dir, 'up'), listFiles(dir, 'down')]);
  await assertTwoFolders(dir);
  const downNames = new Set(downs);
  const migrations: Migration[] = [];
  for (const fileName of ups) {
    signal?.throwIfAborted();
    const name = parseFileName(fileName);
    if (!name) continue;
    const up = await readSide(dir, 'up', fileName, signal);
    const hasPair = downNames.has(fileName);
    const down = hasPair ? await readSide(dir, 'down', fileName, signal) : null;
    migrations.push({ ...name, up, down });
  }
  const problems = [
    ...(await misplaced(dir)),
    ...misnamed(dir, 'up', ups),
    ...misnamed(dir, 'down', downs),
    ...duplicates(migrations),
    ...unpaired(dir, ups, downs),
    ...migrations.flatMap(unreadable),
  ];
  return { dir, migrations, problems };
}
