export * from './ephemeral.js';
export * from './ephemeral.config.js';
export * from './ephemeral.module.js';
export * from './in-process-ephemeral.js';
export * from './redis/address.js';
export { explainRedis } from './redis/explain-redis.js';
export { redisSpan } from './redis/redis-span.js';
export { RedisEphemeral, type RedisEphemeralOptions } from './redis/redis-ephemeral.js';
export type { LineState } from './redis/redis-line.js';
