import { loadConfig, type Environment } from '#libs/config';
import { databaseConfig, resolveDatabase } from '#libs/database';
import type { Target } from '#libs/migrator';

/**
 * The database that the server of this environment uses, past any pooler; without a DATABASE_URL the
 * embedded one, joined when it runs and otherwise started for the time of the command.
 */
export async function resolveDatabaseUrl(
  environment: Environment,
  onNotice: (text: string) => void,
): Promise<Target> {
  const config = loadConfig(environment, [databaseConfig]);
  const database = await resolveDatabase(config, { role: 'guest', onNotice });
  return { connection: database.directUrl, close: () => database.stop() };
}
