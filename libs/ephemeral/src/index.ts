export {
  EphemeralUnavailable,
  type Outage,
  type Share,
  type Unsubscribe,
  Ephemeral,
} from './ephemeral.js';
export { ephemeralConfig } from './ephemeral.config.js';
export { EphemeralModule } from './ephemeral.module.js';
export { InProcessEphemeral } from './in-process-ephemeral.js';
export { type RedisAddress, type RedisSettings, addressOf } from './redis/address.js';
export { explainRedis } from './redis/explain-redis.js';
export { redisSpan } from './redis/redis-client.js';
export { RedisEphemeral, type RedisEphemeralOptions } from './redis/redis-ephemeral.js';
export type { LineState } from './redis/redis-line.js';
