import type { RedisClient } from './redis-client.js';

/** In the time after which a silent connection is given up. After a stall of this process there is one look, not many. */
const LOOKS = 4;
const RETRY_MS = 1_000;

export interface ConnectionWatchOptions {
  readonly client: RedisClient;
  /** A connection over which nothing was heard for so long is given up: the other end may be gone without a word. */
  readonly giveUpMs: number;
  /** Asks anything over the connection; an error that Redis itself has answered is an answer. */
  readonly ask: () => Promise<unknown>;
}

/**
 * Keeps a client connected. A path that is lost in silence breaks no connection until TCP gives up, which takes a
 * quarter of an hour; so the connection is asked, idle or not, and made anew when it does not answer.
 */
export class ConnectionWatch {
  private readonly timer: NodeJS.Timeout;
  private retry: NodeJS.Timeout | undefined;
  private silentLooks = 0;
  private isAsking = false;
  private isClosed = false;

  constructor(private readonly options: ConnectionWatchOptions) {
    this.timer = setInterval(() => this.look(), options.giveUpMs / LOOKS).unref();
    options.client.on('end', () => this.reconnect());
  }

  close(): void {
    this.isClosed = true;
    clearInterval(this.timer);
    clearTimeout(this.retry);
    this.options.client.disconnect();
  }

  private look(): void {
    const { client } = this.options;
    // A server that accepts a connection and then says nothing never gets beyond `connect`.
    if (client.status !== 'ready' && client.status !== 'connect') {
      this.silentLooks = 0;
    } else if (this.silentLooks >= LOOKS) {
      this.silentLooks = 0;
      this.isAsking = false;
      client.disconnect(true);
    } else {
      this.silentLooks += 1;
      if (client.status === 'ready' && !this.isAsking) this.ask();
    }
  }

  private ask(): void {
    this.isAsking = true;
    const heard = (): void => {
      this.isAsking = false;
      this.silentLooks = 0;
    };
    this.options.ask().then(heard, (error: Error) => {
      if (error.name === 'ReplyError') heard();
      else this.isAsking = false;
    });
  }

  /** The client ends by itself only when its own way of finding the server has failed. */
  private reconnect(): void {
    if (this.isClosed) return;
    this.retry = setTimeout(() => {
      this.options.client.connect().catch(() => undefined);
    }, RETRY_MS).unref();
  }
}
