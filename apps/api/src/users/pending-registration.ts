/** A registration that is not confirmed yet, as it is written. */
export interface PendingRegistrationRow {
  readonly id: string;
  readonly userId: string;
  readonly emailCanonical: string;
  /** `null`: it has made the account. */
  readonly password: string | null;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly deviceHash: Buffer | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** As it is read. */
export interface PendingRegistration extends Pick<
  PendingRegistrationRow,
  'id' | 'userId' | 'password' | 'firstName' | 'lastName' | 'deviceHash'
> {
  readonly tokenHash: Buffer | null;
}
