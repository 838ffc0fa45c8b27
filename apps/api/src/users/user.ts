import { mailboxOf } from '#libs/kernel';

/** A person's account, without the hash of its password. */
export interface User {
  readonly id: string;
  /** As typed. */
  readonly email: string;
  /** The form in which addresses are compared. */
  readonly emailCanonical: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly isActive: boolean;
  readonly isEmailVerified: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly lastLogin: Date | null;
}

/** With the hash to compare a password with; it is never put into an answer or a log. */
export interface UserWithPassword extends User {
  /** `null` when the account has no password: its owner signs in by a provider. */
  readonly password: string | null;
}

/** The account of an address, for a sign-in by password. */
export interface SigningInUser extends UserWithPassword {
  /** Hashes of registrations of the address that are not confirmed yet. */
  readonly waitingPasswords: readonly string[];
}

/** A new account. */
export interface NewUser {
  /** As typed. */
  readonly email: string;
  readonly emailCanonical: string;
  /** A hash; `null` for an account whose owner signs in by a provider. */
  readonly password: string | null;
  readonly firstName?: string | null;
  readonly lastName?: string | null;
  readonly isEmailVerified?: boolean;
  /** The provider on whose word alone the address counts as verified, where it is no authority for it. */
  readonly vouchedBy?: string | null;
}

/** The fields of a profile that its owner may change; what is absent stays. */
export interface ProfileChange {
  readonly firstName?: string | null;
  readonly lastName?: string | null;
}

/** To whom a mail about the account goes, as the outbox takes it. */
export const addressee = (user: User) => ({
  to: mailboxOf(user),
  firstName: user.firstName,
  userId: user.id,
});
