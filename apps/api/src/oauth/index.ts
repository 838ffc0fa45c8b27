export { ApplicationRedirects } from './flow/application-redirects.service.js';
export { errorAnswer, type AuthorizationError } from './flow/error-answer.js';
export { assertRedirectAllowed } from './flow/redirect-uris.js';
export { codeChallengeRequired, redirectUriNotAllowed } from './oauth.errors.js';
export { SessionCodes } from './session-codes/session-codes.service.js';
export { oauthConfig } from './oauth.config.js';
export { OAuthModule } from './oauth.module.js';
export { Providers } from './providers/providers.service.js';
export { Unmerge, type Unmerged } from './merging/unmerge.service.js';
