import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Connection, OpenRequest } from './connection.js';

/** Stored on the request itself: a weak map would keep each entry until a collection of the old generation. */
const COUNTED = Symbol('counted');

type Counted = IncomingMessage & { [COUNTED]?: OpenRequest };

/**
 * Counts each request when it arrives, and uncounts it exactly once when it ends: answered, refused, failed, or its
 * client disconnected at any time. Tracks connections, so that a stopping server can close each one when it has no
 * request.
 */
export class OpenRequests {
  private readonly connections = new Map<Socket, Connection>();
  private open = 0;
  /** Total number of accepted connections. */
  accepted = 0;
  private closingSinceMs: number | null = null;

  /** @param onEnd called once for each request */
  constructor(private readonly onEnd: (ended: OpenRequest) => void) {}

  /** Number of requests without a complete response. */
  get count(): number {
    return this.open;
  }

  get connectionCount(): number {
    return this.connections.size;
  }

  /** Tracks the connections of a server; to be called before it listens. */
  watch(server: Server): void {
    server.on('connection', (socket) => this.connectionOf(socket));
    server.on('timeout', (socket: Socket) => this.endIdle(socket));
  }

  /** Counts a request; `null` if no response can reach its client, so that it must not be handled. */
  add(request: IncomingMessage, response: ServerResponse): OpenRequest | null {
    const connection = this.connectionOf(request.socket);
    const one = new OpenRequest(request, response);
    const canAnswer = connection.take(one, this.closingSinceMs !== null);
    (request as Counted)[COUNTED] = one;
    this.open += 1;
    response.once('close', () => this.end(one, connection));
    return canAnswer ? one : null;
  }

  find(request: IncomingMessage): OpenRequest | undefined {
    return (request as Counted)[COUNTED];
  }

  /** The requests of a connection without a complete response, in order. */
  of(socket: Socket): readonly OpenRequest[] {
    return this.connections.get(socket)?.requests ?? [];
  }

  /** Whether the last response of a connection was written without Node. */
  isEnding(socket: Socket): boolean {
    return this.connections.get(socket)?.isEnding ?? false;
  }

  /** Calls `then` when the last request of a connection has ended; once, however often this is called meanwhile. */
  afterLast(socket: Socket, then: () => void): void {
    this.connections.get(socket)?.afterLast(then);
  }

  /** Writes the last response of a connection without Node. */
  endWith(socket: Socket, answer: string): void {
    this.connections.get(socket)?.endWith(answer);
  }

  /** Requests that are incomplete after `ms`; requests behind others on their connection do not count. */
  arrivingFor(ms: number): OpenRequest[] {
    const beforeMs = performance.now() - ms;
    return [...this.connections.values()]
      .flatMap(({ requests }) => requests.slice(0, 1))
      .filter(({ request, response, startMs }) => {
        const isArriving = !request.complete && !response.headersSent;
        return isArriving && startMs < beforeMs;
      });
  }

  /** Closes connections whose clients read nothing of their responses for this time. */
  boundReading(ms: number): void {
    for (const connection of this.connections.values()) connection.boundReading(ms);
  }

  /** From now on each response asks its client to reconnect. */
  beginClosing(): void {
    this.closingSinceMs ??= performance.now();
    for (const connection of this.connections.values()) connection.beginClosing();
  }

  /** Closes connections without activity for `quietMs`; `evenArriving`: also those with an incomplete request. */
  endQuiet(quietMs: number, evenArriving: boolean): void {
    const nowMs = performance.now();
    const since = this.closingSinceMs ?? nowMs;
    for (const connection of this.connections.values()) {
      if (connection.requests.length > 0) continue;
      const quietSinceMs = Math.max(since, connection.quietSinceMs(nowMs));
      if (evenArriving || nowMs - quietSinceMs >= quietMs) connection.socket.destroySoon();
    }
  }

  /**
   * Called when nothing was received and nothing was read for the socket's timeout, which is also the case for a
   * request that waits for its response.
   */
  private endIdle(socket: Socket): void {
    if (socket.writableLength > 0 || this.of(socket).length === 0) socket.destroy();
  }

  private connectionOf(socket: Socket): Connection {
    const known = this.connections.get(socket);
    if (known) return known;
    const connection = new Connection(socket);
    this.connections.set(socket, connection);
    this.accepted += 1;
    socket.once('close', () => {
      this.connections.delete(socket);
      connection.abandon();
    });
    return connection;
  }

  private end(one: OpenRequest, connection: Connection): void {
    if (one.isEnded) return;
    one.end();
    connection.release(one);
    this.open -= 1;
    this.onEnd(one);
  }
}
