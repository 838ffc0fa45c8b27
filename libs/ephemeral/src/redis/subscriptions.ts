import type { Unsubscribe } from '../ephemeral.js';
import type { RedisClient } from './redis-client.js';
import { within } from './within.js';

type Listener = (message: string | null) => void;

/** The channels of one process, over one connection that is made when the first is asked for. */
export class RedisSubscriptions {
  private readonly channels = new Map<string, Set<Listener>>();
  private client: RedisClient | undefined;

  constructor(
    private readonly connect: () => RedisClient,
    private readonly timeoutMs: number,
  ) {}

  async add(channel: string, listener: Listener): Promise<Unsubscribe> {
    const listeners = this.channels.get(channel) ?? new Set();
    const isFirst = listeners.size === 0;
    listeners.add(listener);
    this.channels.set(channel, listeners);
    if (isFirst) await this.ask(channel);
    return async () => this.remove(channel, listener);
  }

  close(): void {
    this.channels.clear();
    this.client?.disconnect();
  }

  /** When it cannot be done in time it takes effect later, and the listeners are told then. */
  private async ask(channel: string): Promise<void> {
    const client = (this.client ??= this.open());
    if (client.status !== 'ready') return;
    let isLate = false;
    const reply = client.subscribe(channel).then(() => {
      if (isLate) this.tell(channel, null);
    });
    await within(reply, this.timeoutMs).catch(() => (isLate = true));
  }

  private remove(channel: string, listener: Listener): void {
    const listeners = this.channels.get(channel);
    if (!listeners?.delete(listener) || listeners.size > 0) return;
    this.channels.delete(channel);
    if (this.client?.status === 'ready') this.client.unsubscribe(channel).catch(() => undefined);
  }

  private open(): RedisClient {
    const client = this.connect();
    client.on('message', (channel: string, message: string) => this.tell(channel, message));
    client.on('ready', () => this.askAgain(client));
    return client;
  }

  private askAgain(client: RedisClient): void {
    for (const channel of this.channels.keys()) {
      client.subscribe(channel).then(
        () => this.tell(channel, null),
        () => undefined,
      );
    }
  }

  private tell(channel: string, message: string | null): void {
    for (const listener of this.channels.get(channel) ?? []) listener(message);
  }
}
