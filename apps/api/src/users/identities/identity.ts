import type { IdentityEntity } from './identity.entity.js';

/** Columns that are read of each identity; the provider's tokens are read by themselves. */
export const IDENTITY_PROPERTIES = [
  'id',
  'userId',
  'provider',
  'issuer',
  'subject',
  'email',
  'avatar',
  'createdAt',
  'lastUsedAt',
  'origin',
  'madeIn',
  'madeFrom',
] as const;

/** A person at a provider, linked to an account here. */
export type Identity = Readonly<Pick<IdentityEntity, (typeof IDENTITY_PROPERTIES)[number]>> & {
  /** When it was linked to this account. */
  readonly addedAt: Date;
};

/** What names a person at a provider: the subject is unique within the issuer. */
export type IdentityKey = Pick<Identity, 'provider' | 'issuer' | 'subject'>;

/** How, in which session and from which network address it is linked to an account. */
export type IdentityMaking = Pick<Identity, 'madeIn' | 'madeFrom'> & {
  readonly origin: NonNullable<Identity['origin']>;
};

export type NewIdentity = IdentityKey &
  IdentityMaking &
  Pick<Identity, 'id' | 'userId' | 'email' | 'avatar'> &
  Readonly<Pick<IdentityEntity, 'providerTokens'>> & { readonly now: Date };

/** What a sign-in by an identity brings: `null` keeps what was known, except of the tokens. */
export type IdentityUse = Pick<NewIdentity, 'email' | 'avatar' | 'providerTokens' | 'now'>;
