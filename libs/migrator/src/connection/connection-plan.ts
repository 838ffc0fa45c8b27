import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import type { Parameters } from './parameters.js';
import { readConnectionString } from './read-connection-string.js';

export interface Host {
  /** The name for certificates and the password file; a path begins with a slash. */
  readonly name: string;
  /** The address to connect to. */
  readonly address: string;
  readonly port: number;
  readonly isSocket: boolean;
}

export type Session = 'any' | 'read-write' | 'read-only' | 'primary' | 'standby';

/** The meaning of the parameters, with libpq's defaults. */
export interface ConnectionPlan {
  /** The hosts in the order of attempts. */
  readonly hosts: readonly Host[];
  /** All hosts are tried for the first entry, then for the second. */
  readonly sessions: readonly Session[];
  readonly user: string;
  readonly database: string;
  readonly parameters: Parameters;
  readonly applicationName: string | undefined;
  /** Timeout for each host; `null` for the program's default. */
  readonly timeoutMs: number | null;
  readonly keepAlive: boolean;
  readonly keepAliveDelayMs: number;
}

const DEFAULT_PORT = 5432;
const SOCKET_FOLDERS = ['/var/run/postgresql', '/run/postgresql', '/tmp'];

/** The host of a local server if none is given. */
function defaultHost(port: number): string {
  if (process.platform === 'win32') return 'localhost';
  const found = SOCKET_FOLDERS.find((folder) => existsSync(socketPath(folder, port)));
  return found ?? '/tmp';
}

/** Whether it is a folder in which PostgreSQL's own programs look if no host is given. */
export const isDefaultFolder = (folder: string): boolean =>
  SOCKET_FOLDERS.includes(folder.replace(/\/$/, ''));

export const socketPath = (folder: string, port: number): string =>
  `${folder.replace(/\/$/, '')}/.s.PGSQL.${port}`;

function listOf(text: string | undefined): string[] {
  return text === undefined ? [] : text.split(',').map((each) => each.trim());
}

function hostsOf(parameters: Parameters): Host[] {
  const names = listOf(parameters['host']);
  const addresses = listOf(parameters['hostaddr']);
  const ports = listOf(parameters['port']);
  const count = Math.max(names.length, addresses.length, 1);
  return Array.from({ length: count }, (_, index) => {
    const port = Number(ports.length === 1 ? ports[0] : ports[index]) || DEFAULT_PORT;
    const name = names[index] || addresses[index] || defaultHost(port);
    const address = addresses[index] || name;
    return { name, address, port, isSocket: address.startsWith('/') };
  });
}

/** A uniform shuffle (Fisher and Yates). */
function shuffled<T>(given: readonly T[]): T[] {
  const all = [...given];
  for (let last = all.length - 1; last > 0; last -= 1) {
    const other = randomInt(last + 1);
    [all[last], all[other]] = [all[other] as T, all[last] as T];
  }
  return all;
}

function systemUser(): string {
  try {
    return userInfo().username;
  } catch {
    return 'postgres';
  }
}

function sessionsOf(parameters: Parameters): Session[] {
  const wanted = parameters['target_session_attrs'] ?? 'any';
  return wanted === 'prefer-standby' ? ['standby', 'any'] : [wanted as Session];
}

/** 0 and negative values: no timeout. */
function timeoutOf({ connect_timeout: text }: Parameters): number | null {
  return text === undefined ? null : Math.max(0, Number(text)) * 1000;
}

export function planOf(parameters: Parameters): ConnectionPlan {
  const user = parameters['user'] ?? systemUser();
  const hosts = hostsOf(parameters);
  return {
    hosts: parameters['load_balance_hosts'] === 'random' ? shuffled(hosts) : hosts,
    sessions: sessionsOf(parameters),
    user,
    database: parameters['dbname'] ?? user,
    parameters,
    applicationName: parameters['application_name'] ?? parameters['fallback_application_name'],
    timeoutMs: timeoutOf(parameters),
    keepAlive: parameters['keepalives'] !== '0',
    keepAliveDelayMs: Math.max(0, Number(parameters['keepalives_idle'] ?? 0)) * 1000,
  };
}

export const describeHost = ({ name, port, isSocket }: Host): string => {
  if (isSocket) return socketPath(name, port);
  return name.includes(':') ? `[${name}]:${port}` : `${name}:${port}`;
};

/** Database, hosts and ports, without the login. */
function describePlan({ database, hosts }: ConnectionPlan): string {
  return `${database} at ${hosts.map(describeHost).join(', ')}`;
}

/** Database, hosts, ports and user, without the password. @throws ConnectionStringError */
export function describeConnection(connectionString: string): string {
  const plan = planOf(readConnectionString(connectionString));
  return `${describePlan(plan)} as ${plan.user}`;
}

/** Database, hosts and ports. @throws ConnectionStringError */
export const describePlace = (connectionString: string): string =>
  describePlan(planOf(readConnectionString(connectionString)));
