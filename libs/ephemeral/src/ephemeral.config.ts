import { defineSlice, int, list, text, url, type CheckContext } from '#libs/config';

const WAYS = ['REDIS_CLUSTER_NODES', 'REDIS_SENTINELS', 'REDIS_URL', 'REDIS_HOST'] as const;

/** Where Redis is, if it is used at all, and how long it may take. */
export const ephemeralConfig = defineSlice(
  'Redis',
  {
    url: url(
      'REDIS_URL',
      undefined,
      { protocols: ['redis', 'rediss'] },
      {
        description:
          'Redis to share limits and caches between instances; absent (and no REDIS_HOST), one process keeps them in its memory.',
        secret: true,
        example: 'redis://localhost:6379/0',
      },
    ),
    host: text('REDIS_HOST', undefined, { description: 'The host, when REDIS_URL is not set.' }),
    port: int(
      'REDIS_PORT',
      6379,
      { min: 1, max: 65535 },
      { description: 'The port beside REDIS_HOST.' },
    ),
    db: int(
      'REDIS_DB',
      0,
      { min: 0, max: 1_000_000 },
      { description: 'The database number beside REDIS_HOST or REDIS_SENTINELS.' },
    ),
    username: text('REDIS_USERNAME', undefined, {
      description: 'The user of an access list; not needed with a password alone.',
    }),
    password: text('REDIS_PASSWORD', undefined, {
      description: 'The password, when it is not in REDIS_URL.',
      secret: true,
    }),
    sentinels: list('REDIS_SENTINELS', {
      description: 'Sentinels as `host:port, host:port`, instead of an address.',
    }),
    sentinelName: text('REDIS_SENTINEL_NAME', 'mymaster', {
      description: 'The name by which the sentinels know the master.',
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
  ],
);

function tooManyWays(context: CheckContext) {
  const [first, second] = WAYS.filter((name) => context.isSet(name));
  const isHarmless = second === undefined || (first === 'REDIS_URL' && second === 'REDIS_HOST');
  return isHarmless ? [] : [{ name: first as string, message: `cannot be set beside ${second}` }];
}

function badNodes(name: string, nodes: readonly string[]) {
  const isGood = nodes.every((node) => URL.canParse(`redis://${node}`));
  return isGood ? [] : [{ name, message: 'must be a list of host:port' }];
}
