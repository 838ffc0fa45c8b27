import type pg from 'pg';
import { compareReleaseTexts, isEnough } from '../release/release.js';
import type { Script } from '../files/script.js';
import type { Session } from './session.js';

/** Connected servers of one release. */
interface ConnectedServers {
  /** `null` if their connection name has no release. */
  readonly release: string | null;
  readonly count: number;
}

const NAMES = `
  SELECT application_name AS name, count(*)::int AS count
    FROM pg_catalog.pg_stat_activity
   WHERE datname = current_database() AND pid <> pg_backend_pid()
     AND (application_name = $1 OR starts_with(application_name, $1 || '/'))
   GROUP BY application_name`;

const oldestFirst = (a: string | null, b: string | null): number =>
  a === null || b === null ? Number(a !== null) - Number(b !== null) : compareReleaseTexts(a, b);

/** Finds connected servers by `application_name`, which every user may read; without a name the result is empty. */
async function findServers(
  client: pg.Client,
  serverName: string | undefined,
): Promise<ConnectedServers[]> {
  if (serverName === undefined) return [];
  const { rows } = await client.query<{ name: string; count: number }>(NAMES, [serverName]);
  return rows
    .map(({ name, count }) => ({ release: name.slice(serverName.length + 1) || null, count }))
    .sort((a, b) => oldestFirst(a.release, b.release));
}

/** The servers that are older than `least`. */
const olderThan = (servers: readonly ConnectedServers[], least: string): ConnectedServers[] =>
  servers.filter(({ release }) => !isEnough(release, least));

const describeOne = ({ release, count }: ConnectedServers): string => {
  const noun = count === 1 ? '1 server' : `${count} servers`;
  return release === null ? `${noun} of an unknown release` : `${noun} of release ${release}`;
};

/** `2 servers of release 0.1.0 and 1 server of release 0.2.0 are connected`. */
function describeServers(servers: readonly ConnectedServers[]): string {
  const total = servers.reduce((sum, { count }) => sum + count, 0);
  const parts = servers.map(describeOne);
  const all = [parts.slice(0, -1).join(', '), ...parts.slice(-1)].filter(Boolean).join(' and ');
  return `${all} ${total === 1 ? 'is' : 'are'} connected`;
}

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
