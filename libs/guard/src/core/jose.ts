/** The only import of jose; the CommonJS build replaces it with a transpiled copy. */
export { importJWK } from 'jose/key/import';
export { jwtVerify } from 'jose/jwt/verify';
export { decodeProtectedHeader } from 'jose/decode/protected_header';
export { JOSEError, JWTExpired, JWTClaimValidationFailed } from 'jose/errors';
