import type { ProofPurpose } from '#libs/access';
import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/** A recent proof of a user's identity, for one purpose, in one session. */
@Entity('fresh_proofs')
@Unique('fresh_proofs_session_id_purpose_user_id_key', ['sessionId', 'purpose', 'userId'])
@Index('fresh_proofs_user_id_idx', ['userId'])
@Index('fresh_proofs_identity_id_idx', ['identityId'])
@Index('fresh_proofs_factor_id_idx', ['factorId'])
@Index('fresh_proofs_expires_at_idx', ['expiresAt'])
export class FreshProofEntity {
  @PrimaryColumn('bytea', { name: 'secret_hash', primaryKeyConstraintName: 'fresh_proofs_pkey' })
  secretHash!: Buffer;

  @Column('uuid', { name: 'session_id' })
  sessionId!: string;

  @Column('text')
  purpose!: ProofPurpose;

  @Column('uuid', { name: 'user_id' })
  userId!: string;

  @Column('uuid', { name: 'identity_id', nullable: true })
  identityId!: string | null;

  /** The factor by which it was made; `null`: by the password or a provider. */
  @Column('uuid', { name: 'factor_id', nullable: true })
  factorId!: string | null;

  @Column('timestamptz', { name: 'password_changed_at', nullable: true })
  passwordChangedAt!: Date | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;
}
