import { deriveKey, hmacSha256 } from './secrets.js';

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
