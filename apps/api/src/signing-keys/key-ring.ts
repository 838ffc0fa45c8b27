import { createPublicKey, type KeyObject } from 'node:crypto';
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

/** Byte for byte what the signer writes; a header that says more or says it otherwise is not ours. */
export function tokenHeaderOf(id: string): string {
  return Buffer.from(`{"alg":"ES256","typ":"at+jwt","kid":"${id}"}`).toString('base64url');
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
