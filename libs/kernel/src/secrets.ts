import { createHmac, hash, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 random bits as 43 characters of base64url: for mailed tokens, state, codes. */
export function randomToken(bytes = 32): string {
  return randomBytes(bytes).toString('base64url');
}

/** SHA-256, the stored form of a random secret. Never for passwords. */
export function sha256(value: string | Buffer): Buffer {
  return hash('sha256', value, 'buffer');
}

/** SHA-256 as base64 text, for look-ups. */
export function sha256Text(value: string): string {
  return hash('sha256', value, 'base64');
}

export function hmacSha256(key: Buffer, value: string | Buffer): Buffer {
  return createHmac('sha256', key).update(value).digest();
}

/** Compares in constant time; values of different lengths are unequal. */
export function equalsConstantTime(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

/**
 * Derives a 256-bit key for one purpose from the server's secret (HKDF, RFC 5869). Stored values depend on `purpose`:
 * never change or reuse one.
 */
export function deriveKey(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, 'gatehouse', purpose, 32));
}

/** 162 bits: no accidental collisions. */
const NAME_LENGTH = 27;

/**
 * Names values by a keyed hash (HMAC-SHA-256), so that a store that must not contain addresses or tokens can count by
 * them: without the server's secret a name cannot be traced to a value, not even by trying values.
 */
export class KeyedHash {
  private readonly key: Buffer;

  /** @param purpose different for each use, so that the same value has different names */
  constructor(secret: string, purpose: string) {
    this.key = deriveKey(secret, purpose);
  }

  /** 27 characters of base64url. */
  nameOf(value: string): string {
    return this.bytesOf(value).toString('base64url').slice(0, NAME_LENGTH);
  }

  /** All 32 bytes, for a column. */
  bytesOf(value: string): Buffer {
    return hmacSha256(this.key, value);
  }
}
