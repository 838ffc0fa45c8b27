import { Injectable } from '@nestjs/common';
import { Audit } from '#api/audit';
import type { Unit } from '#api/platform/changes';
import { AppTokensStore, type RevokedToken } from './app-tokens.store.js';

/** Takes back the secrets that sessions have made: the holder of such a session has seen them. */
@Injectable()
export class MintedTokens {
  constructor(
    private readonly store: AppTokensStore,
    private readonly audit: Audit,
  ) {}

  /**
   * Revokes each token that one of these sessions of the user minted, or gave its present secret by a rotation; every instance
   * refuses it from its next request on. Answers which.
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
}
