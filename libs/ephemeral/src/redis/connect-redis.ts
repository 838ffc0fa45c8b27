import { randomInt } from 'node:crypto';
import { Cluster, Redis, type RedisOptions } from 'ioredis';
import type { RedisAddress } from './address.js';
import { type RedisClient, SCRIPTS } from './redis-client.js';

const FIRST_RETRY_MS = 20;
const LAST_RETRY_MS = 200;
const CONNECT_TIMEOUT_MS = 2_000;
/** Shorter than the 2 s of ioredis, which a process whose Redis is unreachable would wait when it exits. */
const DISCONNECT_TIMEOUT_MS = 100;
const KEEP_ALIVE_MS = 10_000;
const READONLY_RECONNECT_MS = 5_000;

/**
 * Retries without end, several times a second, because a revocation waits to learn whether Redis is reachable. The
 * jitter spreads the clients.
 */
function retryDelayMs(attempt: number): number {
  const half = Math.min(FIRST_RETRY_MS * 2 ** Math.min(attempt, 10), LAST_RETRY_MS) / 2;
  return half + randomInt(half);
}

/**
 * After a failover behind one host name, the old master refuses writes: reconnecting, at most every five
 * seconds, resolves the name again.
 */
function reconnectOnReadOnly(): (error: Error) => boolean {
  let lastMs = -Infinity;
  return (error) => {
    if (!error.message.startsWith('READONLY')) return false;
    if (performance.now() - lastMs < READONLY_RECONNECT_MS) return false;
    lastMs = performance.now();
    return true;
  };
}

/**
 * A client that retries its connection without end, queues no commands while disconnected, and never throws from an
 * event.
 */
export function connectRedis(address: RedisAddress, extra: RedisOptions = {}): RedisClient {
  const options: RedisOptions = {
    ...address.options,
    connectTimeout: CONNECT_TIMEOUT_MS,
    disconnectTimeout: DISCONNECT_TIMEOUT_MS,
    keepAlive: KEEP_ALIVE_MS,
    enableOfflineQueue: false,
    enableAutoPipelining: true,
    autoResendUnfulfilledCommands: false,
    autoResubscribe: false,
    maxRetriesPerRequest: 0,
    maxLoadingRetryTime: LAST_RETRY_MS,
    disableClientInfo: true,
    retryStrategy: retryDelayMs,
    sentinelRetryStrategy: retryDelayMs,
    sentinelCommandTimeout: CONNECT_TIMEOUT_MS,
    failoverDetector: true,
    reconnectOnError: reconnectOnReadOnly(),
    scripts: SCRIPTS,
    ...extra,
  };
  const client = address.kind === 'cluster' ? connectCluster(address, options) : new Redis(options);
  client.on('error', () => undefined);
  return client;
}

function connectCluster(address: RedisAddress, options: RedisOptions): Cluster {
  const { scripts, enableAutoPipelining, retryStrategy: _, ...redisOptions } = options;
  return new Cluster([...address.nodes], {
    enableOfflineQueue: false,
    enableAutoPipelining: enableAutoPipelining ?? true,
    clusterRetryStrategy: retryDelayMs,
    slotsRefreshTimeout: CONNECT_TIMEOUT_MS,
    slotsRefreshInterval: READONLY_RECONNECT_MS,
    ...(scripts && { scripts }),
    redisOptions,
  });
}
