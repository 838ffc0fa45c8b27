import { mailboxOf } from '#libs/kernel';
import { knownLanguage } from '#libs/languages';
import type { UserEntity } from './user.entity.js';

/** What is read of an account, its secrets left out. */
export const USER_PROPERTIES = [
  'id',
  'email',
  'emailCanonical',
  'firstName',
  'lastName',
  'locale',
  'isActive',
  'isEmailVerified',
  'createdAt',
  'updatedAt',
  'lastLogin',
] as const;

/** A person's account, without the hash of its password. */
export type User = Readonly<Pick<UserEntity, (typeof USER_PROPERTIES)[number]>>;

/** With the hash to compare a password with; it is never put into an answer or a log. `null`: no password is set. */
export type UserWithPassword = User & Readonly<Pick<UserEntity, 'password'>>;

/** The account of an address, for a sign-in by password. */
export type SigningInUser = UserWithPassword & {
  /** Hashes of registrations of the address that are not confirmed yet. */
  readonly waitingPasswords: readonly string[];
};

/** A new account. `password` is a hash, or `null` for a sign-in by a provider alone. */
export type NewUser = Readonly<
  Pick<UserEntity, 'email' | 'emailCanonical' | 'password'> &
    Partial<Pick<UserEntity, 'firstName' | 'lastName' | 'locale' | 'isEmailVerified' | 'vouchedBy'>>
>;

/** The fields of a profile that its owner may change; what is absent stays. */
export type ProfileChange = Readonly<
  Partial<Pick<UserEntity, 'firstName' | 'lastName' | 'locale'>>
>;

/** The recipient of a mail about the account, as the outbox takes it. */
export const addressee = (user: User) => ({
  to: mailboxOf(user),
  firstName: user.firstName,
  language: knownLanguage(user.locale),
  userId: user.id,
});
