import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What a link about a sign-in does: denies it, which undoes it, or confirms it. */
export type SignInLinkPurpose = 'deny' | 'confirm';

/** The token of a mailed link about a suspicious sign-in, by its hash. */
@Entity('sign_in_links')
export class SignInLinkEntity {
  @PrimaryColumn('bytea', { name: 'token_hash' })
  tokenHash!: Buffer;

  @Column('text')
  purpose!: SignInLinkPurpose;

  @Column('uuid', { name: 'user_id' })
  userId!: string;

  @Column('uuid', { name: 'device_id' })
  deviceId!: string;

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
