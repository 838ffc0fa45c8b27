import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import { FreshProofs, type Showing } from '#api/users/proofs';
import { AuthorizationFlow, type Departure } from '../flow/authorization-flow.service.js';
import { RedirectWishes, type RedirectWish } from '../flow/redirect-wishes.service.js';

/** Which provider is linked, and how the application wants to be answered. */
export interface LinkWish {
  readonly provider: string;
  readonly wish: Omit<RedirectWish, 'code_challenge'>;
  /** The `Cookie` of the request. */
  readonly cookies: string | undefined;
}

/** Sends somebody who is signed in to a provider, to link it. */
@Injectable()
export class BeginLink {
  constructor(
    private readonly database: Database,
    private readonly authorization: AuthorizationFlow,
    private readonly redirects: RedirectWishes,
    private readonly proofs: FreshProofs,
  ) {}

  /**
   * A provider that cannot be reached costs no proof.
   * @throws AppError `PROOF_REQUIRED`, `REDIRECT_URI_NOT_ALLOWED`, `PROVIDER_NOT_CONFIGURED`, `PROVIDER_FAILED`,
   * `PROVIDER_UNAVAILABLE`, `PROVIDER_TIMEOUT`
   */
  async begin(showing: Showing, { provider, wish, cookies }: LinkWish): Promise<Departure> {
    const { userId, sessionId } = showing.principal;
    const wayBack = this.redirects.readWithoutCode(wish);
    const departure = await this.authorization.start(provider, cookies, {
      kind: 'link',
      ...{ userId, sessionId },
      ...wayBack,
    });
    await this.proofs.consume(this.database.pool, showing, 'link_identity');
    return departure;
  }
}
