import type { Cluster, Redis } from 'ioredis';

const WORDS = {
  not_ready: 'The shared state has not been given its prefix yet',
  disconnected: 'The shared state is not connected',
  timeout: 'The shared state did not answer in time',
  broken_off: 'The shared state has not answered lately',
  refused: 'The shared state refuses the command',
  closed: 'The shared state was closed',
} as const;

export type UnavailableReason = keyof typeof WORDS;

/** Raised when the shared state cannot be reached in time; callers fall back to PostgreSQL or a local bucket. */
export class EphemeralUnavailable extends Error {
  override name = 'EphemeralUnavailable';

  constructor(
    readonly reason: UnavailableReason,
    options: ErrorOptions = {},
  ) {
    super(WORDS[reason], options);
  }
}

/** What this process knows of an outage, in milliseconds of `performance.now()`. */
export interface Outage {
  /** The latest attempt to connect began then and found no listener: earlier connections are gone. */
  readonly refusedAtMs: number | null;
  /** The first of the commands that were sent since the last reply. */
  readonly silentSinceMs: number | null;
}

export interface CommandOptions {
  /** Is sent even while the breaker is open: for what is worth a timeout. */
  readonly urgent?: boolean;
}

export interface FreshValue {
  readonly key: string;
  readonly value: string;
  readonly ttlSeconds: number;
}

export type Unsubscribe = () => Promise<void>;

/**
 * The short-lived shared state: counters, markers, wake-ups. Losing it costs speed, never a decision.
 * Keys and channels are given without prefix; the installation's own is put before them.
 * Every method but `subscribe` and `close` may reject with `EphemeralUnavailable`, and does so within the command timeout.
 */
export abstract class Ephemeral {
  /** Whether several processes see the same state (Redis); `false` for the in-process adapter. */
  abstract readonly isShared: boolean;

  /** Whether a command sent now is likely to be answered. Costs nothing to ask. */
  abstract readonly isAvailable: boolean;

  /** Another number after each loss of the connection: what was read before it may be of a state that is gone. */
  abstract readonly generation: number;

  abstract readonly outage: Outage;

  /** Sets the installation's prefix; before that nothing may be read or written. */
  abstract usePrefix(installationId: string): void;

  /** The key as it is stored; only for `redisClient`. */
  prefixed(key: string): string {
    return key;
  }

  /**
   * A connection of its own for libraries that speak to Redis themselves (rate limits), or `null` without Redis.
   * The breaker does not guard it: ask `isAvailable` first. Commands time out and are not queued.
   */
  redisClient(): Redis | Cluster | null {
    return null;
  }

  abstract get(key: string): Promise<string | null>;
  /** In one step, atomically. */
  abstract getMany(keys: readonly string[]): Promise<(string | null)[]>;
  abstract set(key: string, value: string, ttlSeconds: number): Promise<void>;
  abstract setMany(
    entries: ReadonlyMap<string, string>,
    ttlSeconds: number,
    options?: CommandOptions,
  ): Promise<void>;
  /** Atomically; answers whether this call has set it. */
  abstract setIfAbsent(key: string, value: string, ttlSeconds: number): Promise<boolean>;
  /** Sets those that are absent and answers what all of them hold now; in one step, atomically. */
  abstract getOrSetMany(fresh: readonly FreshValue[]): Promise<string[]>;
  /** Gives a key that is still there a new time to live; never brings one back. */
  abstract extend(key: string, ttlSeconds: number): Promise<boolean>;
  abstract delete(keys: readonly string[], options?: CommandOptions): Promise<void>;
  /** Adds `by` and answers the new count; the time to live starts with the first addition. */
  abstract increment(
    key: string,
    ttlSeconds: number,
    by?: number,
  ): Promise<{ count: number; ttlMs: number }>;

  /**
   * Adds one to each of the counters and answers the new counts; in one step, atomically. The time to live of each starts
   * with its first addition.
   */
  abstract incrementMany(keys: readonly string[], ttlSeconds: number): Promise<number[]>;

  abstract publish(channel: string, message: string): Promise<void>;
  /**
   * Registers the listener and resolves within the command timeout, also while there is no connection. The listener
   * is called with `null` when the subscription took effect later or anew: something may have been missed.
   */
  abstract subscribe(
    channel: string,
    listener: (message: string | null) => void,
  ): Promise<Unsubscribe>;

  /** Round trip, for readiness. */
  abstract ping(): Promise<void>;
  abstract close(): Promise<void>;
}
