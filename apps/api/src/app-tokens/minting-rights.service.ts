import { Inject, Injectable } from '@nestjs/common';
import { assertSignedInWithin, type Principal } from '#libs/access';
import type { ConfigOf } from '#libs/config';
import type { Tx } from '#libs/database';
import { Clock } from '#libs/kernel';
import { Grants, mayGrantAnything, type Acting } from '#api/rbac';
import { SessionLineage } from '#api/sessions';
import { Services, type ServiceRow } from '#api/services';
import { appTokensConfig } from './app-tokens.config.js';
import { manifestScopeDenied } from './app-tokens.errors.js';

/** The scope that lets a service declare its permissions and roles. */
export const MANIFEST_WRITE = 'manifest:write';

/** Who may come by a new value of a token. */
@Injectable()
export class MintingRights {
  constructor(
    private readonly services: Services,
    private readonly grants: Grants,
    private readonly lineage: SessionLineage,
    private readonly clock: Clock,
    @Inject(appTokensConfig.KEY) private readonly settings: ConfigOf<typeof appTokensConfig>,
  ) {}

  /**
   * Whoever came by a session of long ago shall not make a credential of it that outlives it (ASVS 7.5.3).
   * @throws AppError `REAUTHENTICATION_REQUIRED`
   */
  assertRecent(principal: Principal): void {
    const { signInMaxAgeSeconds: maxAge } = this.settings;
    if (maxAge > 0) assertSignedInWithin(principal, maxAge, this.clock.nowSeconds());
  }

  /** The session, open until the transaction ends. @throws AppError `SESSION_ENDED` */
  holdSession(tx: Tx, principal: Principal): Promise<void> {
    return this.lineage.assertOpen(tx, principal);
  }

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
   * roles, so only who may grant what does not exist yet gets its value.
   * @throws AppError `GRANT_DENIED`
   */
  async assertMayHave(
    tx: Tx,
    { principal }: Acting,
    service: Pick<ServiceRow, 'id' | 'name'>,
    scopes: readonly string[],
  ): Promise<void> {
    if (!scopes.includes(MANIFEST_WRITE)) return;
    const held = await this.grants.listWithin(tx, [principal.userId], service.id);
    if (!mayGrantAnything(held, service)) throw manifestScopeDenied();
  }
}
