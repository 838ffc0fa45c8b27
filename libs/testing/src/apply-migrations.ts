import { migrateUp } from '#libs/migrator';

/** The schema as the server itself would make it. */
export async function applyMigrations(url: string, dir: string): Promise<void> {
  await migrateUp({ connection: url, dir });
}
