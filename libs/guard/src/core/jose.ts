/** The only door to jose; the CommonJS build puts its transpiled copy behind it. */
export { importJWK } from 'jose/key/import';
export { jwtVerify } from 'jose/jwt/verify';
export { decodeProtectedHeader } from 'jose/decode/protected_header';
export { JOSEError, JWTExpired, JWTClaimValidationFailed } from 'jose/errors';
