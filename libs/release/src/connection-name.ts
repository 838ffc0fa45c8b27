import { ownRelease } from './own-release.js';

/**
 * The one connection that each running server keeps, past any pooler: `gatehouse migrate` counts the servers by
 * it, so that it can tell which of them a migration shuts out.
 */
export const SERVER_CONNECTION = 'gatehouse listener';

/** The `application_name` of a connection, with the release that made it: `gatehouse/0.1.0`. */
export const connectionName = (name: string): string => `${name}/${ownRelease()}`;
