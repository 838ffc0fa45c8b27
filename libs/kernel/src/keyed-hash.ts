import { deriveKey, hmacSha256 } from './secrets.js';

/** 162 bits: no two values meet by chance. */
const NAME_LENGTH = 27;

/**
 * Names values by a keyed hash (HMAC-SHA-256), so that a store which must not hold addresses or tokens can count by
 * them: nobody without the server's secret can tell, or try out, what a name stands for.
 */
export class KeyedHash {
  private readonly key: Buffer;

  /** @param purpose of its own for each use: the same value has another name there */
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
