import { Injectable } from '@nestjs/common';
import { AppTokenPort, type AppPrincipal, type AppTokenClient } from '#libs/access';
import type { TokenState } from './app-tokens.store.js';
import { TokenStates, type GoodToken } from './token-states.service.js';

/** Decides the `@RequireAppToken` of every route. */
@Injectable()
export class AppTokenAuthentication extends AppTokenPort {
  constructor(private readonly states: TokenStates) {
    super();
  }

  async authenticate(token: string, client: AppTokenClient): Promise<AppPrincipal> {
    return toPrincipal(await this.states.getGood(token, client.ip));
  }

  /** The same, read past the cache: for who was told of a change and may ask before its marker is here. */
  async authenticateNow(token: string, client: AppTokenClient): Promise<AppPrincipal> {
    return toPrincipal(await this.states.readGood(token, client.ip));
  }
}

function toPrincipal({ state, expiresAt }: GoodToken): AppPrincipal {
  const { id: tokenId, name: tokenName, service_id: serviceId, scopes } = state;
  const allowedNetworks = state.allowed_networks;
  const service = serviceOf(state);
  return { tokenId, tokenName, serviceId, scopes, allowedNetworks, service, expiresAt };
}

const serviceOf = (state: TokenState): AppPrincipal['service'] => ({
  id: state.service_id,
  name: state.service_name,
  description: state.service_description,
  isActive: state.service_is_active,
  createdAt: state.service_created_at,
  updatedAt: state.service_updated_at,
});
