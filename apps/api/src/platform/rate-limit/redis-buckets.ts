import type { Cluster, Redis } from 'ioredis';
import type { Ephemeral } from '#libs/ephemeral';
import type { Rate, Verdict } from './rate.js';

/**
 * The same sliding windows as in `judge`, atomically and by the clock of Redis, so that instances with different
 * clocks count alike. KEYS are the buckets, ARGV the seconds and the limit of each. Only if all buckets admit one more
 * is it counted, in all of them. Returns for each whether it admits, the number used and the milliseconds to wait.
 */
const TAKE = `
local t = redis.call('time')
local now = tonumber(t[1]) * 1000 + math.floor(tonumber(t[2]) / 1000)
local buckets, isAdmitted = {}, true
for i, key in ipairs(KEYS) do
  local window, limit = tonumber(ARGV[2 * i - 1]) * 1000, tonumber(ARGV[2 * i])
  local index = math.floor(now / window)
  local held = redis.call('hmget', key, 'w', 'c', 'p')
  local current, previous = 0, 0
  if tonumber(held[1]) == index then
    current, previous = tonumber(held[2]), tonumber(held[3])
  elseif tonumber(held[1]) == index - 1 then
    previous = tonumber(held[2])
  end
  local elapsed = now - index * window
  local total = math.ceil(current + previous * (1 - elapsed / window) + 1)
  buckets[i] = {window, limit, index, current, previous, elapsed, total}
  isAdmitted = isAdmitted and total <= limit
end
local answer = {}
for i, key in ipairs(KEYS) do
  local window, limit, index, current, previous, elapsed, total = unpack(buckets[i])
  if isAdmitted then
    current = current + 1
    redis.call('hset', key, 'w', index, 'c', current, 'p', previous)
    redis.call('pexpire', key, 2 * window)
  end
  local wait = window - elapsed
  if total >= limit then
    local free = limit - 1 - current
    if free >= 0 then
      wait = previous > 0 and (1 - free / previous) * window - elapsed or 1
    else
      wait = window - elapsed + (1 - (limit - 1) / current) * window
    end
  end
  answer[3 * i - 2] = total <= limit and 1 or 0
  answer[3 * i - 1] = math.min(total, limit)
  answer[3 * i] = math.max(1, math.ceil(wait))
end
return answer
`;

/** A bucket and its rate. */
export interface Bucket {
  readonly key: string;
  readonly rate: Rate;
}

interface Taking {
  gatehouseTake(keyCount: number, ...keysAndRates: (string | number)[]): Promise<number[]>;
}

/** The buckets in Redis that all instances share. */
export class RedisBuckets {
  private readonly prepared = new WeakSet<object>();

  constructor(private readonly ephemeral: Ephemeral) {}

  /**
   * Takes one from each of the buckets, or from none if one of them is exhausted; returns a verdict for each.
   * @throws the error of Redis, or an error if it is not connected
   */
  async take(buckets: readonly Bucket[]): Promise<Verdict[]> {
    const keys = buckets.map(({ key }) => this.ephemeral.prefixed(key));
    const rates = buckets.flatMap(({ rate }) => [rate.windowSeconds, rate.limit]);
    const replies = await this.client().gatehouseTake(keys.length, ...keys, ...rates);
    return buckets.map((_, index) => {
      const [isAdmitted, used = 0, waitMs = 0] = replies.slice(3 * index);
      return { isAdmitted: isAdmitted === 1, used, waitMs };
    });
  }

  /** @throws the error of Redis, or an error if it is not connected */
  async forget(key: string): Promise<void> {
    await this.ephemeral.redisClient()?.del(this.ephemeral.prefixed(key));
  }

  /** Fails at once if there is no connection. */
  private client(): Taking {
    const client: Redis | Cluster | null = this.ephemeral.redisClient();
    if (client?.status !== 'ready') throw new Error('Redis is not ready');
    if (!this.prepared.has(client)) client.defineCommand('gatehouseTake', { lua: TAKE });
    this.prepared.add(client);
    return client as unknown as Taking;
  }
}
