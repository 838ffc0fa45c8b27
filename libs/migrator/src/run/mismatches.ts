import { join } from 'node:path';
import type { AppliedMigration } from '../database/history.js';
import type { Folder, Migration, MigrationSide } from '../files/discover.js';
import { parseFileName } from '../files/migration-name.js';
import type { Problem } from '../files/problem.js';

/** An unreadable file is reported as such instead. */
const isChanged = (kept: string | null, side: MigrationSide): boolean =>
  kept !== null && side.defect === undefined && kept !== side.checksum;

function changedSides(row: AppliedMigration, migration: Migration): string[] {
  const { up, down } = migration;
  const paths: string[] = [];
  if (isChanged(row.checksum, up)) paths.push(up.path);
  if (down && isChanged(row.downChecksum, down)) paths.push(down.path);
  return paths;
}

function missingFile(
  folder: Folder,
  byVersion: ReadonlyMap<string, Migration>,
  row: AppliedMigration,
): Problem {
  const version = parseFileName(`${row.name}.sql`)?.version ?? null;
  const file = join(folder.dir, 'up', `${row.name}.sql`);
  const newest = folder.migrations.at(-1)?.version;
  if (version !== null && newest !== undefined && version > newest) {
    const message = `${file} was applied and is missing: a newer release was at this database`;
    return { kind: 'newer', file, version, message };
  }
  const renamed = byVersion.get(version ?? '');
  const message = renamed
    ? `${file} was applied and is missing; was it renamed to ${renamed.name}.sql?`
    : `${file} was applied and is missing`;
  return { kind: 'missing', file, version, message };
}

/** Applied files that have changed or are missing. */
export function findMismatches(folder: Folder, applied: readonly AppliedMigration[]): Problem[] {
  const byName = new Map(folder.migrations.map((migration) => [migration.name, migration]));
  const byVersion = new Map(folder.migrations.map((migration) => [migration.version, migration]));
  return applied.flatMap((row): Problem[] => {
    const migration = byName.get(row.name);
    if (!migration) return [missingFile(folder, byVersion, row)];
    return changedSides(row, migration).map((file) => ({
      kind: 'changed',
      file,
      version: migration.version,
      message: `${file} was changed after it was applied (its checksum differs)`,
    }));
  });
}
