import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ClientInfo } from '#libs/access';
import { isRepeated } from './is-repeated.js';
import type { OpenRequest } from './open-request.js';
import type { ShortAnswer, ShortCut } from './short-cut.js';

/** The edge, as the short way passes it. */
export interface Gate {
  /** Names and values in turn, for each answer of the API. */
  readonly headers: readonly string[];
  clientOf(request: IncomingMessage): ClientInfo;
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

  take(open: OpenRequest, goOn: GoOn): void {
    const { gate, shortCut } = this;
    const { request } = open;
    const route = shortCut.path;
    if (request.url !== route || !isPlain(request)) return goOn();
    const client = gate.clientOf(request);
    const asked = shortCut.answer(request, client);
    if (asked === null) return goOn();
    open.short = { client, route, serviceId: undefined };
    const passOn = () => {
      // Nobody waits for what the framework would say.
      if (open.isEnded) return;
      open.short = null;
      goOn();
    };
    asked.then((answer) => {
      if (answer === null) return passOn();
      if (open.isEnded) return;
      open.short = { client, route, serviceId: answer.serviceId };
      this.send(open.response, client, answer);
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
}
