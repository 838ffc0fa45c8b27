export { columnsOf } from './columns.js';
export { awaitDatabase } from './await-database.js';
export { poolOf, connect } from './connect.js';
export { CONSTRAINT_REFUSALS } from './constraints.js';
export {
  type Entities,
  dataSourceOptions,
  checkDataSourceOptions,
  reservedConnections,
} from './data-source-options.js';
export { databaseConfig } from './database.config.js';
export { type Tx, Database, rows, row, prepared } from './database.js';
export { DatabaseAddress, DatabaseModule } from './database.module.js';
export {
  isUnavailable,
  isAnswerLost,
  ChecksHeldUp,
  isDatabaseTrouble,
  translateDatabaseError,
  databaseUnavailable,
  violatedConstraint,
} from './database-errors.js';
export { DatabaseStartError } from './database-start-error.js';
export { DatabaseUse } from './database-use.js';
export {
  chooseAccount,
  Cluster,
  type EmbeddedRole,
  EmbeddedDatabase,
  freePort,
  type ProcessIdentity,
  identityOf,
  isAlive,
  isOfThisRealm,
  reachableBinaries,
} from './embedded/index.js';
export { EndingClient } from './ending-client.js';
export { HeldConnections } from './held-connections.js';
export { Installation } from './installation.js';
export { PoolRenewal } from './pool-renewal.js';
export { type ResolvedDatabase, resolveDatabase } from './resolve-database.js';
export { resolveSecretKey, findSecretKey, hasEmbeddedDatabase } from './resolve-secret-key.js';
export { SchemaSuspicion } from './schema-suspicion.js';
export { SharedClock } from './shared-clock.js';
export { SilentDatabase } from './silent-database.js';
