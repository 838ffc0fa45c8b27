import { hash, verify, type KeyObject } from 'node:crypto';

const SIGNATURE_BYTES = 64;
const HALF = 32;

/** The order of P-256's group (SP 800-186 section 3.2.1.3). */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const HALF_ORDER = Buffer.from((ORDER >> 1n).toString(16).padStart(64, '0'), 'hex');

const hasLowS = (signature: Buffer): boolean => signature.subarray(HALF).compare(HALF_ORDER) <= 0;

/**
 * Of the two signatures that ECDSA has for one message, (r, s) and (r, n - s), the one with the lower s: then a
 * token has one text only, and a second one cannot be made from it.
 */
export function withLowS(signature: Buffer): Buffer {
  if (hasLowS(signature)) return signature;
  const s = ORDER - BigInt(`0x${signature.subarray(HALF).toString('hex')}`);
  const low = Buffer.from(s.toString(16).padStart(64, '0'), 'hex');
  return Buffer.concat([signature.subarray(0, HALF), low]);
}

/** Bytes that are written in one way only; base64url has spare bits that a forger could vary. */
export function decodeCanonical(part: string): Buffer | null {
  const bytes = Buffer.from(part, 'base64url');
  return bytes.toString('base64url') === part ? bytes : null;
}

/** ES256 (RFC 7518 section 3.4), with the lower s alone. */
export function isSignatureOf(signingInput: string, signature: Buffer, key: KeyObject): boolean {
  if (signature.length !== SIGNATURE_BYTES || !hasLowS(signature)) return false;
  return verify('sha256', Buffer.from(signingInput), { key, dsaEncoding: 'ieee-p1363' }, signature);
}

/** By which a token is remembered, so that no usable token is kept in memory. */
export function fingerprint(token: string): string {
  return hash('sha256', token, 'base64url');
}
