import type { AccessTokenClaims } from './access-token-claims.js';

export interface VerifiedToken {
  readonly claims: AccessTokenClaims;
  /** The first part of the token, which names its key. */
  readonly header: string;
}

/** Remembers tokens whose signature is valid; a new one replaces the one that was unused longest. */
export class VerifiedTokens {
  private readonly byFingerprint = new Map<string, VerifiedToken>();

  constructor(private readonly maxEntries: number) {}

  get size(): number {
    return this.byFingerprint.size;
  }

  find(fingerprint: string): VerifiedToken | null {
    const found = this.byFingerprint.get(fingerprint);
    if (!found) return null;
    this.byFingerprint.delete(fingerprint);
    this.byFingerprint.set(fingerprint, found);
    return found;
  }

  add(fingerprint: string, token: VerifiedToken): void {
    this.byFingerprint.set(fingerprint, token);
    if (this.byFingerprint.size <= this.maxEntries) return;
    const oldest = this.byFingerprint.keys().next();
    if (!oldest.done) this.byFingerprint.delete(oldest.value);
  }

  forget(fingerprint: string): void {
    this.byFingerprint.delete(fingerprint);
  }
}
