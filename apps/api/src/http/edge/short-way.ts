import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ClientInfo } from '#libs/access';
import type { RequestFacts } from '#api/logging';
import { CLIENT_GONE } from './client-gone.js';
import { isRepeated } from './is-repeated.js';
import type { ShortAnswer, ShortCut } from './short-cut.js';

/** The edge, as the short way passes it. */
export interface Gate {
  isClosing(): boolean;
  /** Names and values in turn, for each answer of the API. */
  readonly headers: readonly string[];
  clientOf(request: IncomingMessage): ClientInfo;
  enter(): void;
  /** It goes on to the framework, which enters it again. */
  pass(): void;
  leave(facts: RequestFacts): void;
}

type GoOn = () => void;

/** With any of these a request is more than a plain question: the framework knows what to do with it. */
const UNUSUAL = ['origin', 'content-length', 'transfer-encoding', 'expect', 'upgrade'] as const;

function isPlain(request: IncomingMessage): boolean {
  const { method, httpVersion, headers } = request;
  if (method !== 'GET' || httpVersion !== '1.1') return false;
  if (headers.host === undefined || headers.authorization === undefined) return false;
  for (const name of UNUSUAL) if (headers[name] !== undefined) return false;
  return !isRepeated(request, 'authorization') && !isRepeated(request, 'host');
}

/** Past the framework, for the requests that a short cut answers. Log, metrics and headers are those of all others. */
export class ShortWay {
  constructor(
    private readonly gate: Gate,
    private readonly shortCut: ShortCut,
  ) {}

  take(request: IncomingMessage, response: ServerResponse, goOn: GoOn): void {
    const { gate, shortCut } = this;
    if (request.url !== shortCut.path || gate.isClosing() || !isPlain(request)) return goOn();
    const startMs = performance.now();
    const client = gate.clientOf(request);
    const asked = shortCut.answer(request, client);
    if (asked === null) return goOn();
    gate.enter();
    const passOn = () => {
      gate.pass();
      goOn();
    };
    asked.then((answer) => {
      if (answer === null) return passOn();
      const leave = () => gate.leave(this.factsOf(response, client, answer, startMs));
      if (response.destroyed) return leave();
      response.once('close', leave);
      this.send(response, client, answer);
      // Whatever went wrong: the usual way finds it and says so.
    }, passOn);
  }

  private send(response: ServerResponse, { requestId }: ClientInfo, answer: ShortAnswer): void {
    const { body, headers } = answer;
    response.writeHead(200, [
      ...this.gate.headers,
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

  private factsOf(
    response: ServerResponse,
    { requestId, ip, userAgent }: ClientInfo,
    { serviceId }: ShortAnswer,
    startMs: number,
  ): RequestFacts {
    return {
      requestId,
      method: 'GET',
      route: this.shortCut.path,
      status: response.writableFinished ? response.statusCode : CLIENT_GONE,
      durationMs: performance.now() - startMs,
      ip,
      userAgent,
      userId: undefined,
      serviceId,
      code: undefined,
      error: undefined,
    };
  }
}
