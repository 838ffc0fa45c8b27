import { ownRelease } from './own-release.js';

/**
 * The name of the one connection that each running server keeps directly to the database, bypassing any pooler:
 * `gatehouse migrate` counts the servers by it, to tell which of them a migration would break.
 */
export const SERVER_CONNECTION = 'gatehouse listener';

/** The `application_name` of a connection, with the release that made it: `gatehouse/0.1.0`. */
export const connectionName = (name: string): string => `${name}/${ownRelease()}`;
