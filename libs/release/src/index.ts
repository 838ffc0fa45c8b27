export { connectionName, SERVER_CONNECTION } from './connection-name.js';
export { ownFolder, ownRelease } from './own-release.js';
