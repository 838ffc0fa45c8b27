export { connectionName, SERVER_CONNECTION, ownFolder, ownRelease } from './own-release.js';
