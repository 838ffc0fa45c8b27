import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '#libs/database';
import { inOrder } from '../scopes.js';
import { ServiceCallersStore, type OrphanedScope } from './service-callers.store.js';

/** What a new declaration changes, by name. */
export interface ScopesDeclared {
  readonly created: string[];
  readonly unchanged: string[];
  /** Named by the declaration before, and not by this one. */
  readonly removed: string[];
  /** Granted, and not named; they stay granted. */
  readonly orphaned: OrphanedScope[];
}

/** The scopes that services declare: only declared ones can be granted from then on, so that a misspelt scope is refused. */
@Injectable()
export class DeclaredScopes {
  constructor(
    private readonly database: Database,
    private readonly store: ServiceCallersStore,
  ) {}

  /** `null` for a service that never declared any. */
  find(serviceId: string): Promise<readonly string[] | null> {
    return this.store.findDeclared(this.database.pool, serviceId);
  }

  /**
   * Takes the list of a manifest in place of the one before; `null` leaves it. No grant is touched: what is granted is
   * withdrawn by an administrator who may grant. The caller has locked the service's row.
   */
  async declare(
    tx: Tx,
    serviceId: string,
    named: readonly string[] | null,
  ): Promise<ScopesDeclared> {
    const before = (await this.store.findDeclared(tx, serviceId)) ?? [];
    if (named === null) return { created: [], unchanged: [...before], removed: [], orphaned: [] };
    const scopes = inOrder(named);
    await this.store.setDeclared(tx, serviceId, scopes);
    return {
      created: scopes.filter((scope) => !before.includes(scope)),
      unchanged: scopes.filter((scope) => before.includes(scope)),
      removed: before.filter((scope) => !scopes.includes(scope)),
      orphaned: await this.store.listOrphaned(tx, serviceId, scopes),
    };
  }
}
