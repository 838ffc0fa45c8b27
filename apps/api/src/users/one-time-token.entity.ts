import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/** The one thing that a mailed token can be used for. */
export type TokenPurpose = 'verify_email' | 'reset_password';

/** A mailed token, by its hash; at most one of a purpose for an account. */
@Entity('one_time_tokens')
@Unique('one_time_tokens_token_hash_key', ['tokenHash'])
@Unique('one_time_tokens_user_id_purpose_key', ['userId', 'purpose'])
@Index('one_time_tokens_expires_at_idx', ['expiresAt'])
export class OneTimeTokenEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column({ name: 'user_id', type: 'uuid' })
  userId!: string;

  @Column({ type: 'text' })
  purpose!: TokenPurpose;

  @Column({ name: 'token_hash', type: 'bytea', select: false })
  tokenHash!: Buffer;

  /** The address it was mailed to: it verifies no other. */
  @Column({ name: 'email_canonical', type: 'text' })
  emailCanonical!: string;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt!: Date;

  @Column({ name: 'used_at', type: 'timestamptz', nullable: true })
  usedAt!: Date | null;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;
}
