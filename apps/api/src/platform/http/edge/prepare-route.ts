import type { onRequestHookHandler, RouteOptions } from 'fastify';
import type { Edge } from './edge.js';

/** Adds to a route a hook that knows its pattern, and its preparation. */
export function prepareRoute(route: RouteOptions, edge: Edge): void {
  const { url, config } = route;
  const handler = config?.handler;
  const preparation = handler ? edge.attach(handler) : null;
  const isBodiless = [route.method].flat().every((method) => method === 'GET' || method === 'HEAD');
  const arrive: onRequestHookHandler = (request, reply, done) => {
    edge.noteRoute(request.raw, url);
    if (preparation && isBodiless) preparation.prepare(request, reply, done);
    else done();
  };
  route.onRequest = [route.onRequest ?? [], arrive].flat();
  if (!preparation || isBodiless) return;
  // What a body says may decide, and a session may end while it arrives.
  const prepare: onRequestHookHandler = (request, reply, done) =>
    preparation.prepare(request, reply, done);
  route.preHandler = [route.preHandler ?? [], prepare].flat();
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The handler of the route, as its decorators tell it. */
    readonly handler?: object;
  }
}
