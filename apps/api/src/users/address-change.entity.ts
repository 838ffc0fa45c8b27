import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/** A change of the address of an account, until it can neither be confirmed nor undone any more. */
@Entity('address_changes')
@Unique('address_changes_token_hash_key', ['tokenHash'])
@Unique('address_changes_undo_hash_key', ['undoHash'])
@Index('address_changes_user_id_created_at_idx', ['userId', 'createdAt'])
@Index('address_changes_old_email_canonical_idx', ['oldEmailCanonical'])
@Index('address_changes_expires_at_idx', ['expiresAt'])
export class AddressChangeEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'address_changes_pkey' })
  id!: string;

  @Column('uuid', { name: 'user_id' })
  userId!: string;

  /** In which it was asked for. */
  @Column('uuid', { name: 'session_id' })
  sessionId!: string;

  /** Of the device that asked. */
  @Column('bytea', { name: 'device_hash', nullable: true, select: false })
  deviceHash!: Buffer | null;

  /** As typed. */
  @Column('text', { name: 'old_email' })
  oldEmail!: string;

  @Column('text', { name: 'old_email_canonical' })
  oldEmailCanonical!: string;

  /** As typed. */
  @Column('text', { name: 'new_email' })
  newEmail!: string;

  @Column('text', { name: 'new_email_canonical' })
  newEmailCanonical!: string;

  @Column('timestamptz', { name: 'password_changed_at', nullable: true })
  passwordChangedAt!: Date | null;

  /** Of the link to the new address; `null` when there is none. */
  @Column('bytea', { name: 'token_hash', nullable: true, select: false })
  tokenHash!: Buffer | null;

  /** Of the link to the old address. */
  @Column('bytea', { name: 'undo_hash', nullable: true, select: false })
  undoHash!: Buffer | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  /** Of the link that works now. */
  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;

  @Column('timestamptz', { name: 'confirmed_at', nullable: true })
  confirmedAt!: Date | null;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt!: Date | null;
}
