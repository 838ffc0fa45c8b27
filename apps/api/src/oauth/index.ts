export { oauthConfig } from './oauth.config.js';
export { OAuthModule } from './oauth.module.js';
export { Unmerge, type Unmerged } from './merging/unmerge.service.js';
