import type { Clock } from '#libs/kernel';
import {
  Ephemeral,
  EphemeralUnavailable,
  type FreshValue,
  type Share,
  type Unsubscribe,
} from './ephemeral.js';

const MAX_KEYS = 100_000;

interface Held {
  value: string;
  readonly endsAtMs: number;
}

/**
 * The shared state of a single process, in memory. It is bounded: when it is full, expired entries are removed first,
 * then the oldest. It does not keep the process alive.
 */
export class InProcessEphemeral extends Ephemeral {
  override readonly isShared = false;
  override readonly generation = 0;
  override readonly outage = { refusedAtMs: null, silentSinceMs: null };
  private readonly held = new Map<string, Held>();
  private readonly listeners = new Map<string, Set<(message: string | null) => void>>();
  private isReady = false;
  private isClosed = false;

  constructor(
    private readonly clock: Clock,
    private readonly maxKeys = MAX_KEYS,
  ) {
    super();
  }

  override get isAvailable(): boolean {
    return this.isReady && !this.isClosed;
  }

  override usePrefix(): void {
    this.isReady = true;
  }

  override async get(key: string): Promise<string | null> {
    return this.read(key)?.value ?? null;
  }

  override async getMany(keys: readonly string[]): Promise<(string | null)[]> {
    return keys.map((key) => this.read(key)?.value ?? null);
  }

  override async set(key: string, value: string, ttlSeconds: number): Promise<void> {
    this.write(key, value, ttlSeconds);
  }

  override async setMany(entries: ReadonlyMap<string, string>, ttlSeconds: number): Promise<void> {
    for (const [key, value] of entries) this.write(key, value, ttlSeconds);
  }

  override async setIfAbsent(key: string, value: string, ttlSeconds: number): Promise<boolean> {
    if (this.read(key)) return false;
    this.write(key, value, ttlSeconds);
    return true;
  }

  override async getOrSetMany(fresh: readonly FreshValue[]): Promise<string[]> {
    return fresh.map(({ key, value, ttlSeconds }) => {
      const present = this.read(key);
      if (!present) this.write(key, value, ttlSeconds);
      return present?.value ?? value;
    });
  }

  override async extend(key: string, ttlSeconds: number): Promise<boolean> {
    const present = this.read(key);
    if (present) this.write(key, present.value, ttlSeconds);
    return present !== undefined;
  }

  override async delete(keys: readonly string[]): Promise<void> {
    this.assertAvailable();
    for (const key of keys) this.held.delete(key);
  }

  override async increment(
    key: string,
    ttlSeconds: number,
    by = 1,
  ): Promise<{ count: number; ttlMs: number }> {
    const present = this.read(key);
    if (!present) {
      this.write(key, String(by), ttlSeconds);
      return { count: by, ttlMs: ttlSeconds * 1000 };
    }
    const count = Number(present.value) + by;
    present.value = String(count);
    return { count, ttlMs: present.endsAtMs - this.clock.monotonicMs() };
  }

  override async incrementMany(keys: readonly string[], ttlSeconds: number): Promise<number[]> {
    const counted = await Promise.all(keys.map((key) => this.increment(key, ttlSeconds)));
    return counted.map(({ count }) => count);
  }

  override async raiseShares(shares: readonly Share[]): Promise<number[]> {
    return shares.map(({ key, member, count, ttlMs }) => {
      const present = this.read(key);
      const counts = JSON.parse(present?.value ?? '{}') as Record<string, number>;
      if (count > (counts[member] ?? 0)) {
        const value = JSON.stringify({ ...counts, [member]: count });
        if (present) present.value = value;
        else this.write(key, value, ttlMs / 1000);
        counts[member] = count;
      }
      return Object.values(counts).reduce((sum, share) => sum + share, 0);
    });
  }

  override async publish(channel: string, message: string): Promise<void> {
    this.assertAvailable();
    for (const listener of this.listeners.get(channel) ?? []) {
      queueMicrotask(() => {
        if (this.listeners.get(channel)?.has(listener)) listener(message);
      });
    }
  }

  override async subscribe(
    channel: string,
    listener: (message: string | null) => void,
  ): Promise<Unsubscribe> {
    const listeners = this.listeners.get(channel) ?? new Set();
    this.listeners.set(channel, listeners.add(listener));
    return async () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.listeners.get(channel) === listeners) {
        this.listeners.delete(channel);
      }
    };
  }

  override async ping(): Promise<void> {
    this.assertAvailable();
  }

  override async close(): Promise<void> {
    this.isClosed = true;
    this.held.clear();
    this.listeners.clear();
  }

  private assertAvailable(): void {
    if (this.isClosed) throw new EphemeralUnavailable('closed');
    if (!this.isReady) throw new EphemeralUnavailable('not_ready');
  }

  private read(key: string): Held | undefined {
    this.assertAvailable();
    const present = this.held.get(key);
    if (!present || present.endsAtMs > this.clock.monotonicMs()) return present;
    this.held.delete(key);
    return undefined;
  }

  private write(key: string, value: string, ttlSeconds: number): void {
    this.assertAvailable();
    this.held.delete(key);
    if (this.held.size >= this.maxKeys) this.makeRoom();
    this.held.set(key, { value, endsAtMs: this.clock.monotonicMs() + ttlSeconds * 1000 });
  }

  private makeRoom(): void {
    const now = this.clock.monotonicMs();
    for (const [key, { endsAtMs }] of this.held) if (endsAtMs <= now) this.held.delete(key);
    const surplus = this.held.size - this.maxKeys + 1 + Math.floor(this.maxKeys / 100);
    for (const key of [...this.held.keys()].slice(0, surplus)) this.held.delete(key);
  }
}
