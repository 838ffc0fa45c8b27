import type { RedisClient } from './redis-client.js';

/** The number of checks within `giveUpMs`. After a stall of this process the timer fires once, not several times. */
const CHECKS = 4;
const RETRY_MS = 1_000;

export interface ConnectionWatchOptions {
  readonly client: RedisClient;
  /** A connection without a reply for this long is replaced: the peer may be gone without closing it. */
  readonly giveUpMs: number;
  /** Sends any command over the connection; an error reply from Redis counts as a reply. */
  readonly probe: () => Promise<unknown>;
}

/**
 * Keeps a client connected. When the network drops packets silently, TCP reports the loss only after a quarter of an
 * hour; so the connection is probed, idle or not, and replaced when no reply comes.
 */
export class ConnectionWatch {
  private readonly timer: NodeJS.Timeout;
  private retry: NodeJS.Timeout | undefined;
  private silentChecks = 0;
  private isProbing = false;
  private isClosed = false;

  constructor(private readonly options: ConnectionWatchOptions) {
    this.timer = setInterval(() => this.check(), options.giveUpMs / CHECKS).unref();
    options.client.on('end', () => this.reconnect());
  }

  close(): void {
    this.isClosed = true;
    clearInterval(this.timer);
    clearTimeout(this.retry);
    this.options.client.disconnect();
  }

  private check(): void {
    const { client } = this.options;
    // A server that accepts a connection and sends nothing leaves the client in `connect`.
    if (client.status !== 'ready' && client.status !== 'connect') {
      this.silentChecks = 0;
    } else if (this.silentChecks >= CHECKS) {
      this.silentChecks = 0;
      this.isProbing = false;
      client.disconnect(true);
    } else {
      this.silentChecks += 1;
      if (client.status === 'ready' && !this.isProbing) this.probe();
    }
  }

  private probe(): void {
    this.isProbing = true;
    const replied = (): void => {
      this.isProbing = false;
      this.silentChecks = 0;
    };
    this.options.probe().then(replied, (error: Error) => {
      if (error.name === 'ReplyError') replied();
      else this.isProbing = false;
    });
  }

  /** The client gives up by itself only when it failed to locate the server (sentinels, cluster slots). */
  private reconnect(): void {
    if (this.isClosed) return;
    this.retry = setTimeout(() => {
      this.options.client.connect().catch(() => undefined);
    }, RETRY_MS).unref();
  }
}
