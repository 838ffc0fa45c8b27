import { loadConfig, type Config, type Environment } from '#libs/config';
import { databaseConfig, resolveDatabase } from '#libs/database';
import { MigratorError, type Target } from '#libs/migrator';
import { Refusal } from '../refusal.js';
import { assertDatabaseNamed } from '../features/assert-database-named.js';

/**
 * The database of this environment's server, without a pooler. Without a DATABASE_URL it is the embedded one: the
 * command connects to it when it runs, and otherwise starts it until the command ends.
 * @throws MigratorError when neither the environment nor the folder names a database
 */
export async function resolveDatabaseUrl(
  environment: Environment,
  onNotice: (text: string) => void,
): Promise<Target> {
  const config = loadConfig(environment, [databaseConfig]);
  assertNamed(environment, config);
  const database = await resolveDatabase(config, { role: 'guest', onNotice });
  return { connection: database.directUrl, close: () => database.stop() };
}

/** Turns a refusal into an error that the migrator reports: with a hint, and with --json as one document. */
function assertNamed(environment: Environment, config: Config): void {
  try {
    assertDatabaseNamed(environment, config);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { message, hint = '' } = error;
    throw new MigratorError('FAILED', message, { hint });
  }
}
