export * from './app-token.entity.js';
export * from './app-token-port.service.js';
export * from './app-tokens.module.js';
export { MANIFEST_WRITE } from './minting-rights.service.js';
export { RelayedTokens, type RelayedAnswer } from './relayed-tokens.service.js';
export { isAppToken, newAppToken } from './token-format.js';
export * from './token-usage.service.js';
export * from './validation-recall.service.js';
export { ValidatedTokenDto } from './validation.dto.js';
