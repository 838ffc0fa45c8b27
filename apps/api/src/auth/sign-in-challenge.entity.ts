import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/** A sign-in whose first factor is proven, until the second is. */
@Entity('sign_in_challenges')
@Unique('sign_in_challenges_secret_hash_key', ['secretHash'])
export class SignInChallengeEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('bytea', { name: 'secret_hash', select: false })
  secretHash!: Buffer;

  @Index('sign_in_challenges_user_id_idx')
  @Column('uuid', { name: 'user_id' })
  userId!: string;

  /** A digest of the password's hash at the sign-in; `null` for an account without a password. */
  @Column('bytea', { name: 'password_digest', nullable: true })
  passwordDigest!: Buffer | null;

  /** Of the credential of the device that began the sign-in. */
  @Column('bytea', { name: 'device_hash', nullable: true })
  deviceHash!: Buffer | null;

  /** The linked identity, of a sign-in by a provider. */
  @Column('uuid', { name: 'identity_id', nullable: true })
  identityId!: string | null;

  /** Of the first factor: `password`, `email`, or the name of a provider. */
  @Column('text')
  method!: string;

  /** Of the first factor (RFC 8176). */
  @Column('text', { array: true })
  amr!: readonly string[];

  /** The target of the access token (RFC 8707), as the sign-in requested it. */
  @Column('text', { nullable: true })
  resource!: string | null;

  /** Wrong passwords before the right one. */
  @Column('integer', { default: 0 })
  failures!: number;

  @Column('integer', { name: 'wrong_codes', default: 0 })
  wrongCodes!: number;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Index('sign_in_challenges_expires_at_idx')
  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;
}
