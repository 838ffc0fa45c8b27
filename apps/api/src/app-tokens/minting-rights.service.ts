import { Inject, Injectable } from '@nestjs/common';
import { assertAuthenticated, type Principal, type ProofPurpose } from '#libs/access';
import type { ConfigOf } from '#libs/config';
import type { Tx } from '#libs/database';
import { Clock } from '#libs/kernel';
import { assertAtLevel, Grants, mayGrantAnything, type Acting } from '#api/rbac';
import { Services, type ServiceRow } from '#api/services';
import { SessionLineage } from '#api/sessions';
import { FreshProofs } from '#api/users/proofs';
import { appTokensConfig } from './app-tokens.config.js';
import { manifestScopeDenied } from './app-tokens.errors.js';
import { MANIFEST_WRITE } from './scopes.js';

/** Which users may get a new value of a token, and what a session must show before it makes something that outlives it (ASVS 7.5.3). */
@Injectable()
export class MintingRights {
  constructor(
    private readonly services: Services,
    private readonly grants: Grants,
    private readonly proofs: FreshProofs,
    private readonly lineage: SessionLineage,
    private readonly clock: Clock,
    @Inject(appTokensConfig.KEY) private readonly settings: ConfigOf<typeof appTokensConfig>,
  ) {}

  /** The service, held until the transaction ends. @throws AppError `SERVICE_NOT_FOUND` or `GRANT_DENIED` */
  async lockServiceFor(
    tx: Tx,
    acting: Acting,
    { serviceId, scopes }: { readonly serviceId: string; readonly scopes: readonly string[] },
  ): Promise<ServiceRow> {
    const service = await this.services.getLocked(tx, serviceId);
    await this.assertMayHave(tx, acting, service, scopes);
    return service;
  }

  /**
   * A token with `manifest:write` makes permissions and puts them into
   * roles, so only a user who may grant what does not exist yet gets its value.
   * @throws AppError `GRANT_DENIED` or `INSUFFICIENT_AUTHENTICATION`
   */
  async assertMayHave(
    tx: Tx,
    { principal }: Acting,
    service: Pick<ServiceRow, 'id' | 'name'>,
    scopes: readonly string[],
  ): Promise<void> {
    if (!scopes.includes(MANIFEST_WRITE)) return;
    const held = await this.grants.listWithin(tx, [principal.userId], service.id);
    assertAtLevel(principal.acr, held, (counting) => {
      if (!mayGrantAnything(counting, service)) throw manifestScopeDenied();
    });
  }

  /** The session, open until the transaction ends. @throws AppError `SESSION_ENDED` */
  holdSession(tx: Tx, principal: Principal): Promise<void> {
    return this.lineage.assertOpen(tx, principal);
  }

  /**
   * Uses up a proof that was made for this purpose: a stolen access token alone cannot make a credential. Where proofs are
   * switched off, the sign-in must not be long ago.
   * @throws AppError `PROOF_REQUIRED`, or `REAUTHENTICATION_REQUIRED`
   */
  async useProof(tx: Tx, acting: Acting, purpose: ProofPurpose): Promise<void> {
    if (this.proofs.areForAdministration) return this.proofs.consume(tx, acting, purpose);
    this.assertRecent(acting.principal);
  }

  /** Where proofs are switched off. @throws AppError `REAUTHENTICATION_REQUIRED` when the sign-in is long ago */
  assertRecent(principal: Principal): void {
    const { signInMaxAgeSeconds: maxAge } = this.settings;
    if (maxAge === 0 || this.proofs.areForAdministration) return;
    assertAuthenticated(principal, { withinSeconds: maxAge }, this.clock.nowSeconds());
  }
}
