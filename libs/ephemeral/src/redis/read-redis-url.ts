import { type Address, type NamedHost, readAddress, unreadable } from '#libs/migrator';
import { plainText } from '#libs/config';

export interface Node {
  readonly host: string;
  readonly port: number;
}

const NODE_FORM = { accepted: new Set<string>(), example: 'host:port' };

/** The default port of each kind of server. */
export const DEFAULT_PORTS = { single: 6379, cluster: 6379, sentinel: 26_379 } as const;

const refuse = () => unreadable('must be a list of host:port');

/** @throws ConnectionStringError */
function toNode({ host, port }: NamedHost, defaultPort: number): Node {
  const number = port === '' ? defaultPort : Number(port);
  if (number < 1 || number > 65_535) throw refuse();
  return { host: host === '' ? 'localhost' : host, port: number };
}

/** `host`, `host:port` or `[address]:port`. @throws ConnectionStringError */
export function readNode(text: string, defaultPort: number): Node {
  const { hosts, path, query, user } = readAddress(text, NODE_FORM);
  const [host] = hosts;
  if (!host?.host || hosts.length > 1 || path !== '' || query.length > 0 || user !== undefined)
    throw refuse();
  return toNode(host, defaultPort);
}

/** The parts of a Redis URL, without the other settings. */
export interface RedisUrl {
  readonly kind: 'single' | 'sentinel' | 'cluster' | 'socket';
  readonly isTls: boolean;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly nodes: readonly Node[];
  /** The path of the socket; otherwise empty. */
  readonly path: string;
  readonly db: number | undefined;
  readonly sentinelName: string | undefined;
  readonly sentinelUsername: string | undefined;
  readonly sentinelPassword: string | undefined;
  /** `false` for `ssl_cert_reqs=none`. */
  readonly verify: boolean | undefined;
}

const SCHEME =
  /^(?:(redis|rediss|valkey|valkeys)(?:\+(sentinel|cluster))?|(unix|redis\+unix|redis\+socket)):\/\//i;
const ACCEPTED = new Set([
  'db',
  'username',
  'password',
  'sentinel_username',
  'sentinel_password',
  'ssl_cert_reqs',
]);
const FORM = { accepted: ACCEPTED, example: 'redis://user:password@host:6379/0' };
const EXPECTED_SCHEMES =
  'must be an address that begins with redis:// or rediss://, redis+sentinel://, redis+cluster:// or unix://';

function queryOf({ query }: Address): Map<string, string> {
  const unknown = query.find(([name]) => !ACCEPTED.has(name));
  if (unknown) {
    const name = /^[A-Za-z_]{1,40}$/.test(unknown[0]) ? `"${unknown[0]}"` : '(not a name)';
    throw unreadable(
      `has the parameter ${name}, which is not supported; there are ${[...ACCEPTED].join(', ')}, and the settings REDIS_*`,
    );
  }
  return new Map(query);
}

function readDb(text: string | undefined, where: string): number | undefined {
  if (text === undefined || text === '') return undefined;
  if (/^\d{1,7}$/.test(text)) return Number(text);
  throw unreadable(`must have the number of a database ${where}, like redis://host:6379/0`);
}

const VERIFY: Readonly<Record<string, boolean>> = {
  none: false,
  cert_none: false,
  required: true,
  cert_required: true,
};

function readVerify(text: string | undefined): boolean | undefined {
  if (text === undefined) return undefined;
  const found = VERIFY[text.toLowerCase()];
  if (found !== undefined) return found;
  throw unreadable('has the parameter ssl_cert_reqs, which must be required or none');
}

/** With sentinels, the path is the name of the master and then the database number. */
function pathOf(kind: RedisUrl['kind'], { path }: Address): Pick<RedisUrl, 'db' | 'sentinelName'> {
  if (kind !== 'sentinel') return { db: readDb(path, 'as its path'), sentinelName: undefined };
  const [name, db] = path.split('/');
  return { sentinelName: name || undefined, db: readDb(db, 'behind the name of the master') };
}

function endpointOf(kind: RedisUrl['kind'], address: Address) {
  if (kind === 'socket') {
    const path = `/${address.path}`;
    if (path !== '/' && address.hosts.every(({ host }) => host === ''))
      return { nodes: [], path, db: undefined, sentinelName: undefined };
    throw unreadable('must have the path of a socket, like unix:///run/redis/redis.sock?db=0');
  }
  const nodes = address.hosts.map((host) => toNode(host, DEFAULT_PORTS[kind]));
  if (kind === 'single' && nodes.length > 1)
    throw unreadable('has several hosts: begin it with redis+sentinel:// or redis+cluster://');
  return { nodes, path: '', ...pathOf(kind, address) };
}

const kindOf = (plain: string, several = 'single'): RedisUrl['kind'] =>
  plain === '' ? 'socket' : (several.toLowerCase() as RedisUrl['kind']);

/** An empty user name or password counts as absent. */
const credentialsOf = ({ user, password }: Address, query: ReadonlyMap<string, string>) => ({
  username: query.get('username') ?? (user || undefined),
  password: query.get('password') ?? (password || undefined),
  sentinelUsername: query.get('sentinel_username'),
  sentinelPassword: query.get('sentinel_password'),
});

/**
 * Reads a Redis URL.
 * @throws ConnectionStringError whose message contains nothing of the text
 */
export function readRedisUrl(given: string): RedisUrl {
  // The `.env` of the original project has remarks after its values.
  const text = plainText(given);
  const [scheme = '', plain = '', several] = SCHEME.exec(text) ?? [];
  if (scheme === '') throw unreadable(EXPECTED_SCHEMES);
  const kind = kindOf(plain, several);
  const address = readAddress(text.slice(scheme.length), FORM);
  const query = queryOf(address);
  const place = endpointOf(kind, address);
  const db = readDb(query.get('db'), 'in db') ?? place.db;
  if (kind === 'cluster' && db)
    throw unreadable('has a database number, and a cluster has none but 0');
  return {
    ...place,
    db,
    kind,
    isTls: /^(?:rediss|valkeys)$/i.test(plain),
    ...credentialsOf(address, query),
    verify: readVerify(query.get('ssl_cert_reqs')),
  };
}
