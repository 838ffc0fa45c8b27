import { coreConfig, type Config } from '#libs/config';
import { databaseConfig } from './database.config.js';
import { DataDir } from './embedded/index.js';

const FILE = 'secret-key';

/**
 * SECRET_KEY or, with the embedded database, the one stored in DATA_DIR, created at the first start. With an external
 * database the configuration has already refused its absence: all instances must be given the same one.
 */
export function resolveSecretKey(config: Config): string {
  const { secretKey } = config.get(coreConfig);
  if (secretKey) return secretKey;
  const { dataDir } = config.get(databaseConfig);
  const folder = new DataDir(dataDir);
  folder.prepare();
  return folder.keepSecret(FILE);
}

/** Like `resolveSecretKey`, without creating anything: `null` if there is none yet. */
export function findSecretKey(config: Config): string | null {
  const { secretKey } = config.get(coreConfig);
  return secretKey ?? new DataDir(config.get(databaseConfig).dataDir).findSecret(FILE);
}

/** Whether there is an embedded database; creates nothing. */
export function hasEmbeddedDatabase(dataDir: string): boolean {
  return new DataDir(dataDir).hasCluster();
}
