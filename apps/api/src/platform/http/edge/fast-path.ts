import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ClientInfo } from '#libs/access';
import { isRepeated } from './is-repeated.js';
import type { OpenRequest } from './open-request.js';

/** What a fast path answers: always 200. */
export interface FastAnswer {
  /** JSON. */
  readonly body: string;
  /** Names and values in turn, beside those of every answer. */
  readonly headers: readonly string[];
  /** The calling service, for the log. */
  readonly serviceId: string;
}

/**
 * Answers GET requests to one path before the framework has them. It answers only what it is certain of, exactly as
 * the handler would; it refuses nothing and leaves no trace of what it does not answer: the handler then does.
 */
export interface FastPath {
  readonly path: string;
  /** `null`: the handler answers this request; decided at once, or after a look-up. */
  answer(request: IncomingMessage, client: ClientInfo): Promise<FastAnswer | null> | null;
}

/** What the edge tells of requests and gives to every answer. */
export interface EdgeContext {
  /** Names and values in turn, for each answer of the API. */
  readonly headers: readonly string[];
  clientOf(request: IncomingMessage): ClientInfo;
}

type GoOn = () => void;

/** With any of these a request is more than a plain question: the framework handles it. */
const UNUSUAL = ['origin', 'content-length', 'transfer-encoding', 'expect', 'upgrade'] as const;

function isPlain(request: IncomingMessage): boolean {
  const { method, httpVersion, headers } = request;
  if (method !== 'GET' || httpVersion !== '1.1') return false;
  if (headers.host === undefined || headers.authorization === undefined) return false;
  for (const name of UNUSUAL) if (headers[name] !== undefined) return false;
  return !isRepeated(request, 'authorization') && !isRepeated(request, 'host');
}

/** Sends the answers of a fast path. Log, metrics and headers are those of all other requests. */
export class FastRoute {
  constructor(
    private readonly edge: EdgeContext,
    private readonly fastPath: FastPath,
  ) {}

  /** Answers the request, or calls `goOn`, which hands it to the framework. */
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
      // Nobody waits for what the framework would say.
      if (open.isEnded) return;
      open.fast = null;
      goOn();
    };
    asked.then((answer) => {
      if (answer === null) return passOn();
      if (open.isEnded) return;
      open.fast = { client, route, serviceId: answer.serviceId };
      this.send(open.response, client, answer);
      // Whatever went wrong: the handler meets it too, and refuses.
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
