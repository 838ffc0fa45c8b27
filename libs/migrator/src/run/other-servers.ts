import {
  describeServers,
  findServers,
  olderThan,
  type ConnectedServers,
} from '../database/servers.js';
import type { Script } from '../files/script.js';
import type { Session } from './session.js';

const connected = (session: Session): Promise<ConnectedServers[]> =>
  findServers(session.client, session.options.serverName);

/** One warning for each file that removes something that a connected server needs. */
export async function warningsOfOlderServers(
  session: Session,
  scripts: readonly Script[],
): Promise<string[]> {
  const demanding = scripts.filter(({ directives }) => directives.leastRelease !== null);
  if (demanding.length === 0) return [];
  const servers = await connected(session);
  return demanding.flatMap(({ path, directives }) => {
    const least = directives.leastRelease as string;
    const older = olderThan(servers, least);
    if (older.length === 0) return [];
    return `${path} needs release ${least} or later, and ${describeServers(older)}: they cannot serve once it is applied`;
  });
}

/** Warnings about the effect of reverting on connected servers; empty if there are none. */
export async function warningsOfRunningServers(session: Session): Promise<string[]> {
  const servers = await connected(session);
  if (servers.length === 0) return [];
  return [
    `${describeServers(servers)}: they cannot serve while files that they need are not applied, and say so at their readiness`,
  ];
}
