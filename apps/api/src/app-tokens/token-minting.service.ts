import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { Clock, newId, sha256, DAY_MS } from '#libs/kernel';
import { Audit } from '#api/audit';
import { UnitOfWork } from '#api/platform/changes';
import { done, type Acting } from '#api/rbac';
import type { ServiceRow } from '#api/services';
import { newAppToken, shownPrefix } from './app-token.js';
import { tokenNameTaken, tokenNotFound, tokenRevoked } from './app-tokens.errors.js';
import { AppTokensStore } from './app-tokens.store.js';
import { MintingRights } from './minting-rights.service.js';

export interface TokenRequest {
  readonly serviceId: string;
  readonly name: string;
  readonly expiresInDays: number | null;
  readonly scopes: readonly string[];
  readonly allowedNetworks: readonly string[];
}

/** A new token with its value, which is not stored. */
export interface MintedToken {
  readonly id: string;
  readonly token: string;
  readonly name: string;
  readonly service: Pick<ServiceRow, 'id' | 'name'>;
  readonly expiresAt: Date | null;
  readonly scopes: readonly string[];
}

/** Gives application tokens their values: a new token, or a new value of one. Every instance uses it from its next request on. */
@Injectable()
export class TokenMinting {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: AppTokensStore,
    private readonly rights: MintingRights,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `PROOF_REQUIRED`, `REAUTHENTICATION_REQUIRED`, `SERVICE_NOT_FOUND`, `GRANT_DENIED` or `TOKEN_NAME_TAKEN` */
  async mint(acting: Acting, request: TokenRequest): Promise<MintedToken> {
    return this.work.run(async (unit) => {
      await this.rights.holdSession(unit.tx, acting.principal);
      const service = await this.rights.lockServiceFor(unit.tx, acting, request);
      await this.rights.useProof(unit.tx, acting, 'mint_token');
      const now = this.clock.now();
      const token = newAppToken();
      const id = newId();
      const { expiresInDays: days } = request;
      const expiresAt = days === null ? null : new Date(now.getTime() + days * DAY_MS);
      const secret = { tokenHash: sha256(token), prefix: shownPrefix(token) };
      const row = {
        id,
        ...request,
        ...secret,
        expiresAt,
        createdAt: now,
        createdBy: acting.principal.userId,
        madeIn: acting.principal.sessionId,
      };
      if (!(await this.store.insert(unit.tx, row))) throw tokenNameTaken();
      const { name, scopes } = request;
      const details = { service_id: service.id, name, scopes, expires_at: expiresAt };
      await this.record(unit.tx, acting, 'token.created', id, details);
      return { id, token, name, service, expiresAt, scopes };
    });
  }

  /**
   * Gives the token a new secret; the one before stays valid for `overlapSeconds`.
   * @throws AppError `PROOF_REQUIRED`, `REAUTHENTICATION_REQUIRED`, `TOKEN_NOT_FOUND`, `TOKEN_REVOKED` or `GRANT_DENIED`
   */
  async rotate(
    acting: Acting,
    id: string,
    overlapSeconds: number,
  ): Promise<MintedToken & { previousExpiresAt: Date | null }> {
    return this.work.run(async (unit) => {
      await this.rights.holdSession(unit.tx, acting.principal);
      const state = await this.store.findStateForUpdate(unit.tx, id);
      if (!state) throw tokenNotFound();
      if (!state.isActive) throw tokenRevoked();
      const { name, scopes, expiresAt, serviceId } = state;
      const service = { id: serviceId, name: state.serviceName };
      await this.rights.assertMayHave(unit.tx, acting, service, scopes);
      await this.rights.useProof(unit.tx, acting, 'rotate_token');
      const token = newAppToken();
      const endMs = this.clock.nowMs() + overlapSeconds * 1000;
      const previousExpiresAt = overlapSeconds === 0 ? null : new Date(endMs);
      const secret = { tokenHash: sha256(token), prefix: shownPrefix(token) };
      const madeIn = acting.principal.sessionId;
      await this.store.rotate(unit.tx, id, { ...secret, previousExpiresAt, madeIn });
      await this.record(unit.tx, acting, 'token.rotated', id, { overlap_seconds: overlapSeconds });
      unit.changed({ kind: 'token_changed', tokenId: id, serviceId });
      return { id, token, name, service, expiresAt, scopes, previousExpiresAt };
    });
  }

  private record(
    tx: Tx,
    acting: Acting,
    type: string,
    id: string,
    details: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    return this.audit.record(tx, done(acting, type, { kind: 'token', id }, details));
  }
}
