import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { fastify, type FastifyInstance } from 'fastify';
import { BODY_LIMIT_BYTES, useStrictBodyParsers } from '../input/body-parsers.js';
import { BasePath } from './base-path.js';
import { MAX_ADDRESS_LENGTH } from './check-address.js';
import type { Edge } from './edge.js';
import { requestIdOf, type Site } from './request-context.js';
import { prepareRoute } from './prepare-route.js';
import { writeAnswer } from './written-once.js';
import { keepRouteTable } from './route-table.js';

/** Maximum time for the headers, and for the whole request (slowloris). */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
const TIMEOUT_CHECK_MS = 5_000;
/**
 * Longer than the idle timeout of common load balancers (60 s), so that they close first and never send a request on a
 * connection that the server is closing.
 */
const KEEP_ALIVE_MS = 72_000;
/**
 * A response of which the client reads nothing for this time is aborted (Node checks twice: after at most twice this
 * time). Longer than the header timeout, so that a late client still gets its refusal.
 */
const UNREAD_MS = 20_000;
const MAX_HEADER_BYTES = 16 * 1024;

/** What is added to requests: declared, so that all requests have one shape. */
const ADDED = ['client', 'principal', 'appPrincipal', 'prepared', 'refusal', 'keepAnswer'];

/** Fastify's own compilers of JSON schemas are not loaded: handlers are validated by their DTOs. */
function noSchemas(): never {
  throw new Error('Routes have DTOs, not JSON schemas');
}

/**
 * Fastify with our limits, in Nest's adapter. The instance is created here, so that our first hook runs before all
 * others except those added by `before`. Nest's own body parsers must stay off.
 */
export function createHttpAdapter(
  edge: Edge,
  before?: (instance: FastifyInstance) => void,
): FastifyAdapter {
  const instance = fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connectionTimeout: UNREAD_MS,
    http: {
      ServerResponse: edge.responses,
      headersTimeout: HEADERS_TIMEOUT_MS,
      connectionsCheckingInterval: TIMEOUT_CHECK_MS,
      maxHeaderSize: MAX_HEADER_BYTES,
      // Checked by the edge, so that the refusal is a problem document.
      requireHostHeader: false,
    },
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: MAX_ADDRESS_LENGTH },
    genReqId: ({ headers }) => requestIdOf(headers),
    return503OnClosing: false,
    schemaController: {
      compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas },
    },
    clientErrorHandler: (error, socket) => edge.refuseSocket(error, socket),
    frameworkErrors: (error, request, reply) => edge.refuse(error, request, reply),
  });
  const basePath = new BasePath(edge.site.basePath, keepRouteTable(instance));
  instance.decorate('gatehouseSite', edge.site);
  instance.setReplySerializer(writeAnswer);
  // An option of Nest's adapter: there is no middleware, and the hook for it would run for every request.
  instance.decorate('skipMiddie', true);
  for (const name of ADDED) instance.decorateRequest(name, undefined);
  useStrictBodyParsers(instance);
  before?.(instance);
  passThrough(instance, edge);
  receiveFirst(instance, edge, basePath);
  return new FastifyAdapter(instance);
}

/** Receives requests between the server and the framework's router. */
function receiveFirst(instance: FastifyInstance, edge: Edge, basePath: BasePath): void {
  const { server } = instance;
  edge.watch(server);
  server.removeAllListeners('request');
  const receive = (request: IncomingMessage, response: ServerResponse) => {
    if (request.url !== undefined) request.url = basePath.strip(request.url);
    if (edge.receive(request, response)) instance.routing(request, response);
  };
  server.on('request', receive);
  // By default Node responds 417 with an empty body.
  server.on('checkExpectation', receive);
  server.on('connect', (_request, socket: Socket) => edge.refuseTunnel(socket));
}

function passThrough(instance: FastifyInstance, edge: Edge): void {
  if (edge.variesByOrigin) {
    instance.addHook('onSend', (_request, reply, _payload, done) => {
      edge.addVary(reply);
      done();
    });
  }
  instance.addHook('onRoute', (route) => prepareRoute(route, edge));
  instance.addHook('onRequest', (request, reply, done) => {
    try {
      if (!edge.enter(request, reply)) done();
    } catch (error) {
      done(error as Error);
    }
  });
}

declare module 'fastify' {
  interface FastifyInstance {
    gatehouseSite: Site;
  }
}
