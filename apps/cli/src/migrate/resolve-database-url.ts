import { loadConfig, type Config, type Environment } from '#libs/config';
import { databaseConfig, resolveDatabase } from '#libs/database';
import { MigratorError, type Target } from '#libs/migrator';
import { Refusal } from '../refusal.js';
import { assertDatabaseNamed } from '../features/assert-database-named.js';

/**
 * The database of this environment's server, without a pooler; without a DATABASE_URL the embedded one, joined when
 * it runs and otherwise started for the time of the command.
 * @throws MigratorError when nothing says which database is meant
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

/** Reports errors as the migrator does: with a cure, and with --json as one document. */
function assertNamed(environment: Environment, config: Config): void {
  try {
    assertDatabaseNamed(environment, config);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { message, hint = '' } = error;
    throw new MigratorError('FAILED', message, { hint });
  }
}
