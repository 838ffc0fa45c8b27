import type { AppPrincipal } from '#libs/access';
import type { TokenState } from './app-tokens.store.js';
import type { GoodToken } from './token-states.service.js';

/** Who calls with a good token. */
export function toPrincipal({ state, expiresAt }: GoodToken): AppPrincipal {
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
