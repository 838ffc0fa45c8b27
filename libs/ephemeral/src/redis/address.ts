import type { RedisOptions } from 'ioredis';
import {
  DEFAULT_PORTS,
  readNode,
  type Node,
  readRedisUrl,
  type RedisUrl,
} from './read-redis-url.js';
import { tlsOf, type RedisTlsSettings } from './redis-tls.js';

/** How to reach Redis: one server, a master found through sentinels, or a cluster. */
export interface RedisAddress {
  readonly kind: 'single' | 'sentinel' | 'cluster';
  readonly options: RedisOptions;
  /** Empty unless it is a cluster. */
  readonly nodes: readonly Node[];
}

export interface RedisSettings extends RedisTlsSettings {
  readonly url: string | undefined;
  readonly host: string | undefined;
  readonly port: number;
  readonly db: number;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly isTls?: boolean;
  readonly sentinels: readonly string[];
  readonly sentinelName: string;
  readonly sentinelUsername?: string | undefined;
  readonly sentinelPassword?: string | undefined;
  readonly clusterNodes: readonly string[];
}

/** The address from the settings other than `REDIS_URL`. */
function fromSettings(settings: RedisSettings): RedisUrl | null {
  const common = {
    path: '',
    verify: undefined,
    isTls: settings.isTls === true,
    username: settings.username,
    password: settings.password,
    db: settings.db || undefined,
    sentinelName: settings.sentinelName,
    sentinelUsername: settings.sentinelUsername,
    sentinelPassword: settings.sentinelPassword,
  };
  const nodesOf = (kind: 'cluster' | 'sentinel', list: readonly string[]) =>
    list.map((node) => readNode(node, DEFAULT_PORTS[kind]));
  if (settings.clusterNodes.length > 0)
    return { ...common, kind: 'cluster', nodes: nodesOf('cluster', settings.clusterNodes) };
  if (settings.sentinels.length > 0)
    return { ...common, kind: 'sentinel', nodes: nodesOf('sentinel', settings.sentinels) };
  if (settings.url || !settings.host) return null;
  if (settings.host.startsWith('/'))
    return { ...common, kind: 'socket', nodes: [], path: settings.host };
  return { ...common, kind: 'single', nodes: [{ host: settings.host, port: settings.port }] };
}

/**
 * Returns `null` when no Redis is configured. Parts that `REDIS_URL` lacks come from the other settings.
 * @throws ConnectionStringError
 */
export function addressOf(settings: RedisSettings): RedisAddress | null {
  const given = fromSettings(settings) ?? (settings.url ? readRedisUrl(settings.url) : null);
  if (!given) return null;
  const { kind } = given;
  const options = {
    ...credentialsOf(given, settings),
    ...(kind !== 'cluster' && { db: given.db ?? 0 }),
  };
  const tlsSettings =
    given.verify === false ? { ...settings, tlsVerify: 'none' as const } : settings;
  const tls = (host: string | null) =>
    (given.isTls || settings.isTls) && kind !== 'socket' ? tlsOf(tlsSettings, host) : null;
  if (kind === 'sentinel') return behindSentinels(given, settings, { options, tls: tls(null) });
  if (kind === 'cluster') {
    const own = tls(null);
    return { kind, nodes: given.nodes, options: { ...options, ...(own && { tls: own }) } };
  }
  return { kind: 'single', nodes: [], options: { ...options, ...endpointOf(given, tls) } };
}

function endpointOf(
  { kind, path, nodes }: RedisUrl,
  tls: (host: string) => RedisOptions['tls'] | null,
): RedisOptions {
  const [node = { host: 'localhost', port: DEFAULT_PORTS.single }] = nodes;
  if (kind === 'socket') return { path };
  const own = tls(node.host);
  return { ...node, ...(own && { tls: own }) };
}

interface Reached {
  readonly options: RedisOptions;
  readonly tls: RedisOptions['tls'] | null;
}

/** Sentinels have credentials of their own, and use TLS when Redis does. */
function behindSentinels(
  given: RedisUrl,
  settings: RedisSettings,
  { options, tls }: Reached,
): RedisAddress {
  const sentinelUsername = given.sentinelUsername ?? settings.sentinelUsername;
  const sentinelPassword = given.sentinelPassword ?? settings.sentinelPassword;
  return {
    kind: 'sentinel',
    nodes: [],
    options: {
      ...options,
      sentinels: [...given.nodes],
      name: given.sentinelName ?? settings.sentinelName,
      ...(sentinelUsername && { sentinelUsername }),
      ...(sentinelPassword && { sentinelPassword }),
      ...(tls && { tls, sentinelTLS: tls, enableTLSForSentinelMode: true }),
    },
  };
}

/** A user name without a password gets an empty password: the client does not authenticate with a name alone. */
function credentialsOf(given: RedisUrl, settings: RedisSettings): RedisOptions {
  const username = given.username ?? settings.username;
  const password = given.password ?? settings.password ?? (username ? '' : undefined);
  return { ...(username && { username }), ...(password !== undefined && { password }) };
}
