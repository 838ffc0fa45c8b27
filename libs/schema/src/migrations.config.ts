import { defineSlice, flag, text } from '#libs/config';

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
