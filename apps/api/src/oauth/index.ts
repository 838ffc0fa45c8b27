export { oauthConfig } from './oauth.config.js';
export { OAuthModule } from './oauth.module.js';
export { Providers } from './providers/providers.service.js';
export { Unmerge, type Unmerged } from './merging/unmerge.service.js';
