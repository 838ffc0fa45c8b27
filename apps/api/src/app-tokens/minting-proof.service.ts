import { Inject, Injectable } from '@nestjs/common';
import { assertSignedInWithin, type Principal, type ProofPurpose } from '#libs/access';
import type { ConfigOf } from '#libs/config';
import type { Tx } from '#libs/database';
import { Clock } from '#libs/kernel';
import { FreshProofs } from '#api/users/proofs';
import type { Acting } from '#api/rbac';
import { SessionLineage } from '#api/sessions';
import { appTokensConfig } from './app-tokens.config.js';

/** What a session must show before it makes something that outlives it (ASVS 7.5.3). */
@Injectable()
export class MintingProof {
  constructor(
    private readonly proofs: FreshProofs,
    private readonly lineage: SessionLineage,
    private readonly clock: Clock,
    @Inject(appTokensConfig.KEY) private readonly settings: ConfigOf<typeof appTokensConfig>,
  ) {}

  /** The session, open until the transaction ends. @throws AppError `SESSION_ENDED` */
  holdSession(tx: Tx, principal: Principal): Promise<void> {
    return this.lineage.assertOpen(tx, principal);
  }

  /**
   * Uses up a proof that was made for this: a thief of an access token makes no credential of it. Where proofs are
   * switched off, the sign-in must not be long ago.
   * @throws AppError `PROOF_REQUIRED`, or `REAUTHENTICATION_REQUIRED`
   */
  async use(tx: Tx, acting: Acting, purpose: ProofPurpose): Promise<void> {
    if (this.proofs.areForAdministration) return this.proofs.consume(tx, acting, purpose);
    this.assertRecent(acting.principal);
  }

  /** Where proofs are switched off. @throws AppError `REAUTHENTICATION_REQUIRED` when the sign-in is long ago */
  assertRecent(principal: Principal): void {
    const { signInMaxAgeSeconds: maxAge } = this.settings;
    if (maxAge === 0 || this.proofs.areForAdministration) return;
    assertSignedInWithin(principal, maxAge, this.clock.nowSeconds());
  }
}
