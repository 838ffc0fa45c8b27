import type { PublicJwk } from './key-ring.js';

/** A public key as published (RFC 7517). */
export class PublicJwkDto implements PublicJwk {
  /** @example 'EC' */
  kty!: 'EC';

  /** @example 'P-256' */
  crv!: 'P-256';

  /** @example 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU' */
  x!: string;

  /** @example 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0' */
  y!: string;

  /** @example '01938f6e-7c2a-7b3e-9f11-2a4c5d6e7f80' */
  kid!: string;

  /** @example 'sig' */
  use!: 'sig';

  /** @example 'ES256' */
  alg!: 'ES256';
}

/** The keys that access tokens are verified with, and the one that will be used next. */
export class JwksDto {
  keys!: PublicJwkDto[];
}
