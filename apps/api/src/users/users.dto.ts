import type { User } from './user.js';

/** An account as its owner and administrators see it. */
export class UserDto {
  /** @example '01938f6e-7c2a-7b3e-9f11-2a4c5d6e7f80' */
  id!: string;

  /**
   * As typed at registration.
   * @example 'anna@example.org'
   */
  email!: string;

  /** @example 'Anna' */
  first_name!: string | null;

  /** @example 'Berger' */
  last_name!: string | null;

  /**
   * The language of pages and mails, as a BCP 47 tag; `null` when none was chosen.
   * @example 'de'
   */
  locale!: string | null;

  /** @example true */
  is_active!: boolean;

  /** @example true */
  is_email_verified!: boolean;

  /** @example '2026-11-23T10:15:00.000Z' */
  created_at!: string;

  /** @example '2026-11-23T10:20:00.000Z' */
  last_login!: string | null;
}

/** The contract's `user`. */
export function toUser(user: Omit<User, 'emailCanonical' | 'updatedAt'>): UserDto {
  return {
    id: user.id,
    email: user.email,
    first_name: user.firstName,
    last_name: user.lastName,
    locale: user.locale,
    is_active: user.isActive,
    is_email_verified: user.isEmailVerified,
    created_at: user.createdAt.toISOString(),
    last_login: user.lastLogin?.toISOString() ?? null,
  };
}
