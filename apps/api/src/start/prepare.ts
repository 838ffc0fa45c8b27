import { loadConfig, isProduction, type Config, type Environment } from '#libs/config';
import { resolveDatabase, resolveSecretKey, type ResolvedDatabase } from '#libs/database';
import { CONFIG_SLICES } from '../config-slices.js';
import { migrateAtStart } from './migrate-at-start.js';

/** Adds the variables whose defaults depend on others; features read them as if they had been set. */
export function completeEnvironment(environment: Environment, secretKey: string): Environment {
  const isSet = (name: string) => (environment[name] ?? '').trim() !== '';
  // Without a mail server, every caller that reaches the server could read the mails: only this machine may. Behind a
  // proxy and in production there is no such mailbox.
  const hasReadableMailbox =
    !isSet('MAIL_SERVER') && !isSet('TRUST_PROXY') && !isProduction(environment);
  return {
    ...environment,
    SECRET_KEY: secretKey,
    ...(hasReadableMailbox && !isSet('HOST') && { HOST: '127.0.0.1' }),
  };
}

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
