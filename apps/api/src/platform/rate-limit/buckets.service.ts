import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { ThrottlerStorage } from '@nestjs/throttler';
import { Ephemeral, redisSpan } from '#libs/ephemeral';
import { Clock } from '#libs/kernel';
import { Traces } from '#libs/operation';
import { CoarseBuckets } from './coarse-buckets.js';
import { MemoryBuckets } from './memory-buckets.js';
import type { Rate, Verdict } from './rate.js';
import { RedisBuckets, type Bucket } from './redis-buckets.js';

/** A part of the published bound on what a limit that is counted here admits too many: docs/security.md. */
const EXCHANGE_EVERY_MS = 250;
/** After a failure Redis is not used for this time, so that no request waits for another failure. */
const PAUSE_MS = 1000;

type StorageRecord = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/**
 * Counts rate limits: exactly, in Redis for all instances together, or in this process while there is no Redis or it does
 * not answer; or coarsely, in this process with an exchange between instances. Requests are never unlimited.
 */
@Injectable()
export class Buckets implements ThrottlerStorage, OnModuleInit, OnModuleDestroy {
  private readonly memory: MemoryBuckets;
  private readonly coarse: CoarseBuckets;
  private readonly shared: RedisBuckets;
  private pausedUntilMs = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(Ephemeral) private readonly ephemeral: Ephemeral,
    clock: Clock,
    private readonly traces: Traces,
  ) {
    this.memory = new MemoryBuckets(clock);
    this.coarse = new CoarseBuckets(clock, ephemeral);
    this.shared = new RedisBuckets(ephemeral);
  }

  onModuleInit(): void {
    // Connects before the first request, which would otherwise be counted only in this process.
    this.ephemeral.redisClient();
    // Called twice: the throttler package has this object as its storage, too.
    this.timer ??= setInterval(() => void this.coarse.exchange(), EXCHANGE_EVERY_MS).unref();
  }

  /** The other instances hear what was counted here until the end. */
  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.coarse.exchange();
  }

  /** The interface of the throttler package. */
  async increment(key: string, ttl: number, limit: number): Promise<StorageRecord> {
    const rate = { limit, windowSeconds: ttl / 1000 };
    const { isAdmitted, used, waitMs } = await this.take(key, rate);
    const seconds = Math.max(1, Math.ceil(waitMs / 1000));
    return {
      totalHits: used,
      timeToExpire: seconds,
      isBlocked: !isAdmitted,
      timeToBlockExpire: isAdmitted ? 0 : seconds,
    };
  }

  async take(key: string, rate: Rate): Promise<Verdict> {
    const [verdict] = await this.takeAll([{ key, rate }]);
    return verdict!;
  }

  /**
   * Takes one from each of the buckets, or from none if one of them is exhausted, atomically. Returns a verdict for
   * each.
   */
  async takeAll(buckets: readonly Bucket[]): Promise<Verdict[]> {
    if (!this.isRedisUsable) return this.memory.take(buckets);
    try {
      return await this.traces.within(redisSpan('EVALSHA'), () => this.shared.take(buckets));
    } catch {
      this.pausedUntilMs = performance.now() + PAUSE_MS;
      return this.memory.take(buckets);
    }
  }

  /** Resets the bucket in this process and, if available, in Redis; never throws. */
  async forget(key: string): Promise<void> {
    this.memory.forget(key);
    if (this.isRedisUsable) await this.shared.forget(key).catch(() => undefined);
  }

  /** Synchronous, for limits that protect work and not a secret: counted here, and exchanged with the other instances. */
  takeCoarsely(bucket: Bucket): Verdict {
    return this.coarse.take(bucket);
  }

  /** As `takeAll`, synchronously: one from each of the buckets, or from none. */
  takeAllCoarsely(buckets: readonly Bucket[]): Verdict[] {
    return this.coarse.takeAll(buckets);
  }

  private get isRedisUsable(): boolean {
    const { isShared, isAvailable } = this.ephemeral;
    return isShared && isAvailable && performance.now() >= this.pausedUntilMs;
  }
}
