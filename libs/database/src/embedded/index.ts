export { chooseAccount, canReach } from './account.js';
export { binariesPackage, programOf, findBinaries, reachableBinaries } from './binaries.js';
export type { ClusterOptions } from './cluster-files.js';
export { DataDir } from './data-dir.js';
export { type EmbeddedRole, EmbeddedDatabase } from './embedded-database.js';
export { FileLockHeld, FileLock } from './file-lock.js';
export { identityOf, isAlive, isOfThisRealm, type ProcessIdentity } from './process-identity.js';
export { Cluster, freePort } from './cluster.js';
