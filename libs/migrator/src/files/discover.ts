import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failed } from '../errors.js';
import { checksumOf } from './checksum.js';
import { parseFileName, type MigrationName } from './migration-name.js';
import type { Problem } from './problem.js';

/** One side of a migration: the SQL that applies it, or the SQL that reverts it. */
export interface MigrationSide {
  readonly path: string;
  readonly sql: string;
  readonly checksum: string;
}

/** A pair of files. */
export interface Migration extends MigrationName {
  readonly up: MigrationSide;
  /** `null` when the pair is missing: it can be seen, but nothing is applied until it is there. */
  readonly down: MigrationSide | null;
}

export interface Folder {
  readonly dir: string;
  /** In order of their versions. */
  readonly migrations: readonly Migration[];
  readonly problems: readonly Problem[];
}

type Side = 'up' | 'down';

async function listFiles(dir: string, side: Side): Promise<string[]> {
  try {
    const entries = await readdir(join(dir, side), { withFileTypes: true });
    const files = entries.filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.'));
    return files
      .map((entry) => entry.name)
      .filter((name) => name.toLowerCase().endsWith('.sql'))
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    if (side === 'down') return [];
    throw failed(`There is no folder ${join(dir, side)}`, {
      hint: 'Run in the folder of the project, set MIGRATIONS_DIR, or make the first file with `migrate create`.',
    });
  }
}

async function readSide(dir: string, side: Side, fileName: string): Promise<MigrationSide> {
  const path = join(dir, side, fileName);
  const sql = (await readFile(path, 'utf8')).replace(/^\uFEFF/, '');
  return { path, sql, checksum: checksumOf(sql) };
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
  const missing = (side: Side, other: Side, names: readonly string[], others: readonly string[]) =>
    names
      .filter((name) => parseFileName(name) !== null && !others.includes(name))
      .map((name) => ({
        kind: 'unpaired' as const,
        file: join(dir, side, name),
        version: parseFileName(name)?.version ?? null,
        message: `${join(dir, side, name)} has no pair: ${join(dir, other, name)} is missing`,
      }));
  return [...missing('up', 'down', ups, downs), ...missing('down', 'up', downs, ups)];
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

/** Reads all files of `dir/up` and `dir/down`; what is wrong with them is listed, not thrown. */
export async function readFolder(dir: string): Promise<Folder> {
  const [ups, downs] = await Promise.all([listFiles(dir, 'up'), listFiles(dir, 'down')]);
  const migrations = await Promise.all(
    ups.flatMap((fileName) => {
      const name = parseFileName(fileName);
      if (!name) return [];
      const down = downs.includes(fileName) ? readSide(dir, 'down', fileName) : null;
      return [
        Promise.all([readSide(dir, 'up', fileName), down]).then(([up, pair]): Migration => ({
          ...name,
          up,
          down: pair,
        })),
      ];
    }),
  );
  const problems = [
    ...misnamed(dir, 'up', ups),
    ...misnamed(dir, 'down', downs),
    ...duplicates(migrations),
    ...unpaired(dir, ups, downs),
  ];
  return { dir, migrations, problems };
}
