import { Injectable } from '@nestjs/common';
import { ReplayCheck, type ReplayedCall } from '#libs/access';
import { Database } from '#libs/database';
import { AppError } from '#libs/kernel';
import type { Acting } from '#api/rbac';
import { tokenNotFound, tokenRevoked } from './app-tokens.errors.js';
import { AppTokensStore } from './app-tokens.store.js';
import { MintingRights } from './minting-rights.service.js';

/** Whether a caller that repeats a request for the value of a token could still mint or rotate it. */
@Injectable()
export class MintingReplay extends ReplayCheck {
  constructor(
    private readonly database: Database,
    private readonly store: AppTokensStore,
    private readonly rights: MintingRights,
  ) {
    super();
  }

  /** @throws AppError as `TokenMinting.mint` and `TokenMinting.rotate` do for want of a right */
  override async assertMay({ principal, client, params, body }: ReplayedCall): Promise<void> {
    if (!principal) throw new AppError('UNAUTHENTICATED');
    this.rights.assertRecent(principal);
    const acting = { principal, client };
    const { token_id: tokenId } = params;
    if (tokenId === undefined) await this.assertMayMint(acting, body);
    else await this.assertMayRotate(acting, tokenId);
  }

  private async assertMayMint(
    acting: Acting,
    { service_id: serviceId, scopes }: ReplayedCall['body'],
  ): Promise<void> {
    const wanted = Array.isArray(scopes) ? (scopes as string[]) : [];
    const request = { serviceId: String(serviceId), scopes: wanted };
    await this.database.transaction((tx) => this.rights.lockServiceFor(tx, acting, request));
  }

  private async assertMayRotate(acting: Acting, tokenId: string): Promise<void> {
    const { pool } = this.database;
    const state = await this.store.findState(pool, tokenId);
    if (!state) throw tokenNotFound();
    if (!state.isActive) throw tokenRevoked();
    const service = { id: state.serviceId, name: state.serviceName };
    await this.rights.assertMayHave(pool, acting, service, state.scopes);
  }
}

/** Whether a caller that repeats a request could still make the grant that the kept answer is about. */
@Injectable()
export class CallerGrantReplay extends ReplayCheck {
  constructor(private readonly rights: MintingRights) {
    super();
  }

  /** @throws AppError `REAUTHENTICATION_REQUIRED`; a key is kept together with the proof that was shown */
  override async assertMay({ principal }: ReplayedCall): Promise<void> {
    await Promise.resolve();
    if (!principal) throw new AppError('UNAUTHENTICATED');
    this.rights.assertRecent(principal);
  }
}
