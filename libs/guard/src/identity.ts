import type { ExecutionContext } from '@nestjs/common';
import { storeOf } from './carriers.js';
import type { GatehouseApp, GatehouseUser } from './types.js';

/** Who a call was let through for. */
export interface Identity {
  readonly user?: GatehouseUser;
  readonly app?: GatehouseApp;
}

/** Registered globally, so that both builds of the package in one process find the same place. */
const IDENTITY = Symbol.for('gatehouse.identity');

type Store = Record<symbol, Identity | undefined>;

export function keepIdentity(store: object, identity: Identity): void {
  (store as Store)[IDENTITY] = identity;
}

export function identityOf(context: ExecutionContext): Identity | undefined {
  return (storeOf(context) as Store)[IDENTITY];
}
