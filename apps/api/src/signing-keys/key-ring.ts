import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import { isPastSigning, publishedTerms, type KeyTerm } from './key-life.js';
import type { SigningKeyRow } from './signing-keys.store.js';

/** A public key as published (RFC 7517). */
export interface PublicJwk {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
  readonly kid: string;
  readonly use: 'sig';
  readonly alg: 'ES256';
}

/** A key as it is held in memory. */
export interface RingKey {
  readonly id: string;
  readonly publicKey: KeyObject;
  readonly jwk: PublicJwk;
  /** `null` when it signs no more. */
  readonly privateKey: KeyObject | null;
  /** The first part of every token signed with it. */
  readonly tokenHeader: string;
  readonly activatesAtMs: number;
  readonly retiresAtMs: number;
  /** Grows when tokens of a longer life are signed. */
  longestTokenSeconds: number;
}

const SIGNATURE_BYTES = 64;
const HALF = 32;

/** The order of P-256's group (SP 800-186 section 3.2.1.3). */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const HALF_ORDER = Buffer.from((ORDER >> 1n).toString(16).padStart(64, '0'), 'hex');

const OWN_HEADER = /^\{"alg":"ES256","typ":"at\+jwt","kid":"[0-9a-f-]{36}"\}$/;

/** Byte for byte what the signer writes: a token with any other header is refused. */
export function tokenHeaderOf(id: string): string {
  return Buffer.from(`{"alg":"ES256","typ":"at+jwt","kid":"${id}"}`).toString('base64url');
}

/**
 * Whether a token's first part can name a key of this server. Only for such a token is the database asked for a key that is not
 * known here.
 */
export function isLikeTokenHeader(header: string): boolean {
  return header.length < 160 && OWN_HEADER.test(Buffer.from(header, 'base64url').toString());
}

const hasLowS = (signature: Buffer): boolean => signature.subarray(HALF).compare(HALF_ORDER) <= 0;

/**
 * Of the two signatures that ECDSA has for one message, (r, s) and (r, n - s), the one with the lower s. It alone is accepted, so
 * that no second text of a token can be made from the first.
 */
export function withLowS(signature: Buffer): Buffer {
  if (hasLowS(signature)) return signature;
  const s = ORDER - BigInt(`0x${signature.subarray(HALF).toString('hex')}`);
  const low = Buffer.from(s.toString(16).padStart(64, '0'), 'hex');
  return Buffer.concat([signature.subarray(0, HALF), low]);
}

/** Verifies a signature of ES256 (RFC 7518 section 3.4); one with the higher s is refused. */
export function isSignatureOf(signingInput: string, signature: Buffer, key: KeyObject): boolean {
  if (signature.length !== SIGNATURE_BYTES || !hasLowS(signature)) return false;
  return verify('sha256', Buffer.from(signingInput), { key, dsaEncoding: 'ieee-p1363' }, signature);
}

export type OpenKey = (id: string, sealed: Buffer) => KeyObject | null;

/** The keys of one moment that are not revoked. What a key may do depends on the time of the question. */
export class KeyRing {
  private readonly byHeader: ReadonlyMap<string, RingKey>;

  private constructor(
    /** In the order of their use. */
    private readonly keys: readonly RingKey[],
    readonly newestCreatedAt: Date,
  ) {
    this.byHeader = new Map(keys.map((key) => [key.tokenHeader, key]));
  }

  /**
   * `open` is called for keys that may still sign, and that `previous` has not opened already. With `null` for one
   * that cannot be opened, the key is accepted and signs nothing.
   */
  static from(
    rows: readonly SigningKeyRow[],
    nowMs: number,
    open: OpenKey,
    previous: KeyRing | null,
  ): KeyRing | null {
    const known = new Map(previous?.keys.map((key) => [key.id, key]));
    const terms = publishedTerms(rows, nowMs);
    const newest = terms.at(-1)?.key.createdAt;
    if (!newest) return null;
    const keys = terms.map((term) => toRingKey(term, nowMs, open, known.get(term.key.id)));
    return new KeyRing(keys, newest);
  }

  /** The key that signs now. By a clock that runs behind: the first one. */
  signer(nowMs: number): RingKey {
    const begun = this.keys.filter((key) => key.activatesAtMs <= nowMs && key.privateKey !== null);
    return begun.at(-1) ?? this.keys.find((key) => key.privateKey !== null) ?? this.keys.at(-1)!;
  }

  /** The key behind a token's first part, if it is accepted now. */
  findAccepted(tokenHeader: string, nowMs: number): RingKey | null {
    const key = this.byHeader.get(tokenHeader);
    return key && nowMs < key.retiresAtMs ? key : null;
  }

  /** How long the longest-lived token of a key that is accepted now may live from its issue. */
  longestTokenSeconds(nowMs: number): number {
    return Math.max(0, ...this.accepted(nowMs).map((key) => key.longestTokenSeconds));
  }

  /** The keys to publish: all that are accepted, and those that will be used next. */
  published(nowMs: number): PublicJwk[] {
    return this.accepted(nowMs).map(({ jwk }) => jwk);
  }

  private accepted(nowMs: number): readonly RingKey[] {
    return this.keys.filter((key) => nowMs < key.retiresAtMs);
  }
}

function toRingKey(
  term: KeyTerm<SigningKeyRow>,
  nowMs: number,
  open: OpenKey,
  known: RingKey | undefined,
): RingKey {
  const { id, publicJwk, privateKey, activatesAt, longestTokenSeconds } = term.key;
  const { x, y } = publicJwk;
  const jwk = { kty: 'EC', crv: 'P-256', x, y, kid: id, use: 'sig', alg: 'ES256' } as const;
  const maySign = privateKey !== null && !isPastSigning(term, nowMs);
  return {
    id,
    jwk,
    publicKey:
      known?.publicKey ??
      createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' }),
    privateKey: maySign ? (known?.privateKey ?? open(id, privateKey)) : null,
    tokenHeader: tokenHeaderOf(id),
    activatesAtMs: activatesAt.getTime(),
    retiresAtMs: term.retiresAtMs,
    longestTokenSeconds: Math.max(longestTokenSeconds, known?.longestTokenSeconds ?? 0),
  };
}
