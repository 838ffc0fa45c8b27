import type { MigrationEvent } from '#libs/migrator';
import type { Config } from '#libs/config';
import {
  applyMigrations,
  assertUsableSchema,
  migrationsConfig,
  migrationsDir,
  type SchemaOptions,
} from '#libs/schema';

/** Where the schema of this configuration comes from. */
export const schemaOptions = (config: Config, directUrl: string): SchemaOptions => ({
  directUrl,
  dir: migrationsDir(config.get(migrationsConfig)),
});

function wordsOf(event: MigrationEvent): string | null {
  switch (event.kind) {
    case 'waiting':
      return 'Another process applies migrations; waiting for it.';
    case 'finished':
      return `Applied migration ${event.name}.`;
    case 'retrying':
      return `Migration ${event.name} is tried again: ${event.reason}`;
    case 'warning':
      return event.message;
    case 'progress':
      return `Migration ${event.name}: ${event.done} of ${event.total} statements.`;
    case 'reading':
    case 'started':
      return null;
  }
}

/**
 * Applies what is pending, unless MIGRATE_ON_START says no. A schema that needs a later release stops the start
 * either way; servers that run and are too old for a file are only warned of, for their readiness tells them.
 * @throws MigratorError
 */
export async function migrateAtStart(
  config: Config,
  directUrl: string,
  onNotice: (text: string) => void,
): Promise<void> {
  const options = schemaOptions(config, directUrl);
  if (!config.get(migrationsConfig).onStart) return assertUsableSchema(options);
  const report = (event: MigrationEvent) => {
    const words = wordsOf(event);
    if (words !== null) onNotice(words);
  };
  await applyMigrations({ ...options, report });
}
