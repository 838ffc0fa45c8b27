import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import { inBatches } from '#libs/paging';
import { Audit } from '#api/audit';
import { UnitOfWork, type Unit } from '#api/platform/changes';
import { done, TokenServicePort, type Acting } from '#api/rbac';
import { Services } from '#api/services';
import { tokenNotFound } from './app-tokens.errors.js';
import {
  AppTokensStore,
  type ListedToken,
  type RevokedToken,
  type TokenState,
} from './app-tokens.store.js';

/** Lists, revokes and deletes application tokens; every instance refuses a revoked one from its next request on. */
@Injectable()
export class AppTokens implements TokenServicePort {
  constructor(
    private readonly work: UnitOfWork,
    private readonly database: Database,
    private readonly store: AppTokensStore,
    private readonly services: Services,
    private readonly audit: Audit,
  ) {}

  /** Without their values. @throws AppError `SERVICE_NOT_FOUND` */
  async list(
    serviceId: string,
    page: { after: string | null; limit: number },
  ): Promise<ListedToken[]> {
    const { pool } = this.database;
    await this.services.get(pool, serviceId);
    return inBatches(page, (part) => this.store.list(pool, serviceId, part));
  }

  /** Which service a token belongs to; `null` when there is none. */
  async findServiceOfToken(id: string): Promise<string | null> {
    return (await this.store.findState(this.database.checks, id))?.serviceId ?? null;
  }

  /** Idempotent. @throws AppError `TOKEN_NOT_FOUND` */
  revoke(acting: Acting, id: string): Promise<void> {
    return this.work.run(async (unit) => {
      const state = await this.getLocked(unit, id);
      await this.store.revoke(unit.tx, id);
      await this.recordEnd(unit, acting, 'token.revoked', state);
    });
  }

  /** @throws AppError `TOKEN_NOT_FOUND` */
  remove(acting: Acting, id: string): Promise<void> {
    return this.work.run(async (unit) => {
      const state = await this.getLocked(unit, id);
      await this.store.delete(unit.tx, id);
      await this.recordEnd(unit, acting, 'token.deleted', state);
    });
  }

  /**
   * Revokes each token whose present secret one of these sessions of the user made, by minting or rotation: the holder of such
   * a session has seen it. Answers which.
   */
  async revokeMadeIn(
    unit: Unit,
    userId: string,
    sessionIds: readonly string[],
  ): Promise<RevokedToken[]> {
    const revoked = await this.store.revokeMadeIn(unit.tx, userId, sessionIds);
    for (const { id, name, serviceId } of revoked) {
      unit.changed({ kind: 'token_changed', tokenId: id, serviceId, data: { revoked: true } });
      await this.audit.record(unit.tx, {
        type: 'token.revoked',
        outcome: 'success',
        actor: { kind: 'system' },
        target: { kind: 'token', id },
        details: { name, service_id: serviceId, reason: 'sign_in_denied' },
      });
    }
    return revoked;
  }
  private async recordEnd(
    unit: Unit,
    acting: Acting,
    type: string,
    { id, name, serviceId }: TokenState,
  ): Promise<void> {
    await this.audit.record(unit.tx, done(acting, type, { kind: 'token', id }, { name }));
    unit.changed({ kind: 'token_changed', tokenId: id, serviceId, data: { revoked: true } });
  }

  private async getLocked(unit: Unit, id: string): Promise<TokenState> {
    const state = await this.store.findStateForUpdate(unit.tx, id);
    if (!state) throw tokenNotFound();
    return state;
  }
}
