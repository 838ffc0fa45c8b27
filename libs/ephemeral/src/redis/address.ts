import type { RedisOptions } from 'ioredis';

interface Node {
  readonly host: string;
  readonly port: number;
}

/** Where Redis is: one server, a master found through sentinels, or a cluster. */
export interface RedisAddress {
  readonly kind: 'single' | 'sentinel' | 'cluster';
  readonly options: RedisOptions;
  /** Empty unless it is a cluster. */
  readonly nodes: readonly Node[];
}

export interface RedisSettings {
  readonly url: string | undefined;
  readonly host: string | undefined;
  readonly port: number;
  readonly db: number;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly sentinels: readonly string[];
  readonly sentinelName: string;
  readonly clusterNodes: readonly string[];
}

const SENTINEL_PORT = 26_379;
const REDIS_PORT = 6379;

/** `null`: no Redis is configured. */
export function addressOf(settings: RedisSettings): RedisAddress | null {
  const login = loginOf(settings.username, settings.password);
  if (settings.clusterNodes.length > 0) {
    const nodes = settings.clusterNodes.map((node) => toNode(node, REDIS_PORT));
    return { kind: 'cluster', options: login, nodes };
  }
  if (settings.sentinels.length > 0) {
    const sentinels = settings.sentinels.map((node) => toNode(node, SENTINEL_PORT));
    const options = { ...login, db: settings.db, sentinels, name: settings.sentinelName };
    return { kind: 'sentinel', options, nodes: [] };
  }
  if (settings.url) return fromUrl(new URL(settings.url), settings.password);
  if (!settings.host) return null;
  const options = { ...login, db: settings.db, host: settings.host, port: settings.port };
  return { kind: 'single', options, nodes: [] };
}

function fromUrl(url: URL, password: string | undefined): RedisAddress {
  const options: RedisOptions = {
    ...loginOf(decodeURIComponent(url.username), decodeURIComponent(url.password) || password),
    ...toNode(url.host, REDIS_PORT),
    db: Number(url.pathname.slice(1)) || 0,
    ...(url.protocol === 'rediss:' && { tls: {} }),
  };
  return { kind: 'single', options, nodes: [] };
}

/** IPv6 addresses come in brackets, which the resolver does not want. */
function toNode(node: string, defaultPort: number): Node {
  const url = new URL(`redis://${node}`);
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? defaultPort : Number(url.port),
  };
}

function loginOf(username: string | undefined, password: string | undefined): RedisOptions {
  return { ...(username && { username }), ...(password && { password }) };
}
