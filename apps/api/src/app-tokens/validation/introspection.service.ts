import { Injectable } from '@nestjs/common';
import type { AppPrincipal } from '#libs/access';
import { isAppError } from '#libs/kernel';
import { ValidatedCaches } from '#api/platform/changes';
import { AccessTokens, type AccessTokenClaims } from '#api/signing-keys';
import { Grants, holdingsAt, type Holdings } from '#api/rbac';
import { SessionAccess } from '#api/sessions';

export type Introspection =
  | { readonly active: false }
  | ({ readonly active: true; readonly service: AppPrincipal['service'] } & AccessTokenClaims &
      Holdings);

/** Answers whether a user's access token is good right now, and what its user may do in the asking service (RFC 7662). */
@Injectable()
export class TokenIntrospection {
  constructor(
    private readonly sessions: SessionAccess,
    private readonly tokens: AccessTokens,
    private readonly grants: Grants,
    private readonly caches: ValidatedCaches,
  ) {}

  /** Inactive without a reason for everything that is not a good access token, for the asking service, of a live session. */
  async introspect(app: AppPrincipal, token: string): Promise<Introspection> {
    const recalled = await this.recall(app, token);
    if (recalled) return recalled;
    try {
      const { userId, acr } = await this.sessions.authenticateAt(token, app.serviceId);
      const claims = await this.tokens.verify(token);
      const holdings = await this.grants.holdingsOf(userId, app.serviceId);
      return { active: true, ...claims, acr, service: app.service, ...holdingsAt(acr, holdings) };
    } catch (error) {
      if (isAppError(error) && error.entry.status === 401) return { active: false };
      throw error;
    }
  }

  /** From memory, confirmed by one question to Redis; `null` when only a look-up can tell. */
  private async recall(app: AppPrincipal, token: string): Promise<Introspection | null> {
    const session = this.sessions.recall(token, app.serviceId);
    const grants = session && this.grants.find(session.claims.sub, app.serviceId);
    if (!session || !grants || !(await this.caches.confirmed([session.state, grants]))) return null;
    if (!this.sessions.admit(session)) return null;
    const holdings = this.grants.holdingsBy(app.serviceId, grants);
    const { acr = 'aal1' } = session.claims;
    const counting = holdingsAt(acr, holdings);
    return { active: true, ...session.claims, acr, service: app.service, ...counting };
  }
}
