import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ConfigOf } from '#libs/config';
import type { migrationsConfig } from './migrations.config.js';

const DEFAULT = 'migrations';
/** Relative to the built file: dist/libs/schema/src. */
const BESIDE_SERVER = join(import.meta.dirname, '../../../..', DEFAULT);

/** The configured folder; otherwise `migrations` in the working folder; otherwise the folder next to the server. */
export function migrationsDir({ dir }: Pick<ConfigOf<typeof migrationsConfig>, 'dir'>): string {
  if (dir !== undefined) return dir;
  return !existsSync(DEFAULT) && existsSync(BESIDE_SERVER) ? BESIDE_SERVER : DEFAULT;
}
