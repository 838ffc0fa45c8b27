import type { Unsubscribe } from '../ephemeral.js';
import { ConnectionWatch } from './connection-watch.js';
import { type RedisClient, within } from './redis-client.js';

type Listener = (message: string | null) => void;

interface Channel {
  readonly listeners: Set<Listener>;
  /** Whether Redis has confirmed the subscription on the current connection. */
  isSubscribed: boolean;
}

export interface RedisSubscriptionsOptions {
  readonly connect: () => RedisClient;
  readonly timeoutMs: number;
  /** As in `ConnectionWatch`. */
  readonly giveUpMs: number;
}

/** The subscriptions of one process, over one connection that is opened with the first of them. */
export class RedisSubscriptions {
  private readonly channels = new Map<string, Channel>();
  private client: RedisClient | undefined;
  private watch: ConnectionWatch | undefined;

  constructor(private readonly options: RedisSubscriptionsOptions) {}

  async add(name: string, listener: Listener): Promise<Unsubscribe> {
    const known = this.channels.get(name);
    const { listeners } = known ?? this.open(name);
    listeners.add(listener);
    if (!known) await this.subscribe(name);
    return async () => this.remove(name, listener);
  }

  close(): void {
    this.channels.clear();
    this.watch?.close();
  }

  private open(name: string): Channel {
    const channel = { listeners: new Set<Listener>(), isSubscribed: false };
    this.channels.set(name, channel);
    return channel;
  }

  /** If it does not succeed in time, it takes effect later, and the listeners are called with `null` then. */
  private async subscribe(name: string): Promise<void> {
    const client = (this.client ??= this.connect());
    if (client.status !== 'ready') return;
    let isLate = false;
    const reply = client.subscribe(name).then(() => this.confirm(name, { isLate }));
    await within(reply, this.options.timeoutMs).catch(() => (isLate = true));
  }

  private confirm(name: string, { isLate }: { isLate: boolean }): void {
    const channel = this.channels.get(name);
    if (!channel || channel.isSubscribed) return;
    channel.isSubscribed = true;
    if (isLate) this.notify(name, null);
  }

  private remove(name: string, listener: Listener): void {
    const listeners = this.channels.get(name)?.listeners;
    if (!listeners?.delete(listener) || listeners.size > 0) return;
    this.channels.delete(name);
    if (this.client?.status === 'ready') this.client.unsubscribe(name).catch(() => undefined);
  }

  private connect(): RedisClient {
    const client = this.options.connect();
    const probe = () => this.resubscribe(client);
    this.watch = new ConnectionWatch({ client, giveUpMs: this.options.giveUpMs, probe });
    client.on('message', (channel: string, message: string) => this.notify(channel, message));
    client.on('ready', () => {
      this.markUnsubscribed();
      probe().catch(() => undefined);
    });
    // The node that left may have been the one that delivered the messages; the client moves to another by itself.
    client.on('-node', () => this.markUnsubscribed());
    return client;
  }

  private markUnsubscribed(): void {
    for (const channel of this.channels.values()) channel.isSubscribed = false;
  }

  /** Existing subscriptions stay; those that were refused or lost are made again. */
  private resubscribe(client: RedisClient): Promise<unknown> {
    const requests = [...this.channels.keys()].map(async (name) => {
      await client.subscribe(name);
      this.confirm(name, { isLate: true });
    });
    return Promise.all(requests);
  }

  private notify(name: string, message: string | null): void {
    for (const listener of this.channels.get(name)?.listeners ?? []) listener(message);
  }
}
