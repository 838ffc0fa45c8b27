import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ClientInfo } from '#libs/access';
import { isRepeated } from './request-context.js';
import type { OpenRequest } from './connection.js';

/** An answer of the fast path; its status is always 200. */
export interface FastAnswer {
  /** A JSON document. */
  readonly body: string;
  /** Alternating names and values, in addition to the headers of every response. */
  readonly headers: readonly string[];
  /** The calling service, for the log. */
  readonly serviceId: string;
}

/**
 * Answers GET requests to one path before the framework. It answers only when the result is certain, exactly as the
 * handler would. It refuses nothing and leaves no trace of requests that it passes on to the handler.
 */
export interface FastPath {
  readonly path: string;
  /** `null` if the handler must answer; decided immediately, or after a look-up. */
  answer(request: IncomingMessage, client: ClientInfo): Promise<FastAnswer | null> | null;
}

/** What the edge provides to a fast path. */
export interface EdgeContext {
  /** Alternating names and values of the headers of each API response. */
  readonly headers: readonly string[];
  clientOf(request: IncomingMessage): ClientInfo;
}

type GoOn = () => void;

/** A request with any of these headers is handled by the framework. */
const UNUSUAL = ['origin', 'content-length', 'transfer-encoding', 'expect', 'upgrade'] as const;

function isPlain(request: IncomingMessage): boolean {
  const { method, httpVersion, headers } = request;
  if (method !== 'GET' || httpVersion !== '1.1') return false;
  if (headers.host === undefined || headers.authorization === undefined) return false;
  for (const name of UNUSUAL) if (headers[name] !== undefined) return false;
  return !isRepeated(request, 'authorization') && !isRepeated(request, 'host');
}

/** Sends the answers of a fast path, with the same log, metrics and headers as other responses. */
export class FastRoute {
  constructor(
    private readonly edge: EdgeContext,
    private readonly fastPath: FastPath,
  ) {}

  /** Answers the request or calls `goOn`, which hands it to the framework. */
  receive(open: OpenRequest, goOn: GoOn): void {
    const { edge, fastPath } = this;
    const { request } = open;
    const route = fastPath.path;
    if (request.url !== route || !isPlain(request)) return goOn();
    const client = edge.clientOf(request);
    const asked = fastPath.answer(request, client);
    if (asked === null) return goOn();
    open.fast = { client, route, serviceId: undefined };
    const passOn = () => {
      // The client has disconnected.
      if (open.isEnded) return;
      open.fast = null;
      goOn();
    };
    asked.then((answer) => {
      if (answer === null) return passOn();
      if (open.isEnded) return;
      open.fast = { client, route, serviceId: answer.serviceId };
      this.send(open.response, client, answer);
      // After any error the handler decides: it meets the same error and refuses.
    }, passOn);
  }

  private send(response: ServerResponse, { requestId }: ClientInfo, answer: FastAnswer): void {
    const { body, headers } = answer;
    response.writeHead(200, [
      ...this.edge.headers,
      'x-request-id',
      requestId,
      ...headers,
      'content-type',
      'application/json; charset=utf-8',
      'content-length',
      String(Buffer.byteLength(body)),
    ]);
    response.end(body);
  }
}
