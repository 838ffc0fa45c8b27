import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { ClientInfo } from '#libs/access';
import type { ConfigOf } from '#libs/config';
import type { LogLevel } from '#libs/kernel';
import type { RequestFacts, RequestLog } from '#api/logging';
import type { httpConfig } from '../http.config.js';
import { sendProblem } from '../problems/send-problem.js';
import { checkAddress, checkExpectation, checkHost, checkQuery } from './check-address.js';
import {
  clientAddress,
  parseTrustProxy,
  UNKNOWN_ADDRESS,
  type TrustRule,
} from './client-address.js';
import { answerClientError } from './client-error.js';
import { CLIENT_GONE } from './client-gone.js';
import { Cors } from './cors.js';
import { DeviceChannels } from './device-channel.js';
import {
  requestIdOf,
  type GatehouseReply,
  type GatehouseRequest,
  type Refusal,
} from './request-context.js';
import { NO_STORE, SECURITY_HEADERS } from './security-headers.js';
import type { ShortCut } from './short-cut.js';
import { ShortWay, type Gate } from './short-way.js';

/** Asked by machines every few seconds: their successes are no news. */
export const QUIET_ROUTES: ReadonlySet<string> = new Set([
  '/health/live',
  '/health/ready',
  '/metrics',
]);

/** What came by a short cut has no request of the framework. */
type Observer = (facts: RequestFacts, request: GatehouseRequest | null) => void;

/** Where a request enters and leaves: its id, its client, the headers of its answer, its one log event. */
export class Edge {
  private readonly trust: TrustRule;
  private readonly cors: Cors;
  private readonly devices: DeviceChannels;
  private readonly observers: Observer[] = [];
  private requests = 0;
  private shortWay: ShortWay | undefined;
  private isClosing = false;

  constructor(
    config: ConfigOf<typeof httpConfig>,
    private readonly log: RequestLog,
    isSecure = false,
  ) {
    this.trust = parseTrustProxy(config.trustProxy) ?? { kind: 'nobody' };
    this.cors = new Cors(config.corsOrigins);
    this.devices = new DeviceChannels(isSecure);
  }

  /** Requests that have no answer yet. */
  get inFlight(): number {
    return this.requests;
  }

  /** From now on each answer asks its client to come back on another connection. */
  beginClosing(): void {
    this.isClosing = true;
  }

  /** From now on the short cut answers what it can. */
  shorten(shortCut: ShortCut): void {
    this.shortWay = new ShortWay(this.gate(), shortCut);
  }

  /** Where a request comes in; `goOn` hands it to the framework, at once or later. */
  receive(request: IncomingMessage, response: ServerResponse, goOn: () => void): void {
    if (this.shortWay) this.shortWay.take(request, response, goOn);
    else goOn();
  }

  /** Answers whether the request is finished already (a CORS preflight). */
  enter(request: GatehouseRequest, reply: GatehouseReply): boolean {
    this.requests += 1;
    const isPreflight = this.prepare(request, reply);
    if (isPreflight) {
      void reply.code(204).send();
      return true;
    }
    checkHost(request.raw);
    checkExpectation(request.raw);
    checkAddress(request.raw.url ?? '');
    checkQuery(request.query);
    return false;
  }

  /** What was refused before the first hook: a path that the router cannot read. */
  refuse(error: unknown, request: GatehouseRequest, reply: GatehouseReply): void {
    this.prepare(request, reply);
    sendProblem(error, request, reply);
    this.tell(request, reply);
  }

  /** What is not HTTP. */
  refuseSocket(error: NodeJS.ErrnoException, socket: Socket): void {
    answerClientError(error, socket, this.log);
  }

  private prepare(request: GatehouseRequest, reply: GatehouseReply): boolean {
    const client = this.clientOf(request.raw, String(request.id));
    request.client = { ...client, device: this.devices.open(request, reply) };
    reply.headers(SECURITY_HEADERS);
    reply.header('x-request-id', client.requestId);
    reply.header('cache-control', NO_STORE);
    if (this.isClosing) reply.header('connection', 'close');
    return this.cors.apply(request, reply);
  }

  private clientOf({ headers, socket }: IncomingMessage, requestId: string): ClientInfo {
    // Node joins repeated headers of this name into one text.
    const forwarded = headers['x-forwarded-for'] as string | undefined;
    return {
      ip: clientAddress(socket.remoteAddress, forwarded, this.trust),
      userAgent: headers['user-agent']?.slice(0, 512) ?? null,
      requestId,
    };
  }

  private gate(): Gate {
    return {
      isClosing: () => this.isClosing,
      headers: Object.entries({
        ...SECURITY_HEADERS,
        ...this.cors.headersWithoutOrigin,
        'cache-control': NO_STORE,
      }).flat(),
      clientOf: (request) => this.clientOf(request, requestIdOf(request.headers)),
      enter: () => {
        this.requests += 1;
      },
      pass: () => {
        this.requests -= 1;
      },
      leave: (facts) => {
        this.requests -= 1;
        this.report(levelOf(undefined, facts), facts, null);
      },
    };
  }

  /** Called once, when the answer is out or the client is gone. */
  leave(request: GatehouseRequest, reply: GatehouseReply): void {
    this.requests -= 1;
    this.tell(request, reply);
  }

  /** Called with the facts of each request that has ended. */
  observe(observer: Observer): void {
    this.observers.push(observer);
  }

  private tell(request: GatehouseRequest, reply: GatehouseReply): void {
    const facts = factsOf(request, reply);
    this.report(levelOf(request.refusal, facts), facts, request);
  }

  private report(level: LogLevel, facts: RequestFacts, request: GatehouseRequest | null): void {
    this.log.write(level, facts);
    for (const observer of this.observers) observer(facts, request);
  }
}

const NOBODY = { ip: UNKNOWN_ADDRESS, userAgent: null };

function factsOf(request: GatehouseRequest, reply: GatehouseReply): RequestFacts {
  const { refusal, client = NOBODY, principal, appPrincipal } = request;
  const isAnswered = reply.raw.writableEnded || reply.statusCode >= 400;
  const status = isAnswered ? reply.statusCode : CLIENT_GONE;
  return {
    requestId: String(request.id),
    method: request.method,
    route: routeOf(request),
    status,
    durationMs: reply.elapsedTime,
    ip: client.ip,
    userAgent: client.userAgent,
    userId: principal?.userId,
    serviceId: appPrincipal?.serviceId,
    code: refusal?.error.code,
    error: status >= 500 ? refusal?.cause : undefined,
  };
}

/** The pattern, never the path: that may have a mailed token in it. */
const routeOf = ({ routeOptions }: GatehouseRequest) => routeOptions?.url ?? null;

function levelOf(refusal: Refusal | undefined, { status, route }: RequestFacts): LogLevel {
  if (refusal) return refusal.error.entry.level;
  return status < 400 && QUIET_ROUTES.has(route ?? '') ? 'debug' : 'info';
}
