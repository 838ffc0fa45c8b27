export * from './app-token.entity.js';
export * from './app-token-port.service.js';
export * from './app-tokens.module.js';
export { MintedTokens } from './minted-tokens.service.js';
export { MANIFEST_WRITE } from './minting-rights.service.js';
export { isAppToken, newAppToken } from './token-format.js';
export * from './token-usage.service.js';
export * from './validation-recall.service.js';
