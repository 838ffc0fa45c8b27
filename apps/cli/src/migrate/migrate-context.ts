import {
  isProduction,
  loadConfig,
  readEnvironment,
  type Config,
  type Environment,
} from '#libs/config';
import { SystemClock } from '#libs/kernel';
import {
  abortOnSignals,
  processTerminal,
  MigratorError,
  type CommandContext,
  type Target,
} from '#libs/migrator';
import {
  migrationIdentity,
  migrationsConfig,
  migrationsDir,
  SCHEMA_PRECONDITIONS,
} from '#libs/schema';
import { databaseConfig, resolveDatabase } from '#libs/database';
import { Refusal } from '../outcome.js';
import { assertDatabaseNamed } from '../features/assert-database.js';

/**
 * The database of this environment's server, without a pooler. Without a DATABASE_URL it is the embedded one: the
 * command connects to it when it runs, and otherwise starts it until the command ends.
 * @throws MigratorError when neither the environment nor the folder names a database
 */
async function resolveDatabaseUrl(
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

const MIGRATE_PROGRAM = 'gatehouse migrate';

/**
 * The context of `gatehouse migrate`: the server's environment, of which it reads only what it needs.
 * @throws ConfigError
 */
export function createMigrateContext(): CommandContext {
  const environment = readEnvironment();
  const terminal = processTerminal();
  const clock = new SystemClock();
  return {
    program: MIGRATE_PROGRAM,
    dir: migrationsDir(loadConfig(environment, [migrationsConfig]).get(migrationsConfig)),
    production: isProduction(environment),
    ...migrationIdentity(),
    preconditions: SCHEMA_PRECONDITIONS,
    terminal,
    signal: abortOnSignals(),
    openTarget: () => resolveDatabaseUrl(environment, (text) => terminal.err(text)),
    now: () => clock.now(),
  };
}
