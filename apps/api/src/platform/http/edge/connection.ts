import type { Socket } from 'node:net';
import type { OpenRequest } from './open-request.js';

/** So long may a client read what was said last, before its connection is closed from here. */
const LINGER_MS = 1_000;

/** One connection of a client, and which of its requests wait for an answer. */
export class Connection {
  /** In the order of their arrival: answers go out in it. */
  readonly requests: OpenRequest[] = [];
  /** Set once its last answer has been written by hand. */
  isEnding = false;
  private isAwaited = false;
  private movedAtMs = performance.now();
  private bytesSeen = 0;
  private isBound = false;

  constructor(readonly socket: Socket) {}

  /** Answers whether the client can still be answered on this connection. */
  take(one: OpenRequest, isClosing: boolean): boolean {
    const before = this.requests.at(-1);
    this.requests.push(one);
    if (!this.socket.writable) return false;
    if (!isClosing) return true;
    if (before && !before.response.headersSent) {
      // The answer that says `close` is the last one on its connection: only the last request may get it.
      before.response.shouldKeepAlive = true;
    } else if (before?.response.shouldKeepAlive === false) {
      // RFC 9112 section 9.6: what comes behind an answer with `close` is not processed.
      return false;
    }
    one.response.shouldKeepAlive = false;
    return true;
  }

  /**
   * Writes a last answer past Node's own. A client may never close its side, so that is waited for with a bound; not
   * at all, a reset could overtake the answer.
   */
  endWith(answer: string): void {
    this.isEnding = true;
    this.socket.end(answer);
    const linger = setTimeout(() => this.socket.destroy(), LINGER_MS).unref();
    this.socket.once('close', () => clearTimeout(linger));
  }

  /** Calls back when its last request has ended; once, however often it is asked meanwhile. */
  afterLast(then: () => void): void {
    if (this.isAwaited) return;
    this.isAwaited = true;
    this.requests.at(-1)?.response.once('close', () => {
      this.isAwaited = false;
      then();
    });
  }

  /** Breaks it off when its client takes nothing of what waits for it for so long. */
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

  /** When it was last seen that something came in or an answer was out. */
  quietSinceMs(nowMs: number): number {
    if (this.socket.bytesRead !== this.bytesSeen) this.move(nowMs);
    return this.movedAtMs;
  }

  /** Node tells only the answer at the head of the line that its connection is gone. */
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
