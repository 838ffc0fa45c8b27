export {
  AcceptsForm,
  OfSignedInPage,
  type RouteFacts,
  SignsIn,
  SignsInWhenNamed,
  routeFactsOf,
  signInKindOf,
} from './route-facts.js';
export {
  addressPrefixes,
  narrowestPrefix,
  widestPrefix,
  PREFIX_MULTIPLES,
  type AddressPrefix,
  type PrefixLevel,
} from './address-prefixes.js';
export {
  type ServiceSource,
  type UnitSource,
  type PermissionRule,
  type AccessRule,
  BUILT_IN_PERMISSIONS,
  AUTH_SERVICE,
} from './access-rule.js';
export {
  PROOF_HEADER,
  FRESH_PROOF,
  PROOF_PURPOSES,
  type ProofPurpose,
  type FreshProofRule,
  FreshProof,
} from './fresh-proof.js';
export {
  acrOf,
  insufficientAuthentication,
  isAcr,
  MULTI_FACTOR,
  stepUpHeaders,
  type Acr,
} from './authentication-context.js';
export {
  assertAuthenticated,
  requiresMore,
  type RequiredAuthentication,
} from './required-authentication.js';
export { parseBearer, parseDeviceCredential } from './credentials.js';
export {
  ACCESS_RULE,
  RATE_CLASS,
  REFUSALS,
  IDEMPOTENT,
  NETWORKS_HEADER,
  ASKER_HEADER,
  type RateClassName,
  Public,
  SignedIn,
  RequirePermission,
  RequireAppToken,
  RequireAppTokenOfCaller,
  RateClass,
  Refuses,
  AcceptsRetryProof,
  type IdempotentOptions,
  Idempotent,
} from './declarations.js';
export {
  IdParam,
  readIdempotencyKey,
  type AccessRequest,
  CurrentActing,
  CurrentUser,
  CurrentApp,
  Keep,
  Client,
} from './parameters.js';
export { hasHostBits, networkAround, NetworkSet, parseNetwork, type Network } from './networks.js';
export { type KeepAnswer, type ReplayedCall, ReplayCheck, OncePort, ONCE } from './once.js';
export { OwnCookies, type ShownCookie, type CookieScope } from './own-cookies.js';
export { RefusalPort, type RefusedAttempt, type RefusedCall } from './refusals.js';
export type {
  PrincipalAccount,
  Principal,
  AppPrincipal,
  DeviceChannel,
  ClientInfo,
} from './principal.js';
