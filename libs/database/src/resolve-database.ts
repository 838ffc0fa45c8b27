import type { Config, ConfigOf } from '#libs/config';
import { awaitDatabase } from './await-database.js';
import { databaseConfig } from './database.config.js';
import { EmbeddedDatabase, type EmbeddedRole } from './embedded/index.js';

/** The database, after it was reached or started. */
export interface ResolvedDatabase {
  /** The address for the pool; possibly of a pooler. */
  readonly url: string;
  /** The address of the database itself, for the migrator's lock and LISTEN. */
  readonly directUrl: string;
  readonly isEmbedded: boolean;
  /** Leaves the embedded database; does nothing for an external one. */
  stop(): Promise<void>;
}

export interface ResolveOptions {
  /** `server`: uses DATA_DIR exclusively of other servers. `guest`: a command. */
  readonly role: EmbeddedRole;
  readonly onNotice?: (text: string) => void;
}

/**
 * Resolves the configured database, or starts or joins the embedded one.
 * @throws DatabaseStartError with a message for the operator
 */
export async function resolveDatabase(
  config: Config,
  options: ResolveOptions,
): Promise<ResolvedDatabase> {
  const database = config.get(databaseConfig);
  if (database.url !== undefined) return given(database, database.url, options);
  const embedded = await EmbeddedDatabase.open({ dataDir: database.dataDir, ...options });
  return {
    url: embedded.url,
    directUrl: embedded.url,
    isEmbedded: true,
    stop: () => embedded.stop(),
  };
}

/** A server may start before its database; a command does not wait. */
const SERVER_WAIT_MS = 60_000;

async function given(
  database: ConfigOf<typeof databaseConfig>,
  url: string,
  options: ResolveOptions,
): Promise<ResolvedDatabase> {
  const directUrl = database.directUrl ?? url;
  const waitMs = options.role === 'server' ? SERVER_WAIT_MS : 0;
  const variable = database.directUrl === undefined ? 'DATABASE_URL' : 'DATABASE_DIRECT_URL';
  await awaitDatabase(directUrl, { ...options, waitMs, variable });
  return { url, directUrl, isEmbedded: false, stop: () => Promise.resolve() };
}
