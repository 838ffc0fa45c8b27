export { ENROLMENT, TokenIdentity, type AccessTokenClaims } from './access-token-claims.js';
export {
  AccessTokens,
  type AccessTokenRequest,
  type IssuedAccessToken,
  type TokenService,
} from './access-tokens.service.js';
export { Jwks } from './jwks.service.js';
export { KeyEncryption } from './key-encryption.js';
export type { SigningKeyInfo, SigningKeyState } from './key-life.js';
export type { PublicJwk } from './key-ring.js';
export { signingKeysConfig } from './signing-keys.config.js';
export { SigningKeysUnreadable } from './signing-keys.errors.js';
export { SigningKeysModule } from './signing-keys.module.js';
export { SigningKeys, type Rotation } from './signing-keys.service.js';
