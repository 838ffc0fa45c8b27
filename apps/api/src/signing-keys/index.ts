export * from './access-tokens.js';
export { KeyVault } from './key-vault.js';
export * from './keys.config.js';
export { SigningKeysUnreadable } from './keys.errors.js';
export * from './keys.module.js';
export * from './published-keys.service.js';
export * from './signing-key.entity.js';
export * from './signing-keys.js';
export * from './token-identity.js';
