import { loadConfig, type Config, type Environment } from '#libs/config';
import { resolveDatabase, resolveSecretKey, type ResolvedDatabase } from '#libs/database';
import { CONFIG_SLICES } from '../config-slices.js';
import { completeEnvironment } from './complete-environment.js';
import { migrateAtStart } from './migrate-at-start.js';

/** What must exist before the features are built. */
export interface Ground {
  readonly config: Config;
  readonly database: ResolvedDatabase;
}

/**
 * Reads the environment, finds or starts the database, brings its schema up to date.
 * @throws ConfigError, DatabaseStartError, MigratorError; what was started is stopped again
 */
export async function prepare(
  environment: Environment,
  onNotice: (text: string) => void = () => undefined,
): Promise<Ground> {
  const given = loadConfig(environment, CONFIG_SLICES);
  const secretKey = resolveSecretKey(given);
  const config = loadConfig(completeEnvironment(environment, secretKey), CONFIG_SLICES);
  const database = await resolveDatabase(config, { role: 'server', onNotice });
  try {
    await migrateAtStart(config, database.directUrl, onNotice);
  } catch (error) {
    await database.stop();
    throw error;
  }
  return { config, database };
}
