import { realpathSync } from 'node:fs';
import type { Config, Environment } from '#libs/config';
import { databaseConfig, hasEmbeddedDatabase } from '#libs/database';
import { ownFolder } from '#libs/release';
import { migrationsConfig, migrationsDir, readMigrationStatus } from '#libs/schema';
import { Refusal } from '../outcome.js';

const isSet = (value: string | undefined): boolean => (value ?? '').trim() !== '';

const isOwnFolder = (): boolean => realpathSync(process.cwd()) === realpathSync(ownFolder());

/**
 * Without this check a command that runs in another project's folder would create an empty database there and read it.
 * A command may create one only in the folder of this clone or in a configured DATA_DIR.
 * @throws Refusal when neither the environment nor the folder names a database
 */
export function assertDatabaseNamed(environment: Environment, config: Config): void {
  const { url, dataDir } = config.get(databaseConfig);
  const isNamed = url !== undefined || isSet(environment['DATA_DIR']);
  if (isNamed || hasEmbeddedDatabase(dataDir) || isOwnFolder()) return;
  throw new Refusal(
    `this folder has no configuration of Gatehouse: neither DATABASE_URL nor DATA_DIR is set, and ${dataDir} contains no database of a server`,
    'run it where the server runs, or set DATABASE_URL (DATA_DIR for an embedded database). The commands for developers of services (manifest, types) call the server: give --url and GATEHOUSE_APP_TOKEN',
  );
}

/**
 * For commands that read or change existing data: a new database would be empty.
 * @throws Refusal as above, and when the embedded database was never made
 */
export function assertDatabaseExists(environment: Environment, config: Config): void {
  assertDatabaseNamed(environment, config);
  const { url, dataDir } = config.get(databaseConfig);
  if (url !== undefined || hasEmbeddedDatabase(dataDir)) return;
  throw new Refusal(
    `there is no database in ${dataDir} yet`,
    'start the server, which makes one, or set DATABASE_URL',
  );
}

const HINT = 'apply what is pending: gatehouse migrate up';

/**
 * A command whose tables are missing or different would fail in the middle.
 * @throws Refusal when migrations are pending, or the schema needs a later release
 * @throws MigratorError when the database cannot be queried, or belongs to the original service
 */
export async function assertMigrated(config: Config, directUrl: string): Promise<void> {
  const dir = migrationsDir(config.get(migrationsConfig));
  const { applied, pending, problems } = await readMigrationStatus({ directUrl, dir });
  const tooOld = problems.find(({ kind }) => kind === 'release');
  if (tooOld)
    throw new Refusal(tooOld.message, 'use the command of that release, or of a later one');
  if (pending.length === 0) return;
  if (applied.length === 0) throw new Refusal('the database has no tables of Gatehouse yet', HINT);
  const count = pending.length === 1 ? '1 migration is' : `${pending.length} migrations are`;
  throw new Refusal(`${count} pending, first ${pending[0]}`, HINT);
}
