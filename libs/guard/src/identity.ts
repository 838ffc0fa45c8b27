import type { ExecutionContext } from '@nestjs/common';
import { storeOf } from './carriers.js';
import type { GatehouseApp, GatehouseUser } from './types.js';

/** The authenticated caller of a call. */
export interface Identity {
  readonly user?: GatehouseUser;
  readonly app?: GatehouseApp;
}

/** A global symbol, so that both builds of the package in one process use the same property. */
const IDENTITY = Symbol.for('gatehouse.identity');

type Store = Record<symbol, Identity | undefined>;

/** An identity in an object that an application may share between requests. */
interface Kept {
  readonly request: object;
  readonly identity: Identity;
}

type Locals = Record<symbol, Kept | undefined>;

interface HttpRequest {
  readonly res?: { readonly locals?: Locals | null };
}

export function keepIdentity(context: ExecutionContext, identity: Identity): void {
  if (context.getType() === 'http') keepOnRequest(context.getArgByIndex<object>(0), identity);
  else (storeOf(context) as Store)[IDENTITY] = identity;
}

export function identityOf(context: ExecutionContext): Identity | undefined {
  const store = storeOf(context);
  if (context.getType() === 'http') {
    const kept = localsOf(store)?.[IDENTITY];
    if (kept?.request === store) return kept.identity;
  }
  return (store as Store)[IDENTITY];
}

/**
 * Express changes the prototype of each request, after which V8 computes a hidden class for every property that is
 * added to it; this takes as long as the rest of a warm check. Its `res.locals` has no such cost.
 */
export function keepOnRequest(request: object, identity: Identity): void {
  const locals = localsOf(request);
  if (isExtensible(locals)) locals[IDENTITY] = { request, identity };
  else (request as Store)[IDENTITY] = identity;
}

/** The `locals` of Express; absent on other adapters. */
const localsOf = (request: HttpRequest): Locals | null | undefined => request.res?.locals;

const isExtensible = (locals: unknown): locals is Locals => Object.isExtensible(locals);
