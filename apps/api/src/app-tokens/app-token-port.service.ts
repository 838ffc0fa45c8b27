import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import { Grants } from '#api/rbac';
import { scopesHeld, Standings } from './callers/standings.service.js';
import { OWN_SERVICE_SCOPES } from './scopes.js';
import { AppTokenPort, type AppPrincipal, type AppTokenClient } from '#libs/access';
import { toPrincipal } from './to-principal.js';
import { TokenStates } from './token-states.service.js';

/** Decides the `@RequireAppToken` of every route. */
@Injectable()
export class AppTokenAuthentication extends AppTokenPort {
  constructor(
    private readonly states: TokenStates,
    private readonly standings: Standings,
    private readonly grants: Grants,
    private readonly database: Database,
  ) {
    super();
  }

  async authenticate(token: string, client: AppTokenClient): Promise<AppPrincipal> {
    return toPrincipal(await this.states.getGood(token, client));
  }

  /** The same, read past the cache: for who was told of a change and may ask before its marker is here. */
  async authenticateNow(token: string, client: AppTokenClient): Promise<AppPrincipal> {
    return toPrincipal(await this.states.readGood(token, client));
  }

  /**
   * A scope about the token's own service holds as it was minted. Any other belongs to `auth_service`, which relies on
   * it: its own tokens have it, others by its grant.
   */
  async holdsHere(app: AppPrincipal, scope: string): Promise<boolean> {
    if (!app.scopes.includes(scope)) return false;
    if (OWN_SERVICE_SCOPES.has(scope)) return true;
    const authServiceId = await this.grants.getAuthServiceId(this.database.checks);
    const standing = await this.standings.of(app.serviceId, authServiceId);
    return scopesHeld(app.scopes, standing).includes(scope);
  }
}
