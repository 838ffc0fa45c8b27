import type { FastifyInstance, FastifyRequest } from 'fastify';
import { QUIET_ROUTES, type Edge } from '../http/index.js';
import type { RequestTracer, TracedRequest } from './request-tracer.js';

/** Adds hooks that run before all others; the span ends with the facts that are logged of the request. */
export function traceRequests(instance: FastifyInstance, edge: Edge, tracer: RequestTracer): void {
  const traced = new WeakMap<FastifyRequest, TracedRequest>();
  instance.addHook('onRequest', (request, _reply, done) => {
    if (QUIET_ROUTES.has(request.routeOptions.url ?? '')) return done();
    const begun = tracer.beginRequest(request.headers['traceparent']);
    traced.set(request, begun);
    tracer.within(begun, done);
  });
  // A body arrives in events of the socket, outside of the request's async context.
  instance.addHook('preValidation', (request, _reply, done) => {
    const begun = traced.get(request);
    if (begun) tracer.within(begun, done);
    else done();
  });
  edge.observe((facts, request) => {
    const begun = request && traced.get(request);
    if (begun) tracer.endRequest(begun, facts);
  });
}
