import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { ConfigOf } from '#libs/config';
import { newId, type AppError, type LogLevel } from '#libs/kernel';
import type { RequestFacts, RequestLog } from '#api/platform/logging';
import type { httpConfig } from '../http.config.js';
import { sendProblem } from '../problems/send-problem.js';
import { responsesWith, type ResponseClass } from './api-response.js';
import { checkAddress, checkExpectation, checkHost, checkQuery } from './check-address.js';
import { ClientAddresses } from './client-addresses.js';
import {
  factsOfNoRequest,
  httpAnswer,
  noTunnels,
  requestTimeout,
  toClientRefusal,
} from './client-error.js';
import type { OpenRequest } from './connection.js';
import { Cors } from './cors.js';
import { DeviceChannels } from './device-channel.js';
import { OpenRequests } from './open-requests.js';
import { RequestClient } from './request-client.js';
import {
  requestIdOf,
  UNKNOWN_SITE,
  userAgentOf,
  type GatehouseReply,
  type GatehouseRequest,
} from './request-context.js';
import { factsOf, levelOf, QUIET_ROUTES } from './request-facts.js';
import type { RoutePreparation, RoutePreparations } from './route-preparation.js';
import { NO_STORE, SECURITY_HEADERS } from './security-headers.js';

/** Node's error code for a client that ends the connection before its request is complete. */
const INCOMPLETE_REQUEST = 'HPE_INVALID_EOF_STATE';

/** `request` is `null` for a request that the framework never received. */
type Observer = (facts: RequestFacts, request: GatehouseRequest | null) => void;

/** Handles the arrival and the end of each request: request id, client address, response headers, log event. */
export class Edge {
  private readonly addresses: ClientAddresses;
  private readonly cors: Cors;
  private readonly devices: DeviceChannels;
  private readonly observers: Observer[] = [];
  private readonly open = new OpenRequests((ended) => this.leave(ended));
  private preparations: RoutePreparations | undefined;
  private askedAtMs = -Infinity;
  /** Connections that were closed immediately because the maximum was reached. */
  dropped = 0;

  constructor(
    private readonly config: ConfigOf<typeof httpConfig>,
    private readonly log: RequestLog,
    readonly site = UNKNOWN_SITE,
  ) {
    this.addresses = new ClientAddresses(config.trustProxy);
    this.cors = new Cors(config.corsOrigins);
    this.devices = new DeviceChannels(site);
  }

  /** Requests without a complete response whose client is still connected. */
  get inFlight(): number {
    return this.open.count;
  }

  /** Time since the last response to a request other than health and metrics. */
  get unaskedMs(): number {
    return performance.now() - this.askedAtMs;
  }

  /** Open connections, with or without a request. */
  get connections(): number {
    return this.open.connectionCount;
  }

  /** Total number of accepted connections. */
  get accepted(): number {
    return this.open.accepted;
  }

  /** Tracks the connections of a server; to be called before it listens. */
  watch(server: Server): void {
    server.maxConnections = this.config.connectionsMax;
    server.on('drop', () => (this.dropped += 1));
    this.open.watch(server);
  }

  /** From now on each response asks its client to reconnect. */
  beginClosing(): void {
    this.open.beginClosing();
  }

  /** Closes connections without activity for this time; `evenArriving`: all that have no complete request. */
  endQuiet(quietMs: number, evenArriving: boolean): void {
    this.open.endQuiet(quietMs, evenArriving);
  }

  /** Refuses requests that are incomplete after this time, and closes connections whose clients read nothing for it. */
  endUnfinished(ms: number): void {
    for (const { request } of this.open.arrivingFor(ms)) {
      this.refuseSocket(requestTimeout(), request.socket);
    }
    this.open.boundReading(ms);
  }

  /** The class of the responses, which have the headers of fixed value. */
  get responses(): ResponseClass {
    return responsesWith({
      ...SECURITY_HEADERS,
      ...this.cors.headersWithoutOrigin,
      'cache-control': NO_STORE,
    });
  }

  /** To be called before routes are added: how their requests are prepared. */
  usePreparations(preparations: RoutePreparations): void {
    this.preparations = preparations;
  }

  attach(handler: object): RoutePreparation | null {
    return this.preparations?.attach(handler) ?? null;
  }

  /** Notes which route a request has. */
  noteRoute(request: IncomingMessage, url: string): void {
    const open = this.open.find(request);
    if (open) open.route = url;
  }

  /** Receives and counts a request; returns whether it is to be handled. */
  receive(request: IncomingMessage, response: ServerResponse): boolean {
    return this.open.add(request, response) !== null;
  }

  /** Whether `addVary` has anything to add. */
  get variesByOrigin(): boolean {
    return this.cors.isPerOrigin;
  }

  /** Adds `Origin` to the response's `Vary` header, whatever its handler has set. */
  addVary(reply: GatehouseReply): void {
    reply.header('vary', Cors.variedBy(String(reply.getHeader('vary') ?? '')));
  }

  /** Returns whether the request is already finished (a CORS preflight). */
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

  /** Refuses a request before the first hook: a path that the router cannot parse. */
  refuse(error: unknown, request: GatehouseRequest, reply: GatehouseReply): void {
    this.prepare(request, reply);
    sendProblem(error, request, reply);
  }

  /** Refuses a CONNECT request. Node has released the connection and no longer handles its errors. */
  refuseTunnel(socket: Socket): void {
    socket.on('error', () => socket.destroy());
    const last = this.open.of(socket).at(-1);
    if (last) this.open.afterLast(socket, () => this.refuseTunnel(socket));
    else if (socket.writable) this.refuseBytes(noTunnels(), socket);
    else socket.destroy();
  }

  /** Refuses bytes that are not HTTP: the rest of a request, or bytes that never became one. */
  refuseSocket(error: NodeJS.ErrnoException, socket: Socket): void {
    const waiting = this.open.of(socket);
    const last = waiting.at(-1);
    // Further bytes of a refused request must not reset the connection before the refusal is read.
    if (this.open.isEnding(socket) && error.code !== 'ECONNRESET') return;
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
    } else if (last && !last.request.complete) {
      this.breakOff(last, error, socket);
    } else if (last) {
      // Earlier requests are answered first. Node reports each further piece that arrives meanwhile.
      this.open.afterLast(socket, () => this.refuseSocket(error, socket));
    } else {
      this.refuseBytes(toClientRefusal(error), socket);
    }
  }

  /** The request was counted when its headers arrived: its refusal ends it and is not another event. */
  private breakOff(open: OpenRequest, error: NodeJS.ErrnoException, socket: Socket): void {
    const { response } = open;
    if (response.socket === null || response.headersSent) {
      socket.destroy();
      return;
    }
    const refusal = toClientRefusal(error);
    if (error.code !== INCOMPLETE_REQUEST) open.broken = refusal;
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
    const { raw, headers } = request;
    const open = this.open.find(raw);
    if (open) open.framework = request;
    const sources = { request, reply, open, devices: this.devices };
    const ip = this.addresses.of(raw);
    request.client = new RequestClient(ip, userAgentOf(headers), request.id, sources);
    reply.header('x-request-id', request.id);
    return this.cors.apply(request, reply);
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
