import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { ClientInfo } from '#libs/access';
import type { ConfigOf } from '#libs/config';
import { AppError, newId, type LogLevel } from '#libs/kernel';
import type { RequestFacts, RequestLog } from '#api/platform/logging';
import type { httpConfig } from '../http.config.js';
import { sendProblem } from '../problems/send-problem.js';
import { checkAddress, checkExpectation, checkHost, checkQuery } from './check-address.js';
import { clientAddress, parseTrustProxy, type TrustRule } from './client-address.js';
import { factsOfNoRequest, httpAnswer, requestTimeout, toClientRefusal } from './client-error.js';
import { Cors } from './cors.js';
import { DeviceChannels } from './device-channel.js';
import { FastRoute, type EdgeContext, type FastPath } from './fast-path.js';
import type { OpenRequest } from './open-request.js';
import { OpenRequests } from './open-requests.js';
import { requestIdOf, type GatehouseReply, type GatehouseRequest } from './request-context.js';
import { factsOf, levelOf, QUIET_ROUTES } from './request-facts.js';
import { NO_STORE, SECURITY_HEADERS } from './security-headers.js';
import { shownProof } from './shown-proof.js';

/** Node's word for a client that sends no more before its request is whole. */
const LEFT_IN_THE_MIDDLE = 'HPE_INVALID_EOF_STATE';

/** RFC 9110 section 10.2.1: no method is allowed for what a tunnel would lead to. */
const noTunnels = () =>
  new AppError('METHOD_NOT_ALLOWED', {
    detail: 'This server opens no tunnels.',
    headers: { allow: '' },
  });

/** What a fast path answered has no request of the framework. */
type Observer = (facts: RequestFacts, request: GatehouseRequest | null) => void;

/** How browsers see this server. */
export interface Site {
  /** Of APP_NAME. */
  readonly appName: string;
  /** By https. */
  readonly isSecure: boolean;
  /** The path of APP_BASE_URL; empty for none. */
  readonly basePath: string;
}

const UNKNOWN_SITE: Site = { appName: 'Gatehouse', isSecure: false, basePath: '' };

/** Where a request enters and leaves: its id, its client, the headers of its answer, its one log event. */
export class Edge {
  private readonly trust: TrustRule;
  private readonly cors: Cors;
  private readonly devices: DeviceChannels;
  private readonly observers: Observer[] = [];
  private readonly open = new OpenRequests((ended) => this.leave(ended));
  private fastRoute: FastRoute | undefined;
  private askedAtMs = -Infinity;
  /** Connections that were closed at once because there were as many as may be. */
  dropped = 0;

  constructor(
    private readonly config: ConfigOf<typeof httpConfig>,
    private readonly log: RequestLog,
    readonly site = UNKNOWN_SITE,
  ) {
    this.trust = parseTrustProxy(config.trustProxy) ?? { kind: 'nobody' };
    this.cors = new Cors(config.corsOrigins);
    this.devices = new DeviceChannels(site);
  }

  /** Requests that have no answer yet and whose client waits. */
  get inFlight(): number {
    return this.open.count;
  }

  /** How long nobody has been answered, but machines that ask for health and metrics. */
  get unaskedMs(): number {
    return performance.now() - this.askedAtMs;
  }

  /** Connections of clients, with a request or without. */
  get connections(): number {
    return this.open.connectionCount;
  }

  /** Connections that were ever accepted. */
  get accepted(): number {
    return this.open.accepted;
  }

  /** Takes note of the connections of a server; before it listens. */
  watch(server: Server): void {
    server.maxConnections = this.config.connectionsMax;
    server.on('drop', () => (this.dropped += 1));
    this.open.watch(server);
  }

  /** From now on each answer asks its client to come back on another connection. */
  beginClosing(): void {
    this.open.beginClosing();
  }

  /** Ends the connections on which nothing has been on its way for so long; `evenArriving`: all without a whole request. */
  endQuiet(quietMs: number, evenArriving: boolean): void {
    this.open.endQuiet(quietMs, evenArriving);
  }

  /** Refuses requests whose rest has not come for so long, and breaks answers off that nobody takes for so long. */
  endUnfinished(ms: number): void {
    for (const { request } of this.open.arrivingFor(ms)) {
      this.refuseSocket(requestTimeout(), request.socket);
    }
    this.open.boundReading(ms);
  }

  /** From now on the fast path answers what it can. */
  useFastPath(fastPath: FastPath): void {
    this.fastRoute = new FastRoute(this.context(), fastPath);
  }

  /** Where a request comes in and is counted; `goOn` hands it to the framework, at once or later. */
  receive(request: IncomingMessage, response: ServerResponse, goOn: () => void): void {
    const open = this.open.add(request, response);
    if (open === null) return;
    if (this.fastRoute) this.fastRoute.receive(open, goOn);
    else goOn();
  }

  /** Whether `leaveWith` has anything to add. */
  get hasLastWord(): boolean {
    return this.cors.isPerOrigin;
  }

  /** The last word about the headers of an answer, whatever its handler has said of them. */
  leaveWith(reply: GatehouseReply): void {
    reply.header('vary', Cors.variedBy(String(reply.getHeader('vary') ?? '')));
  }

  /** Answers whether the request is finished already (a CORS preflight). */
  enter(request: GatehouseRequest, reply: GatehouseReply): boolean {
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
  }

  /** No tunnels are made here; Node has let go of the connection, and listens to its errors no longer. */
  refuseTunnel(socket: Socket): void {
    socket.on('error', () => socket.destroy());
    const last = this.open.of(socket).at(-1);
    if (last) this.open.afterLast(socket, () => this.refuseTunnel(socket));
    else if (socket.writable) this.refuseBytes(noTunnels(), socket);
    else socket.destroy();
  }

  /** What is not HTTP: the rest of a request, or what never became one. */
  refuseSocket(error: NodeJS.ErrnoException, socket: Socket): void {
    const waiting = this.open.of(socket);
    const last = waiting.at(-1);
    // More of what was refused already must not overtake that answer with a reset.
    if (this.open.isEnding(socket) && error.code !== 'ECONNRESET') return;
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
    } else if (last && !last.request.complete) {
      this.breakOff(last, error, socket);
    } else if (last) {
      // Those before it are answered first. Node tells of each piece that comes meanwhile.
      this.open.afterLast(socket, () => this.refuseSocket(error, socket));
    } else {
      this.refuseBytes(toClientRefusal(error), socket);
    }
  }

  /** It was counted in when its headers were there: its refusal is its end, not one more event. */
  private breakOff(open: OpenRequest, error: NodeJS.ErrnoException, socket: Socket): void {
    const { response } = open;
    if (response.socket === null || response.headersSent) {
      socket.destroy();
      return;
    }
    const refusal = toClientRefusal(error);
    if (error.code !== LEFT_IN_THE_MIDDLE) open.broken = refusal;
    const requestId = open.framework?.id ?? requestIdOf(open.request.headers);
    this.open.endWith(socket, httpAnswer(refusal, String(requestId)));
  }

  private refuseBytes(refusal: AppError, socket: Socket): void {
    const requestId = newId();
    this.open.endWith(socket, httpAnswer(refusal, requestId));
    const facts = factsOfNoRequest(refusal, requestId, socket.remoteAddress);
    this.report(refusal.entry.level, facts, null);
  }

  private prepare(request: GatehouseRequest, reply: GatehouseReply): boolean {
    const client = this.clientOf(request.raw, String(request.id));
    const open = this.open.find(request.raw);
    if (open) open.framework = request;
    const device = this.devices.open(request, reply);
    const proof = shownProof(request.headers);
    request.client = {
      ...client,
      device,
      ...(proof !== undefined && { proof }),
      ...(open && { gone: () => open.gone() }),
    };
    reply.headers(SECURITY_HEADERS);
    reply.header('x-request-id', client.requestId);
    reply.header('cache-control', NO_STORE);
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

  private context(): EdgeContext {
    return {
      headers: Object.entries({
        ...SECURITY_HEADERS,
        ...this.cors.headersWithoutOrigin,
        'cache-control': NO_STORE,
      }).flat(),
      clientOf: (request) => this.clientOf(request, requestIdOf(request.headers)),
    };
  }

  /** Called with the facts of each request that has ended. */
  observe(observer: Observer): void {
    this.observers.push(observer);
  }

  private leave(ended: OpenRequest): void {
    const facts = factsOf(ended);
    if (!QUIET_ROUTES.has(facts.route ?? '')) this.askedAtMs = performance.now();
    this.report(levelOf(ended, facts), facts, ended.framework);
  }

  private report(level: LogLevel, facts: RequestFacts, request: GatehouseRequest | null): void {
    this.log.write(level, facts);
    for (const observer of this.observers) observer(facts, request);
  }
}
