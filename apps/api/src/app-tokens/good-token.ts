import type { AppPrincipal } from '#libs/access';
import { equalsConstantTime } from '#libs/kernel';
import type { TokenState } from './app-tokens.store.js';
import { isWithin } from './networks.js';

/** A good token, and when the value that was shown ends; `null` when it never does. */
export interface GoodToken {
  readonly state: TokenState;
  readonly expiresAt: Date | null;
}

/** The value that is shown, from which address and when. */
export interface ShownToken {
  /** SHA-256 of the value. */
  readonly hash: Buffer;
  /** `null`: the service that passes the token on compares its networks. */
  readonly ip: string | null;
  readonly nowMs: number;
}

/** The token, if it is good: `null` when it is revoked, expired, of an inactive service, or not for this network. */
export function judgeToken(state: TokenState | null, shown: ShownToken): GoodToken | null {
  if (!state?.isActive || !state.serviceIsActive) return null;
  const end = endOf(state, shown.hash);
  if (end === undefined || (end !== null && end.getTime() <= shown.nowMs)) return null;
  return isFrom(state, shown.ip) ? { state, expiresAt: end } : null;
}

/**
 * When this value ends; the previous one ends with its overlap. `null`: never; `undefined` for a value that the token does not
 * have any more.
 */
function endOf(state: TokenState, hash: Buffer): Date | null | undefined {
  const { expiresAt: end, previousHash: previous, previousExpiresAt: overlap } = state;
  if (equalsConstantTime(state.tokenHash, hash)) return end;
  if (!previous || !overlap || !equalsConstantTime(previous, hash)) return undefined;
  return end !== null && end < overlap ? end : overlap;
}

function isFrom({ allowedNetworks: networks }: TokenState, ip: string | null): boolean {
  return networks.length === 0 || ip === null || isWithin(ip, networks);
}

/** The caller that shows a good token. */
export function toPrincipal({ state, expiresAt }: GoodToken): AppPrincipal {
  const { id: tokenId, name: tokenName, serviceId, scopes, allowedNetworks } = state;
  const service = serviceOf(state);
  return { tokenId, tokenName, serviceId, scopes, allowedNetworks, service, expiresAt };
}

const serviceOf = (state: TokenState): AppPrincipal['service'] => ({
  id: state.serviceId,
  name: state.serviceName,
  description: state.serviceDescription,
  isActive: state.serviceIsActive,
  createdAt: state.serviceCreatedAt,
  updatedAt: state.serviceUpdatedAt,
});
