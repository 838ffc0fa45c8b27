import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * What a link does: denies a sign-in, which undoes it; denies the enrolment of a factor, which undoes it with all that followed;
 * or confirms a sign-in.
 */
export type SignInLinkPurpose = 'deny' | 'deny_factor' | 'confirm';

/** The token of a mailed link about a suspicious sign-in or an added factor, by its hash. */
@Entity('sign_in_links')
export class SignInLinkEntity {
  @PrimaryColumn('bytea', { name: 'token_hash' })
  tokenHash!: Buffer;

  @Column('text')
  purpose!: SignInLinkPurpose;

  @Column('uuid', { name: 'user_id' })
  userId!: string;

  /** `null` when the session of an added factor has none. */
  @Column('uuid', { name: 'device_id', nullable: true })
  deviceId!: string | null;

  /** `null` when the sign-in was refused. */
  @Column('uuid', { name: 'session_id', nullable: true })
  sessionId!: string | null;

  /** The address that the link was mailed to; the link is valid only while the account has it. */
  @Column('text', { name: 'email_canonical' })
  emailCanonical!: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;

  @Column('timestamptz', { name: 'used_at', nullable: true })
  usedAt!: Date | null;
}
