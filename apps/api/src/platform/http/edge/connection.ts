import type { Socket } from 'node:net';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AppError } from '#libs/kernel';
import type { GatehouseRequest } from './request-context.js';

/** A request from its arrival until its response is complete or its client has disconnected. */
export class OpenRequest {
  readonly startMs = performance.now();
  /** Set when the framework receives the request. */
  framework: GatehouseRequest | null = null;
  /** The pattern of its route; `null` until the framework has found one. */
  route: string | null = null;
  /** Set when the rest of the request could not be read and a refusal was written without Node. */
  broken: AppError | null = null;
  isEnded = false;
  private abort: AbortController | null = null;

  constructor(
    readonly request: IncomingMessage,
    readonly response: ServerResponse,
  ) {}

  /** A signal that is aborted when the client disconnects, and also when the response is complete. */
  gone(): AbortSignal {
    this.abort ??= new AbortController();
    if (this.isEnded) this.abort.abort();
    return this.abort.signal;
  }

  end(): void {
    this.isEnded = true;
    this.abort?.abort();
  }
}

/** How long a client may read the last response before the server closes the connection. */
const LINGER_MS = 1_000;

/** One connection of a client and its requests without a complete response. */
export class Connection {
  /** In the order of arrival, which is the order of the responses. */
  readonly requests: OpenRequest[] = [];
  /** Set once the last response was written without Node. */
  isEnding = false;
  private isAwaited = false;
  private movedAtMs = performance.now();
  private bytesSeen = 0;
  private isBound = false;

  constructor(readonly socket: Socket) {}

  /** Adds a request; returns whether the client can still get a response on this connection. */
  take(one: OpenRequest, isClosing: boolean): boolean {
    const before = this.requests.at(-1);
    this.requests.push(one);
    if (!this.socket.writable) return false;
    if (!isClosing) return true;
    if (before && !before.response.headersSent) {
      // A response with `Connection: close` is the last one on its connection, so only the last request may get it.
      before.response.shouldKeepAlive = true;
    } else if (before?.response.shouldKeepAlive === false) {
      // RFC 9112 section 9.6: requests after a response with `close` are not processed.
      return false;
    }
    one.response.shouldKeepAlive = false;
    return true;
  }

  /**
   * Writes a last response without Node. A client may never close its side, so the wait for that is bounded; closing
   * without a wait could reset the connection before the response is read.
   */
  endWith(answer: string): void {
    this.isEnding = true;
    this.socket.end(answer);
    const linger = setTimeout(() => this.socket.destroy(), LINGER_MS).unref();
    this.socket.once('close', () => clearTimeout(linger));
  }

  /** Calls `then` when the last request has ended; once, however often this is called meanwhile. */
  afterLast(then: () => void): void {
    if (this.isAwaited) return;
    this.isAwaited = true;
    this.requests.at(-1)?.response.once('close', () => {
      this.isAwaited = false;
      then();
    });
  }

  /** Closes the connection if its client reads nothing of a waiting response for this time. */
  boundReading(ms: number): void {
    if (this.isBound || this.socket.writableLength === 0) return;
    this.isBound = true;
    this.socket.setTimeout(ms);
  }

  release(one: OpenRequest): void {
    const index = this.requests.indexOf(one);
    if (index >= 0) this.requests.splice(index, 1);
    this.move();
  }

  beginClosing(): void {
    this.bytesSeen = this.socket.bytesRead;
    const last = this.requests.at(-1);
    if (last && !last.response.headersSent) last.response.shouldKeepAlive = false;
  }

  /** The last time at which data arrived or a response was completed. */
  quietSinceMs(nowMs: number): number {
    if (this.socket.bytesRead !== this.bytesSeen) this.move(nowMs);
    return this.movedAtMs;
  }

  /** Node reports a lost connection only to the first response in the queue. */
  abandon(): void {
    for (const { response } of [...this.requests]) {
      if (response.socket !== null) continue;
      response.destroy();
      response.emit('close');
    }
  }

  private move(nowMs = performance.now()): void {
    this.movedAtMs = nowMs;
    this.bytesSeen = this.socket.bytesRead;
  }
}
