import type { Cluster, Redis } from 'ioredis';
import type { SpanFacts } from '#libs/operation';
import { inTime } from '#libs/kernel';
import { EphemeralUnavailable } from '../ephemeral.js';

/** A connection to one server, to the master behind sentinels, or to a cluster: all have the same commands. */
export type RedisClient = Redis | Cluster;

/** The span has the command alone: keys contain hashes of credentials and addresses. */
export const redisSpan =
  (command: string): (() => SpanFacts) =>
  () => ({
    name: command,
    attributes: { 'db.system.name': 'redis', 'db.operation.name': command },
  });

/** Rejects with `EphemeralUnavailable` when the promise takes too long. */
export function within<T>(promise: Promise<T>, timeoutMs: number): Promise<T> {
  return inTime(promise, timeoutMs, () => {
    throw new EphemeralUnavailable('timeout');
  });
}

/** Adds ARGV[1], and sets the time to live if there is none. */
const INCREMENT = `
local count = redis.call('INCRBY', KEYS[1], ARGV[1])
local ttl = redis.call('PTTL', KEYS[1])
if ttl < 0 then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  ttl = tonumber(ARGV[2])
end
return {count, ttl}
`;

/** Adds one to each of the KEYS, and sets the time to live if there is none. */
const INCREMENT_MANY = `
local counts = {}
for i, key in ipairs(KEYS) do
  counts[i] = redis.call('INCR', key)
  if redis.call('PTTL', key) < 0 then redis.call('PEXPIRE', key, ARGV[1]) end
end
return counts
`;

/**
 * Each of the KEYS is a counter with the share of each member and their sum. ARGV has for each a member, what it has
 * counted and the milliseconds to live.
 */
const RAISE_SHARES = `
local sums = {}
for i, key in ipairs(KEYS) do
  local member, count = ARGV[3 * i - 2], tonumber(ARGV[3 * i - 1])
  if count == 0 then
    sums[i] = tonumber(redis.call('HGET', key, 'sum') or 0)
  else
    local held = redis.call('HMGET', key, 'sum', member)
    sums[i] = tonumber(held[1] or 0)
    local more = count - tonumber(held[2] or 0)
    if more > 0 then
      sums[i] = sums[i] + more
      redis.call('HSET', key, 'sum', sums[i], member, count)
      if not held[1] then redis.call('PEXPIRE', key, ARGV[3 * i]) end
    end
  end
end
return sums
`;

/** Reads KEYS; each absent key is set to ARGV[2i - 1] for ARGV[2i] seconds. */
const GET_OR_SET = `
local values = redis.call('MGET', unpack(KEYS))
for i = 1, #KEYS do
  if not values[i] then
    redis.call('SET', KEYS[i], ARGV[2 * i - 1], 'EX', ARGV[2 * i])
    values[i] = ARGV[2 * i - 1]
  end
end
return values
`;

export const SCRIPTS = {
  gatehouseIncrement: { lua: INCREMENT, numberOfKeys: 1 },
  gatehouseIncrementMany: { lua: INCREMENT_MANY },
  gatehouseRaiseShares: { lua: RAISE_SHARES },
  gatehouseGetOrSet: { lua: GET_OR_SET },
};

interface Scripted {
  gatehouseIncrement(key: string, by: number, ttlMs: number): Promise<[number, number]>;
  gatehouseIncrementMany(keyCount: number, ...keysAndTtl: (string | number)[]): Promise<number[]>;
  gatehouseRaiseShares(keyCount: number, ...keysAndShares: (string | number)[]): Promise<number[]>;
  gatehouseGetOrSet(keyCount: number, ...keysAndFresh: (string | number)[]): Promise<string[]>;
}

/** The client with the commands defined by `SCRIPTS`. */
export const scripted = (client: RedisClient): Scripted => client as unknown as Scripted;
