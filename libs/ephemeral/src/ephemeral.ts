import type { Cluster, Redis } from 'ioredis';

const MESSAGES = {
  not_ready: 'The shared state has not been given its prefix yet',
  disconnected: 'The shared state is not connected',
  timeout: 'The shared state did not answer in time',
  broken_off: 'The shared state has not answered lately',
  refused: 'The shared state refuses the command',
  closed: 'The shared state was closed',
} as const;

export type UnavailableReason = keyof typeof MESSAGES;

/** Raised when the shared state cannot be reached in time; callers fall back to PostgreSQL or a local bucket. */
export class EphemeralUnavailable extends Error {
  override name = 'EphemeralUnavailable';

  constructor(
    readonly reason: UnavailableReason,
    options: ErrorOptions = {},
  ) {
    super(MESSAGES[reason], options);
  }
}

/** What this process knows about an outage, as values of `performance.now()` in milliseconds. */
export interface Outage {
  /** When the latest connection attempt began, if it found no listener: all earlier connections are gone. */
  readonly refusedAtMs: number | null;
  /** When the first command since the last reply was sent, if it timed out. */
  readonly silentSinceMs: number | null;
}

export interface CommandOptions {
  /** Whether to send it even while the breaker is open: for commands that are worth waiting for a timeout. */
  readonly urgent?: boolean;
}

export interface FreshValue {
  readonly key: string;
  readonly value: string;
  readonly ttlSeconds: number;
}

/** What one member has counted of a counter that several members share. */
export interface Share {
  readonly key: string;
  /** A name that no other member has, and that one which has forgotten its count does not use again. */
  readonly member: string;
  readonly count: number;
  readonly ttlMs: number;
}

export type Unsubscribe = () => Promise<void>;

/**
 * The short-lived shared state: counters, markers, wake-up messages. Losing it costs speed, never the correctness of a
 * decision. Keys and channels are given without a prefix; the prefix of the installation is added here. Every method
 * but `subscribe` and `close` may reject with `EphemeralUnavailable`, and does so within the command timeout.
 */
export abstract class Ephemeral {
  /** Whether several processes see the same state (Redis); `false` for the in-process adapter. */
  abstract readonly isShared: boolean;

  /** Whether a command sent now is likely to be answered. Reads local state only. */
  abstract readonly isAvailable: boolean;

  /** Changes with each loss of the connection: a value read before may belong to a state that no longer exists. */
  abstract readonly generation: number;

  abstract readonly outage: Outage;

  /** Sets the prefix of the installation; nothing can be read or written before. */
  abstract usePrefix(installationId: string): void;

  /** The key as it is stored, for use with `redisClient` only. */
  prefixed(key: string): string {
    return key;
  }

  /**
   * A separate connection for libraries that send commands to Redis themselves (rate limits), or `null` without Redis.
   * The breaker does not guard it: check `isAvailable` first. Commands time out and are not queued.
   */
  redisClient(): Redis | Cluster | null {
    return null;
  }

  abstract get(key: string): Promise<string | null>;
  /** Atomic. */
  abstract getMany(keys: readonly string[]): Promise<(string | null)[]>;
  abstract set(key: string, value: string, ttlSeconds: number): Promise<void>;
  abstract setMany(
    entries: ReadonlyMap<string, string>,
    ttlSeconds: number,
    options?: CommandOptions,
  ): Promise<void>;
  /** Atomic. Returns whether this call has set the key. */
  abstract setIfAbsent(key: string, value: string, ttlSeconds: number): Promise<boolean>;
  /** Sets the keys that are absent and returns the values of all of them. Atomic. */
  abstract getOrSetMany(fresh: readonly FreshValue[]): Promise<string[]>;
  /** Gives an existing key a new time to live; does not recreate an expired key. */
  abstract extend(key: string, ttlSeconds: number): Promise<boolean>;
  abstract delete(keys: readonly string[], options?: CommandOptions): Promise<void>;
  /** Adds `by` and returns the new count; the time to live starts with the first addition. */
  abstract increment(
    key: string,
    ttlSeconds: number,
    by?: number,
  ): Promise<{ count: number; ttlMs: number }>;

  /**
   * Adds one to each of the counters and returns the new counts. Atomic. The time to live of each counter starts with
   * its first addition.
   */
  abstract incrementMany(keys: readonly string[], ttlSeconds: number): Promise<number[]>;

  /**
   * Raises each member's share of its counter to what it has counted, and returns the sums of the shares of all members.
   * Repeating a call changes nothing, so a lost reply never counts twice; a count of 0 only reads. The time to live of
   * each counter starts with its first share. Atomic; callers bound the number.
   */
  abstract raiseShares(shares: readonly Share[]): Promise<number[]>;

  abstract publish(channel: string, message: string): Promise<void>;
  /**
   * Registers the listener and resolves within the command timeout, even without a connection. The listener is called
   * with `null` when the subscription takes effect later or again: messages may have been missed.
   */
  abstract subscribe(
    channel: string,
    listener: (message: string | null) => void,
  ): Promise<Unsubscribe>;

  /** One round trip, for readiness. */
  abstract ping(): Promise<void>;
  abstract close(): Promise<void>;
}
