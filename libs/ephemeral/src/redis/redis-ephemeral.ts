import { Command, type Redis, type Cluster } from 'ioredis';
import { Traces } from '#libs/operation';
import {
  Ephemeral,
  EphemeralUnavailable,
  type CommandOptions,
  type FreshValue,
  type Outage,
  type Share,
  type Unsubscribe,
} from '../ephemeral.js';
import type { RedisAddress } from './address.js';
import { Breaker } from './breaker.js';
import { connectRedis } from './connect-redis.js';
import { ConnectionWatch } from './connection-watch.js';
import { type RedisClient, redisSpan, scripted } from './redis-client.js';
import { RedisLine, type LineState } from './redis-line.js';
import { RedisSubscriptions } from './subscriptions.js';

const GIVE_UP_MS = 10_000;

export interface RedisEphemeralOptions {
  readonly address: RedisAddress;
  readonly commandTimeoutMs: number;
  readonly breakMs: number;
  /** Records a span for each command. */
  readonly traces?: Traces;
  /** Each connection is replaced after this long without a reply; default 10 s, shorter in tests. */
  readonly giveUpMs?: number;
  /**
   * Called once for each change of state, the first reply or failure included; `reason` contains no address and no
   * password.
   */
  readonly onStateChange?: (state: LineState, reason: string) => void;
}

/** The shared state in Redis: one server, a master behind sentinels, or a cluster. */
export class RedisEphemeral extends Ephemeral {
  override readonly isShared = true;
  private prefix: string | undefined;
  private readonly line: RedisLine;
  private readonly subscriptions: RedisSubscriptions;
  private readonly traces: Traces;
  private readonly giveUpMs: number;
  private ownClient: RedisClient | undefined;
  private ownWatch: ConnectionWatch | undefined;

  constructor(private readonly options: RedisEphemeralOptions) {
    super();
    const { address, commandTimeoutMs, breakMs, onStateChange } = options;
    this.traces = options.traces ?? new Traces();
    this.giveUpMs = options.giveUpMs ?? GIVE_UP_MS;
    this.line = new RedisLine({
      client: connectRedis(address),
      isDirect: address.kind === 'single',
      commandTimeoutMs,
      breaker: new Breaker(breakMs),
      breakMs,
      giveUpMs: this.giveUpMs,
      onStateChange: onStateChange ?? (() => undefined),
    });
    this.subscriptions = new RedisSubscriptions({
      connect: () => connectRedis(address),
      timeoutMs: commandTimeoutMs,
      giveUpMs: this.giveUpMs,
    });
  }

  override get isAvailable(): boolean {
    return this.prefix !== undefined && this.line.isAvailable;
  }

  override get generation(): number {
    return this.line.generation;
  }

  override get outage(): Outage {
    return this.line.outage;
  }

  override redisClient(): Redis | Cluster {
    return (this.ownClient ??= this.openOwn());
  }

  /** All keys of an installation hash to one cluster slot, so that one command may touch several of them. */
  override prefixed(key: string): string {
    if (this.prefix === undefined) throw new EphemeralUnavailable('not_ready');
    return `${this.prefix}${key}`;
  }

  override usePrefix(installationId: string): void {
    this.prefix = `gh:{${installationId}}:`;
    this.line.probeKey = this.prefixed('probe');
  }

  override get(key: string): Promise<string | null> {
    return this.send('GET', (client) => client.get(this.prefixed(key)));
  }

  override getMany(keys: readonly string[]): Promise<(string | null)[]> {
    if (keys.length === 0) return Promise.resolve([]);
    return this.send('MGET', (client) => {
      // Bypasses automatic pipelining, which would wait one more turn of the event loop: callers batch their keys
      // already.
      const names = keys.map((key) => this.prefixed(key));
      const command = new Command('mget', names, { replyEncoding: 'utf8' });
      return client.sendCommand(command) as Promise<(string | null)[]>;
    });
  }

  override async set(key: string, value: string, ttlSeconds: number): Promise<void> {
    await this.send('SET', (client) => client.set(this.prefixed(key), value, 'EX', ttlSeconds));
  }

  override async setMany(
    entries: ReadonlyMap<string, string>,
    ttlSeconds: number,
    options: CommandOptions = {},
  ): Promise<void> {
    if (entries.size === 0) return;
    const sets = async (client: RedisClient) => {
      const pipeline = client.pipeline();
      for (const [key, value] of entries) pipeline.set(this.prefixed(key), value, 'EX', ttlSeconds);
      for (const [error] of (await pipeline.exec()) ?? []) if (error) throw error;
    };
    await this.send('SET', sets, options);
  }

  override async setIfAbsent(key: string, value: string, ttlSeconds: number): Promise<boolean> {
    const answer = await this.send('SET', (client) =>
      client.set(this.prefixed(key), value, 'EX', ttlSeconds, 'NX'),
    );
    return answer === 'OK';
  }

  override getOrSetMany(fresh: readonly FreshValue[]): Promise<string[]> {
    if (fresh.length === 0) return Promise.resolve([]);
    return this.send('EVALSHA', (client) => {
      const keys = fresh.map(({ key }) => this.prefixed(key));
      const values = fresh.flatMap(({ value, ttlSeconds }) => [value, ttlSeconds]);
      return scripted(client).gatehouseGetOrSet(keys.length, ...keys, ...values);
    });
  }

  override async extend(key: string, ttlSeconds: number): Promise<boolean> {
    const answer = await this.send('EXPIRE', (client) =>
      client.expire(this.prefixed(key), ttlSeconds),
    );
    return answer === 1;
  }

  override async delete(keys: readonly string[], options: CommandOptions = {}): Promise<void> {
    if (keys.length === 0) return;
    const names = keys.map((key) => this.prefixed(key));
    await this.send('DEL', (client) => client.del(names), options);
  }

  override async increment(
    key: string,
    ttlSeconds: number,
    by = 1,
  ): Promise<{ count: number; ttlMs: number }> {
    const [count, ttlMs] = await this.send('EVALSHA', (client) =>
      scripted(client).gatehouseIncrement(this.prefixed(key), by, ttlSeconds * 1000),
    );
    return { count, ttlMs };
  }

  override incrementMany(keys: readonly string[], ttlSeconds: number): Promise<number[]> {
    if (keys.length === 0) return Promise.resolve([]);
    return this.send('EVALSHA', (client) => {
      const names = keys.map((key) => this.prefixed(key));
      return scripted(client).gatehouseIncrementMany(names.length, ...names, ttlSeconds * 1000);
    });
  }

  override raiseShares(shares: readonly Share[]): Promise<number[]> {
    if (shares.length === 0) return Promise.resolve([]);
    return this.send('EVALSHA', (client) => {
      const keys = shares.map(({ key }) => this.prefixed(key));
      const counts = shares.flatMap(({ member, count, ttlMs }) => [member, count, ttlMs]);
      return scripted(client).gatehouseRaiseShares(keys.length, ...keys, ...counts);
    });
  }

  override async publish(channel: string, message: string): Promise<void> {
    await this.send('PUBLISH', (client) => client.publish(this.prefixed(channel), message));
  }

  override subscribe(
    channel: string,
    listener: (message: string | null) => void,
  ): Promise<Unsubscribe> {
    return this.subscriptions.add(this.prefixed(channel), listener);
  }

  override async ping(): Promise<void> {
    await this.get('probe');
  }

  override async close(): Promise<void> {
    this.line.close();
    this.subscriptions.close();
    this.ownWatch?.close();
  }

  private openOwn(): RedisClient {
    const { address, commandTimeoutMs } = this.options;
    const client = connectRedis(address, { commandTimeout: commandTimeoutMs });
    const probe = () => client.get(this.line.probeKey);
    this.ownWatch = new ConnectionWatch({ client, giveUpMs: this.giveUpMs, probe });
    return client;
  }

  private send<T>(
    name: string,
    command: (client: RedisClient) => Promise<T>,
    options: CommandOptions = {},
  ): Promise<T> {
    if (this.prefix === undefined) return Promise.reject(new EphemeralUnavailable('not_ready'));
    return this.traces.within(redisSpan(name), () => this.line.send(command, options));
  }
}
