import { isProduction, loadConfig, readEnvironment } from '#libs/config';
import { SystemClock } from '#libs/kernel';
import { abortOnSignals, processTerminal, type CommandContext } from '#libs/migrator';
import {
  migrationIdentity,
  migrationsConfig,
  migrationsDir,
  SCHEMA_PRECONDITIONS,
} from '#libs/schema';
import { resolveDatabaseUrl } from './resolve-database-url.js';

export const MIGRATE_PROGRAM = 'gatehouse migrate';

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
