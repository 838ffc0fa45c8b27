import type { MigrationEvent } from '#libs/migrator';
import type { Config } from '#libs/config';
import {
  applyMigrations,
  assertUsableSchema,
  migrationsConfig,
  migrationsDir,
  type SchemaOptions,
} from '#libs/schema';

/** The migrations that this configuration uses. */
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
 * Applies pending migrations unless MIGRATE_ON_START is false. A schema that needs a later release stops the start
 * either way; running servers that are too old for a file only cause a warning: their own readiness fails.
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
