import { createHmac, hash, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 random bits as 43 characters of base64url: for mailed tokens, state, codes. */
export function randomToken(bytes = 32): string {
  return randomBytes(bytes).toString('base64url');
}

/** SHA-256; what is stored of a random secret. Never for passwords. */
export function sha256(value: string | Buffer): Buffer {
  return hash('sha256', value, 'buffer');
}

/** The same as text, to look something up by it; base64. */
export function sha256Text(value: string): string {
  return hash('sha256', value, 'base64');
}

export function hmacSha256(key: Buffer, value: string | Buffer): Buffer {
  return createHmac('sha256', key).update(value).digest();
}

/**
 * What stands in place of an address or a token that may not be stored: base64url of its HMAC-SHA-256, cut.
 * @param characters of six bits each
 */
export function pseudonymOf(key: Buffer, value: string, characters = 27): string {
  return hmacSha256(key, value).toString('base64url').slice(0, characters);
}

/** Equality in constant time; different lengths are simply unequal. */
export function equalsConstantTime(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

/** A 256-bit key for one purpose out of the server's secret (HKDF, RFC 5869); `purpose` is part of the wire: never reuse one. */
export function deriveKey(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, 'gatehouse', purpose, 32));
}
