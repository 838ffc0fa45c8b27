import { IsOptional, IsString, MaxLength } from 'class-validator';
import type { Identity } from '#api/users/identities';

/** A person at a provider, linked to the account. */
export class IdentityDto {
  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44' */
  id!: string;

  /** @example 'google' */
  provider!: string;

  /**
   * The provider's own name for the person.
   * @example '110248495921238986420'
   */
  subject!: string;

  /** @example 'anna@example.org' */
  email!: string | null;

  /** @example 'https://lh3.googleusercontent.com/a/photo' */
  avatar!: string | null;

  /** @example '2026-11-23T10:15:30.000Z' */
  created_at!: string;

  /** @example '2026-11-23T10:15:30.000Z' */
  last_used_at!: string | null;
}

export class IdentityListDto {
  /** @example true */
  success!: boolean;

  identities!: IdentityDto[];

  /**
   * Give it as `cursor` for the next page; `null` on the last.
   * @example null
   */
  next_cursor!: string | null;

  /**
   * Whether the account can be signed in to by a password, too.
   * @example true
   */
  has_password!: boolean;
}

export class BeginLinkDto {
  /**
   * Where to come back to: one of OAUTH_REDIRECT_URIS. Without it the callback answers JSON.
   * @example 'https://app.example.com/settings'
   */
  @IsOptional()
  @IsString()
  @MaxLength(2048)
  redirect_uri?: string;

  /**
   * Given back to the redirect_uri, so that the application knows its own flow again.
   * @example 'af0ifjsldkj'
   */
  @IsOptional()
  @IsString()
  @MaxLength(512)
  state?: string;
}

export class LinkBegunDto {
  /** @example true */
  success!: boolean;

  /**
   * Send this very browser there, before ten minutes have passed.
   * @example 'https://accounts.google.com/o/oauth2/v2/auth?client_id=…'
   */
  authorization_url!: string;
}

export class LinkedDto {
  /** @example true */
  success!: boolean;

  /** @example 'Identity linked' */
  message!: string;

  identity!: IdentityDto;
}

/** The contract's `identity`; the provider's tokens are no part of it. */
export function toIdentity(identity: Identity): IdentityDto {
  return {
    id: identity.id,
    provider: identity.provider,
    subject: identity.subject,
    email: identity.email,
    avatar: identity.avatar,
    created_at: identity.createdAt.toISOString(),
    last_used_at: identity.lastUsedAt?.toISOString() ?? null,
  };
}
