import { coreConfig, type Config } from '#libs/config';
import { databaseConfig } from './database.config.js';
import { DataDir } from './embedded/index.js';

const FILE = 'secret-key';

/**
 * SECRET_KEY, or with the embedded database the one kept in DATA_DIR beside it, made at first start.
 * With a real database the configuration has refused its absence already: instances must be given the same one.
 */
export function resolveSecretKey(config: Config): string {
  const { secretKey } = config.get(coreConfig);
  if (secretKey) return secretKey;
  const { dataDir } = config.get(databaseConfig);
  const folder = new DataDir(dataDir);
  folder.prepare();
  return folder.keepSecret(FILE);
}

/** The same without making anything: `null` when there is none yet. */
export function findSecretKey(config: Config): string | null {
  const { secretKey } = config.get(coreConfig);
  return secretKey ?? new DataDir(config.get(databaseConfig).dataDir).findSecret(FILE);
}

/** Whether a server has kept a database of its own there; nothing is made. */
export function hasEmbeddedDatabase(dataDir: string): boolean {
  return new DataDir(dataDir).hasCluster();
}
