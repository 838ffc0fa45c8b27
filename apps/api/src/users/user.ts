/** A person's account as other rooms know it; without the password's hash. */
export interface User {
  readonly id: string;
  /** As typed. */
  readonly email: string;
  /** What addresses are compared by. */
  readonly emailCanonical: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly isActive: boolean;
  readonly isEmailVerified: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly lastLogin: Date | null;
}

/** With the hash to compare with; never leaves the service that signs in. */
export interface UserWithPassword extends User {
  /** `null` when the account has no password (it signs in by a provider). */
  readonly password: string | null;
}

/** An account that somebody signs in to by its address. */
export interface SigningInUser extends UserWithPassword {
  /** Hashes of registrations of the address that wait for its confirmation. */
  readonly waitingPasswords: readonly string[];
}

/** What an account is made of. */
export interface NewUser {
  /** As typed. */
  readonly email: string;
  readonly emailCanonical: string;
  /** A hash; `null` for an account that signs in by a provider. */
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
