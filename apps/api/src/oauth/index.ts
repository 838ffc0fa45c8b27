export { AccountMergeEntity } from './merging/account-merge.entity.js';
export { OAuthCodeEntity } from './sign-in/oauth-code.entity.js';
export { oauthConfig } from './oauth.config.js';
export { OAuthModule } from './oauth.module.js';
export { OAuthUsedStateEntity } from './flow/used-state.entity.js';
export { Unmerge, type Unmerged } from './merging/unmerge.service.js';
