import type { RedisSettings } from '#libs/ephemeral';

/** Settings without a Redis. */
export const NO_REDIS: RedisSettings = {
  url: undefined,
  host: undefined,
  port: 6379,
  db: 0,
  username: undefined,
  password: undefined,
  sentinels: [],
  sentinelName: 'mymaster',
  clusterNodes: [],
};
