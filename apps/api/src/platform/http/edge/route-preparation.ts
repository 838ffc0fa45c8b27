import type { onRequestHookHandler, RouteOptions } from 'fastify';
import type { Edge } from './edge.js';
import type { GatehouseReply, GatehouseRequest } from './request-context.js';

/** Decides of a request to one route what the guard of its handler would decide, as far as memory knows it. */
export interface RoutePreparation {
  /** Calls `done` once: at once, or after Redis was asked. Refuses nothing; what is not prepared is left to the guards. */
  prepare(request: GatehouseRequest, reply: GatehouseReply, done: () => void): void;
}

/** The preparations of all routes, made at start out of what their handlers declare. */
export interface RoutePreparations {
  /** To be called for each route that is added; `null` for a handler that declares no access. */
  attach(handler: object): RoutePreparation | null;
}

/** Adds to each route a hook that knows its pattern and its preparation. */
export function prepareRoute(route: RouteOptions, edge: Edge): void {
  const { url, config } = route;
  const handler = (config as { readonly handler?: object } | undefined)?.handler;
  const preparation = handler ? edge.attach(handler) : null;
  const methods = [route.method].flat();
  const isBodiless = methods.every((method) => method === 'GET' || method === 'HEAD');
  const note: onRequestHookHandler = (request, _reply, done) => {
    edge.noteRoute(request.raw, url);
    done();
  };
  if (preparation === null) {
    route.onRequest = [route.onRequest ?? [], note].flat();
    return;
  }
  const prepare = (request: GatehouseRequest, reply: GatehouseReply, done: () => void) =>
    preparation.prepare(request, reply, done);
  if (isBodiless) {
    const both: onRequestHookHandler = (request, reply, done) => {
      edge.noteRoute(request.raw, url);
      prepare(request, reply, done);
    };
    route.onRequest = [route.onRequest ?? [], both].flat();
    return;
  }
  // What a body says may decide, and a session may end while it arrives.
  route.onRequest = [route.onRequest ?? [], note].flat();
  route.preHandler = [route.preHandler ?? [], prepare].flat();
}
