export { ApplicationRedirects } from './flow/application-redirects.service.js';
export { errorAnswer, type AuthorizationError } from './flow/error-answer.js';
export { assertRedirectAllowed } from './flow/redirect-uris.js';
export type { Arrival, ArrivedFlow } from './flow/flow.js';
export { BEGIN_FLOW_REFUSALS, CALLBACK_REFUSALS } from './flow/refusals.js';
export { OwnIdentities, type SignInMethods } from './identities/own-identities.service.js';
export {
  callbackNotForHead,
  codeChallengeRequired,
  identityNotFound,
  invalidState,
  redirectUriNotAllowed,
} from './oauth.errors.js';
export { SessionCodes } from './session-codes/session-codes.service.js';
export { oauthConfig } from './oauth.config.js';
export { OAuthModule } from './oauth.module.js';
export { Arrivals } from './page-flows/arrivals.service.js';
export { PageFlows } from './page-flows/page-flows.service.js';
export type { Provider } from './providers/provider.js';
export { Providers } from './providers/providers.service.js';
export { Unmerge, type Unmerged } from './merging/unmerge.service.js';
