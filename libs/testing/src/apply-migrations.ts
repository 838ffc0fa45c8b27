import { migrateUp } from '#libs/migrator';

/** Migrates a database as the server itself does. */
export async function applyMigrations(url: string, dir: string): Promise<void> {
  await migrateUp({ connection: url, dir });
}
