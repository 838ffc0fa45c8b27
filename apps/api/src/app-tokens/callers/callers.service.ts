import { Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import { Database, type Tx } from '#libs/database';
import { Clock } from '#libs/kernel';
import { inBatches } from '#libs/paging';
import { Audit, type Actor } from '#api/audit';
import { UnitOfWork, type Unit } from '#api/platform/changes';
import { serviceNotFound } from '#api/services';
import { assertGrantable, inOrder } from '../scopes.js';
import { callerIsService, callerNotFound, unknownScopes } from '../app-tokens.errors.js';
import {
  ServiceCallersStore,
  type CallerKey,
  type CallerRow,
  type GrantingService,
} from './service-callers.store.js';

/** The actor that grants or withdraws: a signed-in user with their client, or an operator. */
export interface GrantingActor {
  readonly actor: Actor;
  readonly client?: ClientInfo;
  /** Uses up the fresh proof of a signed-in user in the transaction of the grant; an operator needs none. */
  readonly useProof?: (tx: Tx) => Promise<void>;
}

/**
 * What the tokens of one service may do at another. The service that relies on a scope grants it; each change reaches its
 * guards by the change feed.
 */
@Injectable()
export class Callers {
  constructor(
    private readonly work: UnitOfWork,
    private readonly database: Database,
    private readonly store: ServiceCallersStore,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /**
   * Replaces what was granted. A scope that was granted before may stay, even if the manifest does not declare it any more.
   * @throws AppError `CALLER_IS_SERVICE`, `SERVICE_NOT_FOUND`, `UNKNOWN_SCOPE`, `VALIDATION_FAILED` or `PROOF_REQUIRED`
   */
  async grant(by: GrantingActor, key: CallerKey, given: readonly string[]): Promise<CallerRow> {
    if (key.serviceId === key.callerId) throw callerIsService();
    assertGrantable(given);
    const scopes = inOrder(given);
    return this.work.run(async (unit) => {
      const service = await this.store.lockService(unit.tx, key.serviceId);
      const caller = await this.store.holdCaller(unit.tx, key.callerId);
      if (!service || !caller) throw serviceNotFound();
      const before = await this.store.findScopes(unit.tx, key);
      assertDeclared(service, scopes, before ?? []);
      await by.useProof?.(unit.tx);
      const grant = { scopes, by: userOf(by), at: this.clock.now() };
      if (await this.store.put(unit.tx, key, grant)) {
        await this.record(unit, by, 'caller.granted', key, { before, after: scopes });
      }
      return this.getWithin(unit.tx, key);
    });
  }

  /** @throws AppError `CALLER_NOT_FOUND` */
  withdraw(by: GrantingActor, key: CallerKey): Promise<void> {
    return this.work.run(async (unit) => {
      const before = await this.store.delete(unit.tx, key);
      if (before === null) throw callerNotFound();
      await this.record(unit, by, 'caller.withdrawn', key, { before });
    });
  }

  /** @throws AppError `CALLER_NOT_FOUND` */
  get(key: CallerKey): Promise<CallerRow> {
    return this.getWithin(this.database.pool, key);
  }

  /** In order of the calling services' ids. @throws AppError `SERVICE_NOT_FOUND` */
  list(serviceId: string, page: { after: string | null; limit: number }): Promise<CallerRow[]> {
    const { pool } = this.database;
    return inBatches(page, (part) => this.store.list(pool, serviceId, part));
  }

  private async getWithin(tx: Tx, key: CallerKey): Promise<CallerRow> {
    const caller = await this.store.find(tx, key);
    if (!caller) throw callerNotFound();
    return caller;
  }

  private async record(
    unit: Unit,
    { actor, client }: GrantingActor,
    type: string,
    { serviceId, callerId }: CallerKey,
    change: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    await this.audit.record(unit.tx, {
      type,
      outcome: 'success',
      actor,
      target: { kind: 'service', id: serviceId },
      ...(client && { client }),
      details: { caller_service_id: callerId, ...change },
    });
    // Of a kind that instances of the release before know: to them the service's guards ask for its permissions again.
    unit.changed({ kind: 'service_changed', serviceId, data: { caller_service_id: callerId } });
  }
}

const userOf = ({ actor }: GrantingActor): string | null =>
  actor.kind === 'user' ? actor.id : null;

function assertDeclared(
  { name, declaredScopes: declared }: GrantingService,
  scopes: readonly string[],
  before: readonly string[],
): void {
  if (declared === null) return;
  const unknown = scopes.filter((scope) => !declared.includes(scope) && !before.includes(scope));
  if (unknown.length > 0) throw unknownScopes(name, unknown, declared);
}
