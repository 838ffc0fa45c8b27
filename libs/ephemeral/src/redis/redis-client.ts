import type { Cluster, Redis } from 'ioredis';

/** One server, the master behind sentinels, or a cluster: the same commands. */
export type RedisClient = Redis | Cluster;
