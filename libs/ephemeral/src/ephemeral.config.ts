import {
  choice,
  defineSlice,
  flag,
  int,
  list,
  text,
  type CheckContext,
  type ConfigProblem,
} from '#libs/config';
import { ConnectionStringError } from '#libs/migrator';
import type { RedisSettings } from './redis/address.js';
import { readNode, readRedisUrl } from './redis/read-redis-url.js';
import { REDIS_TLS_VERIFY, unreadableFiles } from './redis/redis-tls.js';

const WAYS = ['REDIS_CLUSTER_NODES', 'REDIS_SENTINELS', 'REDIS_URL', 'REDIS_HOST'] as const;

/** `REDIS_PORT` and its like count only when `REDIS_HOST` alone gives the address. */
const isHostRead = (isSet: (name: string) => boolean): boolean =>
  isSet('REDIS_HOST') && WAYS.every((name) => name === 'REDIS_HOST' || !isSet(name));

/** The address of Redis, if any, and its timeouts. */
export const ephemeralConfig = defineSlice(
  'Redis',
  {
    url: text('REDIS_URL', undefined, {
      description:
        'Redis to share limits and caches between instances (its forms: docs/connecting.md); absent (and no REDIS_HOST), one process keeps them in its memory.',
      secret: true,
      example: 'redis://localhost:6379/0',
    }),
    host: text('REDIS_HOST', undefined, {
      description: 'The host, or the path of a socket, when REDIS_URL is not set.',
    }),
    port: int(
      'REDIS_PORT',
      6379,
      { min: 1, max: 65535 },
      {
        description: 'The port beside REDIS_HOST; not read beside REDIS_URL.',
        isRead: isHostRead,
      },
    ),
    db: int(
      'REDIS_DB',
      0,
      { min: 0, max: 1_000_000 },
      { description: 'The database number beside REDIS_HOST or REDIS_SENTINELS.' },
    ),
    username: text('REDIS_USERNAME', undefined, {
      description:
        'The user of an access list, when it is not in REDIS_URL; not needed with a password alone.',
    }),
    password: text('REDIS_PASSWORD', undefined, {
      description: 'The password, when it is not in REDIS_URL.',
      secret: true,
    }),
    isTls: flag('REDIS_TLS', false, {
      description: 'Whether TLS is spoken; `rediss://` in REDIS_URL says the same.',
    }),
    tlsVerify: choice('REDIS_TLS_VERIFY', REDIS_TLS_VERIFY, 'full', {
      description:
        'What is checked of its certificate: `full` the authority and the host name, `ca` the authority alone, `none` nothing (anybody between may then read and change everything).',
    }),
    caFile: text('REDIS_CA_FILE', undefined, {
      description: 'File (PEM) with the authorities to trust instead of those of Node.js.',
    }),
    certFile: text('REDIS_CERT_FILE', undefined, {
      description: 'File (PEM) with the certificate that this server shows to Redis.',
    }),
    keyFile: text('REDIS_KEY_FILE', undefined, { description: 'File (PEM) with its key.' }),
    keyPassword: text('REDIS_KEY_PASSWORD', undefined, {
      description: 'The password of that key, when it has one.',
      secret: true,
    }),
    sentinels: list('REDIS_SENTINELS', {
      description: 'Sentinels as `host:port, host:port`, instead of an address.',
    }),
    sentinelName: text('REDIS_SENTINEL_NAME', 'mymaster', {
      description: 'The name by which the sentinels know the master.',
      aliases: ['REDIS_SENTINEL_MASTER'],
    }),
    sentinelUsername: text('REDIS_SENTINEL_USERNAME', undefined, {
      description: 'The user that the sentinels themselves want.',
    }),
    sentinelPassword: text('REDIS_SENTINEL_PASSWORD', undefined, {
      description: 'The password that the sentinels themselves want; REDIS_PASSWORD is for Redis.',
      secret: true,
    }),
    clusterNodes: list('REDIS_CLUSTER_NODES', {
      description:
        'Some nodes of a Redis Cluster as `host:port, host:port`, instead of an address.',
    }),
    commandTimeoutMs: int(
      'REDIS_COMMAND_TIMEOUT_MS',
      250,
      { min: 10, max: 10_000 },
      {
        description: 'A command that takes longer counts as failed; PostgreSQL is asked instead.',
        unit: 'milliseconds',
      },
    ),
    breakMs: int(
      'REDIS_BREAK_MS',
      1000,
      { min: 10, max: 60_000 },
      {
        description: 'After a timeout Redis is left alone for this long, but for one probe.',
        unit: 'milliseconds',
      },
    ),
  },
  (values, context) => [
    ...tooManyWays(context),
    ...badNodes('REDIS_SENTINELS', values.sentinels),
    ...badNodes('REDIS_CLUSTER_NODES', values.clusterNodes),
    ...badUrl(values),
    ...badHost(values, context),
    ...unreadDb(context),
    ...unreadableFiles(values),
    ...unpairedKey(values),
  ],
);

function tooManyWays(context: CheckContext) {
  const [first, second] = WAYS.filter((name) => context.isSet(name));
  const isHarmless = second === undefined || (first === 'REDIS_URL' && second === 'REDIS_HOST');
  return isHarmless ? [] : [{ name: first as string, message: `cannot be set beside ${second}` }];
}

function badNodes(name: string, nodes: readonly string[]): ConfigProblem[] {
  return nodes.every((node) => problemIn(() => readNode(node, 1)) === null)
    ? []
    : [{ name, message: 'must be a list of host:port' }];
}

function badUrl({ url }: Pick<RedisSettings, 'url'>): ConfigProblem[] {
  const message = url === undefined ? null : problemIn(() => readRedisUrl(url));
  return message === null ? [] : [{ name: 'REDIS_URL', message }];
}

/** A host name, an IP address, or the path of a socket. */
const HOST = /^(?:\/.+|[\p{L}\p{N}._-]+|[0-9a-f:.]+(?:%[\w.-]+)?)$/iu;

function badHost({ host }: Pick<RedisSettings, 'host'>, context: CheckContext): ConfigProblem[] {
  const isRead = isHostRead((name) => context.isSet(name));
  if (host === undefined || !isRead || HOST.test(host)) return [];
  const message =
    'must be the name or the address of a host, or the path of a socket, without redis:// and without a port (REDIS_PORT)';
  return [{ name: 'REDIS_HOST', message }];
}

function unreadDb(context: CheckContext): ConfigProblem[] {
  if (!context.isSet('REDIS_URL') || !context.isSet('REDIS_DB')) return [];
  const message = 'is not read beside REDIS_URL, which ends with it: redis://host:6379/0';
  return [{ name: 'REDIS_DB', message, isNotice: true }];
}

function unpairedKey({ certFile, keyFile }: RedisSettings): ConfigProblem[] {
  if ((certFile === undefined) === (keyFile === undefined)) return [];
  const [name, other] =
    certFile === undefined
      ? (['REDIS_CERT_FILE', 'REDIS_KEY_FILE'] as const)
      : (['REDIS_KEY_FILE', 'REDIS_CERT_FILE'] as const);
  return [{ name, message: `is missing beside ${other}` }];
}

/** The message of the `ConnectionStringError` that `read` throws, or `null`. */
function problemIn(read: () => unknown): string | null {
  try {
    read();
    return null;
  } catch (error) {
    if (error instanceof ConnectionStringError) return error.message;
    throw error;
  }
}
