import { join } from 'node:path';
import type { AppliedMigration } from '../database/history.js';
import type { Folder, Migration } from '../files/discover.js';
import { parseFileName } from '../files/migration-name.js';
import type { Problem } from '../files/problem.js';

function changedSides(row: AppliedMigration, migration: Migration): string[] {
  const { up, down } = migration;
  const paths: string[] = [];
  if (row.checksum !== null && row.checksum !== up.checksum) paths.push(up.path);
  if (row.downChecksum !== null && down && row.downChecksum !== down.checksum) {
    paths.push(down.path);
  }
  return paths;
}

function missingFile(folder: Folder, row: AppliedMigration): Problem {
  const version = parseFileName(`${row.name}.sql`)?.version ?? null;
  const file = join(folder.dir, 'up', `${row.name}.sql`);
  const newest = folder.migrations.at(-1)?.version;
  if (version !== null && newest !== undefined && version > newest) {
    const message = `${file} was applied and is missing: a newer release was at this database`;
    return { kind: 'newer', file, version, message };
  }
  const renamed = folder.migrations.find((migration) => migration.version === version);
  const message = renamed
    ? `${file} was applied and is missing; was it renamed to ${renamed.name}.sql?`
    : `${file} was applied and is missing`;
  return { kind: 'missing', file, version, message };
}

/** Files that are not as they were when they were applied, or not there any more. */
export function findMismatches(folder: Folder, applied: readonly AppliedMigration[]): Problem[] {
  const byName = new Map(folder.migrations.map((migration) => [migration.name, migration]));
  return applied.flatMap((row): Problem[] => {
    const migration = byName.get(row.name);
    if (!migration) return [missingFile(folder, row)];
    return changedSides(row, migration).map((file) => ({
      kind: 'changed',
      file,
      version: migration.version,
      message: `${file} was changed after it was applied (its checksum differs)`,
    }));
  });
}
