import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Connection } from './connection.js';
import { OpenRequest } from './open-request.js';

/** Kept with the request itself: a weak map of all of them would outlive each by a collection of the old generation. */
const COUNTED = Symbol('counted');

type Counted = IncomingMessage & { [COUNTED]?: OpenRequest };

/**
 * Counts each request in when it arrives and out exactly once, whatever becomes of it: answered, refused, thrown, its
 * client gone before, during or after the answer. Knows the connections, so that a server that stops can let each go
 * when nothing can be on its way on it any more.
 */
export class OpenRequests {
  private readonly connections = new Map<Socket, Connection>();
  private open = 0;
  /** Connections that were ever accepted. */
  accepted = 0;
  private closingSinceMs: number | null = null;

  /** `onEnd` is called once for each request. */
  constructor(private readonly onEnd: (ended: OpenRequest) => void) {}

  /** Requests that have no answer yet. */
  get count(): number {
    return this.open;
  }

  get connectionCount(): number {
    return this.connections.size;
  }

  /** Learns of the connections of a server; before it listens. */
  watch(server: Server): void {
    server.on('connection', (socket) => this.connectionOf(socket));
    server.on('timeout', (socket: Socket) => this.endIdle(socket));
  }

  /** Counts a request in; `null` when no answer can reach its client, so that it must not be handled. */
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

  /** The requests of a connection that have no answer yet, in their order. */
  of(socket: Socket): readonly OpenRequest[] {
    return this.connections.get(socket)?.requests ?? [];
  }

  /** Whether the last answer of a connection has been written by hand. */
  isEnding(socket: Socket): boolean {
    return this.connections.get(socket)?.isEnding ?? false;
  }

  /** Calls back when the last request of a connection has ended; once, however often it is asked meanwhile. */
  afterLast(socket: Socket, then: () => void): void {
    this.connections.get(socket)?.afterLast(then);
  }

  /** Writes the last answer of a connection by hand. */
  endWith(socket: Socket, answer: string): void {
    this.connections.get(socket)?.endWith(answer);
  }

  /** Requests whose rest has been waited for `ms`; those behind others on their connection have time. */
  arrivingFor(ms: number): OpenRequest[] {
    const beforeMs = performance.now() - ms;
    return [...this.connections.values()]
      .flatMap(({ requests }) => requests.slice(0, 1))
      .filter(({ request, response, startMs }) => {
        const isArriving = !request.complete && !response.headersSent;
        return isArriving && startMs < beforeMs;
      });
  }

  /** Breaks connections off whose clients take nothing of their answers for so long. */
  boundReading(ms: number): void {
    for (const connection of this.connections.values()) connection.boundReading(ms);
  }

  /** From now on each answer asks its client to come back on another connection. */
  beginClosing(): void {
    this.closingSinceMs ??= performance.now();
    for (const connection of this.connections.values()) connection.beginClosing();
  }

  /** Ends the connections on which nothing has been on its way for `quietMs`; `true`: those with half a request, too. */
  endQuiet(quietMs: number, evenArriving: boolean): void {
    const nowMs = performance.now();
    const since = this.closingSinceMs ?? nowMs;
    for (const connection of this.connections.values()) {
      if (connection.requests.length > 0) continue;
      const quietSinceMs = Math.max(since, connection.quietSinceMs(nowMs));
      if (evenArriving || nowMs - quietSinceMs >= quietMs) connection.socket.destroySoon();
    }
  }

  /** Nothing came and nothing was taken for the time of the socket. A request that waits for its answer does likewise. */
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
