/** Where a key stands in its life. `pending`: published, not used yet; `retiring`: its last tokens still live. */
export type SigningKeyState = 'pending' | 'active' | 'retiring' | 'retired' | 'revoked';

/** A key as an operator sees it. */
export interface SigningKeyInfo {
  /** Its `kid`. */
  readonly id: string;
  readonly state: SigningKeyState;
  readonly createdAt: Date;
  /** From when on tokens are signed with it. */
  readonly activatesAt: Date;
  /** When the last token signed with it is dead and it leaves the JWKS; `null` while no successor is known. */
  readonly retiresAt: Date | null;
  readonly revokedAt: Date | null;
}

/** What a rotation did. */
export interface Rotation {
  readonly key: SigningKeyInfo;
  /** `false` when another rotation at the same time made it, or one was under way already. */
  readonly created: boolean;
  /** The keys that are no longer accepted, by an emergency rotation. */
  readonly revoked: readonly string[];
}

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

/** The life of the signing keys; for the operator's commands and the server's own timer. */
export abstract class SigningKeys {
  /**
   * Makes a new key. With overlap: it is published before it is used, and the old ones are accepted until their
   * last token is dead. `now`, for a leaked key: every older key stops being accepted, on every instance, at once.
   * Runs that overlap, on any instances, make one key together.
   */
  abstract rotate(options?: { readonly now?: boolean }): Promise<Rotation>;

  /** All keys, newest first. */
  abstract list(): Promise<SigningKeyInfo[]>;
}
