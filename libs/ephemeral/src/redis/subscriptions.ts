import type { Unsubscribe } from '../ephemeral.js';
import { ConnectionWatch } from './connection-watch.js';
import type { RedisClient } from './redis-client.js';
import { within } from './within.js';

type Listener = (message: string | null) => void;

interface Channel {
  readonly listeners: Set<Listener>;
  /** Whether Redis has said so over the present connection. */
  isOn: boolean;
}

export interface RedisSubscriptionsOptions {
  readonly connect: () => RedisClient;
  readonly timeoutMs: number;
  /** As of a `ConnectionWatch`. */
  readonly giveUpMs: number;
}

/** The channels of one process, over one connection that is made when the first is asked for. */
export class RedisSubscriptions {
  private readonly channels = new Map<string, Channel>();
  private client: RedisClient | undefined;
  private watch: ConnectionWatch | undefined;

  constructor(private readonly options: RedisSubscriptionsOptions) {}

  async add(name: string, listener: Listener): Promise<Unsubscribe> {
    const known = this.channels.get(name);
    const { listeners } = known ?? this.open(name);
    listeners.add(listener);
    if (!known) await this.begin(name);
    return async () => this.remove(name, listener);
  }

  close(): void {
    this.channels.clear();
    this.watch?.close();
  }

  private open(name: string): Channel {
    const channel = { listeners: new Set<Listener>(), isOn: false };
    this.channels.set(name, channel);
    return channel;
  }

  /** When it cannot be done in time it takes effect later, and the listeners are told then. */
  private async begin(name: string): Promise<void> {
    const client = (this.client ??= this.connect());
    if (client.status !== 'ready') return;
    let isLate = false;
    const reply = client.subscribe(name).then(() => this.begun(name, { isLate }));
    await within(reply, this.options.timeoutMs).catch(() => (isLate = true));
  }

  private begun(name: string, { isLate }: { isLate: boolean }): void {
    const channel = this.channels.get(name);
    if (!channel || channel.isOn) return;
    channel.isOn = true;
    if (isLate) this.tell(name, null);
  }

  private remove(name: string, listener: Listener): void {
    const listeners = this.channels.get(name)?.listeners;
    if (!listeners?.delete(listener) || listeners.size > 0) return;
    this.channels.delete(name);
    if (this.client?.status === 'ready') this.client.unsubscribe(name).catch(() => undefined);
  }

  private connect(): RedisClient {
    const client = this.options.connect();
    const ask = () => this.askAgain(client);
    this.watch = new ConnectionWatch({ client, giveUpMs: this.options.giveUpMs, ask });
    client.on('message', (channel: string, message: string) => this.tell(channel, message));
    client.on('ready', () => {
      this.forget();
      ask().catch(() => undefined);
    });
    // It may have been the one that told of the messages; the client goes to another by itself.
    client.on('-node', () => this.forget());
    return client;
  }

  private forget(): void {
    for (const channel of this.channels.values()) channel.isOn = false;
  }

  /** What is subscribed already stays so; what was refused, or was lost, begins. */
  private askAgain(client: RedisClient): Promise<unknown> {
    const asked = [...this.channels.keys()].map(async (name) => {
      await client.subscribe(name);
      this.begun(name, { isLate: true });
    });
    return Promise.all(asked);
  }

  private tell(name: string, message: string | null): void {
    for (const listener of this.channels.get(name)?.listeners ?? []) listener(message);
  }
}
