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

export function keepIdentity(store: object, identity: Identity): void {
  (store as Store)[IDENTITY] = identity;
}

export function identityOf(context: ExecutionContext): Identity | undefined {
  return (storeOf(context) as Store)[IDENTITY];
}
