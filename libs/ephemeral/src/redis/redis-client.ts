import type { Cluster, Redis } from 'ioredis';

/** A connection to one server, to the master behind sentinels, or to a cluster: all have the same commands. */
export type RedisClient = Redis | Cluster;
