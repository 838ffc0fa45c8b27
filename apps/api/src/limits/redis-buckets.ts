import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { Ephemeral } from '#libs/ephemeral';
import type { Rate } from './rate.js';
import type { Verdict } from './window.js';

/**
 * The same sliding window as `judge`, in one step and by the clock of Redis, so that instances whose clocks
 * differ count alike. Answers what the limiter expects: points used (one more than the limit: refused) and
 * the milliseconds to wait.
 */
const SLIDING = `
local points, window, limit = tonumber(ARGV[1]), tonumber(ARGV[2]) * 1000, tonumber(ARGV[3])
local t = redis.call('time')
local now = tonumber(t[1]) * 1000 + math.floor(tonumber(t[2]) / 1000)
local index = math.floor(now / window)
local held = redis.call('hmget', KEYS[1], 'w', 'c', 'p')
local current, previous = 0, 0
if tonumber(held[1]) == index then
  current, previous = tonumber(held[2]), tonumber(held[3])
elseif tonumber(held[1]) == index - 1 then
  previous = tonumber(held[2])
end
local elapsed = now - index * window
local total = math.ceil(current + previous * (1 - elapsed / window) + points)
local isAdmitted = total <= limit
if isAdmitted then
  current = current + points
  redis.call('hset', KEYS[1], 'w', index, 'c', current, 'p', previous)
  redis.call('pexpire', KEYS[1], 2 * window)
  if total < limit then return {total, window - elapsed} end
end
local wait
local free = limit - 1 - current
if free >= 0 then
  wait = (1 - free / previous) * window - elapsed
else
  wait = window - elapsed + (1 - (limit - 1) / current) * window
end
return {isAdmitted and limit or limit + 1, math.max(1, math.ceil(wait))}
`;

/** The buckets that all instances share. */
export class RedisBuckets {
  private readonly limiters = new Map<string, RateLimiterRedis>();

  constructor(private readonly ephemeral: Ephemeral) {}

  /** @throws what Redis or its absence raises */
  async take(key: string, rate: Rate): Promise<Verdict> {
    const limiter = this.limiterOf(rate);
    try {
      const { consumedPoints, msBeforeNext } = await limiter.consume(this.ephemeral.prefixed(key));
      return { isAdmitted: true, used: consumedPoints, waitMs: msBeforeNext };
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      return { isAdmitted: false, used: rate.limit, waitMs: refusal.msBeforeNext };
    }
  }

  /** @throws what Redis or its absence raises */
  async forget(key: string): Promise<void> {
    await this.ephemeral.redisClient()?.del(this.ephemeral.prefixed(key));
  }

  private limiterOf({ limit, windowSeconds }: Rate): RateLimiterRedis {
    const name = `${limit}/${windowSeconds}`;
    const known = this.limiters.get(name);
    if (known) return known;
    const limiter = new RateLimiterRedis({
      storeClient: this.ephemeral.redisClient(),
      points: limit,
      duration: windowSeconds,
      keyPrefix: '',
      customIncrTtlLuaScript: SLIDING,
      rejectIfRedisNotReady: true,
    });
    this.limiters.set(name, limiter);
    return limiter;
  }
}
