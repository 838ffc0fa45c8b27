import type { GatehouseReply, GatehouseRequest } from './request-context.js';

/** Decides of a request to one route what the guard of its handler would decide, as far as memory knows it. */
export interface RoutePreparation {
  /** Calls `done` once: at once, or after Redis was asked. Refuses nothing; what is not prepared is left to the guards. */
  prepare(request: GatehouseRequest, reply: GatehouseReply, done: () => void): void;
}

/** The preparations of all routes, made at start out of what their handlers declare. */
export interface RoutePreparations {
  /** To be called for each route that is added; `null` for a handler whose requests are always left to the guards. */
  attach(handler: object): RoutePreparation | null;
}
