import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { Grants, mayGrantAnything, type Acting } from '#api/rbac';
import { Services, type ServiceRow } from '#api/services';
import { manifestScopeDenied } from './app-tokens.errors.js';
import { MintingProof } from './minting-proof.service.js';
import { MANIFEST_WRITE } from './scopes.js';

/** Who may come by a new value of a token. */
@Injectable()
export class MintingRights {
  constructor(
    private readonly services: Services,
    private readonly grants: Grants,
    /** What its session must show besides. */
    readonly proof: MintingProof,
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
