import { readAddress, unreadable, type NamedHost } from '#libs/migrator';

export interface Node {
  readonly host: string;
  readonly port: number;
}

const FORM = { accepted: new Set<string>(), example: 'host:port' };

/** The default port of each kind of server. */
export const DEFAULT_PORTS = { single: 6379, cluster: 6379, sentinel: 26_379 } as const;

const refuse = () => unreadable('must be a list of host:port');

/** @throws ConnectionStringError */
export function toNode({ host, port }: NamedHost, defaultPort: number): Node {
  const number = port === '' ? defaultPort : Number(port);
  if (number < 1 || number > 65_535) throw refuse();
  return { host: host === '' ? 'localhost' : host, port: number };
}

/** `host`, `host:port` or `[address]:port`. @throws ConnectionStringError */
export function readNode(text: string, defaultPort: number): Node {
  const { hosts, path, query, user } = readAddress(text, FORM);
  const [host] = hosts;
  if (!host?.host || hosts.length > 1 || path !== '' || query.length > 0 || user !== undefined)
    throw refuse();
  return toNode(host, defaultPort);
}
