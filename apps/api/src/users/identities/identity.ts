import type { IdentityOrigin } from './identity.entity.js';

/** A person at a provider, linked to an account here. */
export interface Identity {
  readonly id: string;
  readonly userId: string;
  readonly provider: string;
  readonly issuer: string;
  readonly subject: string;
  readonly email: string | null;
  readonly avatar: string | null;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  /** `null` in rows that were written before the column existed. */
  readonly origin: IdentityOrigin | null;
  /** The session in which it was linked, or its account merged. */
  readonly madeIn: string | null;
  /** The network address of the client that linked it. */
  readonly madeFrom: string | null;
  /** When it was linked to this account. */
  readonly addedAt: Date;
}

/** What names a person at a provider: the subject is unique within the issuer. */
export type IdentityKey = Pick<Identity, 'provider' | 'issuer' | 'subject'>;

/** How, in which session and from which address it is linked to an account. */
export interface IdentityMaking {
  readonly origin: IdentityOrigin;
  readonly madeIn: string | null;
  readonly madeFrom: string | null;
}

export interface NewIdentity extends IdentityKey, IdentityMaking {
  readonly id: string;
  readonly userId: string;
  readonly email: string | null;
  readonly avatar: string | null;
  readonly providerTokens: Buffer | null;
  readonly now: Date;
}

/** What a sign-in by an identity brings: `null` keeps what was known, except of the tokens. */
export type IdentityUse = Pick<NewIdentity, 'email' | 'avatar' | 'providerTokens' | 'now'>;
