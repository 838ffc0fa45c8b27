import { Cluster, Redis } from 'ioredis';
import type { Config } from '#libs/config';
import { addressOf, ephemeralConfig, explainRedis, type RedisAddress } from '#libs/ephemeral';
import { ok, problem, warning, type Finding } from './finding.js';

const TIMEOUT_MS = 3_000;
const CHECK = 'redis';

/** Checks that Redis answers, and that it does not evict keys it should keep. */
export async function checkRedis(config: Config): Promise<Finding> {
  const address = addressOf(config.get(ephemeralConfig));
  if (!address) return ok(CHECK, 'None is configured: one process keeps limits and caches itself');
  const redis = connect(address);
  // The first error says why; the later ones say only that there is no connection.
  let failure: unknown;
  redis.on('error', (error: unknown) => void (failure ??= error));
  try {
    await redis.connect();
    const info = await redis.info('server');
    const version = /redis_version:(\S+)/.exec(info)?.[1] ?? 'of unknown version';
    const memory = await redis.info('memory');
    const policy = /maxmemory_policy:(\S+)/.exec(memory)?.[1];
    return policy !== undefined && policy.startsWith('allkeys')
      ? warning(
          CHECK,
          `Redis ${version} drops any key when it is full (${policy})`,
          'Counters of limits could be evicted: raise maxmemory, or set maxmemory-policy to volatile-ttl.',
        )
      : ok(CHECK, `Redis ${version} answers`);
  } catch (error) {
    const cure =
      'Look at REDIS_URL or REDIS_HOST, REDIS_PORT and REDIS_PASSWORD, and whether Redis runs.';
    return problem(CHECK, `It cannot be used: ${explainRedis(failure ?? error).words}`, cure);
  } finally {
    redis.disconnect();
  }
}

function connect({ kind, options, nodes }: RedisAddress): Redis | Cluster {
  const patience = {
    lazyConnect: true,
    connectTimeout: TIMEOUT_MS,
    commandTimeout: TIMEOUT_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  };
  if (kind !== 'cluster')
    return new Redis({ ...options, ...patience, sentinelRetryStrategy: () => null });
  return new Cluster([...nodes], {
    lazyConnect: true,
    clusterRetryStrategy: () => null,
    redisOptions: { ...options, connectTimeout: TIMEOUT_MS, commandTimeout: TIMEOUT_MS },
  });
}
