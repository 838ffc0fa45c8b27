import { realpathSync } from 'node:fs';
import type { Config, Environment } from '#libs/config';
import { databaseConfig, hasEmbeddedDatabase } from '#libs/database';
import { ownFolder } from '#libs/release';
import { Refusal } from '../refusal.js';

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
