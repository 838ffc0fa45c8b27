export { connectionName, SERVER_CONNECTION } from './connection-name.js';
export { ownRelease } from './own-release.js';
