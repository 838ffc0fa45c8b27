import { type ConfigOf, defineSlice, flag, text } from '#libs/config';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of the migrations, and whether the server applies them itself. */
export const migrationsConfig = defineSlice('Migrations', {
  onStart: flag('MIGRATE_ON_START', true, {
    description:
      'The server applies pending migrations when it starts; otherwise readiness names them until somebody has.',
  }),
  dir: text('MIGRATIONS_DIR', undefined, {
    description: 'The folder with `up/` and `down/`.',
    fallbackText: '`migrations`, in the working folder or else beside the server',
  }),
});

const DEFAULT = 'migrations';
/** Relative to the built file: dist/libs/schema/src. */
const BESIDE_SERVER = join(import.meta.dirname, '../../../..', DEFAULT);

/** The configured folder; otherwise `migrations` in the working folder; otherwise the folder next to the server. */
export function migrationsDir({ dir }: Pick<ConfigOf<typeof migrationsConfig>, 'dir'>): string {
  if (dir !== undefined) return dir;
  return !existsSync(DEFAULT) && existsSync(BESIDE_SERVER) ? BESIDE_SERVER : DEFAULT;
}
