import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/** A sign-in by mail that waits for its code or link; at most one of known devices and one of others for an account. */
@Entity('email_sign_ins')
@Unique('email_sign_ins_nonce_hash_key', ['nonceHash'])
@Unique('email_sign_ins_token_hash_key', ['tokenHash'])
@Index('email_sign_ins_expires_at_idx', ['expiresAt'])
export class EmailSignInEntity {
  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'email_sign_ins_pkey' })
  userId!: string;

  /** Whether the account knew the device that asked: strangers do not replace what the owner asked for. */
  @PrimaryColumn('boolean', {
    name: 'is_known_device',
    primaryKeyConstraintName: 'email_sign_ins_pkey',
  })
  isKnownDevice!: boolean;

  /** Of the secret that the client which asked holds. */
  @Column('bytea', { name: 'nonce_hash', select: false })
  nonceHash!: Buffer;

  /** A keyed hash: the code has few digits. */
  @Column('bytea', { name: 'code_hash', select: false })
  codeHash!: Buffer;

  @Column('bytea', { name: 'token_hash', select: false })
  tokenHash!: Buffer;

  /** The address that it was mailed to. */
  @Column('text', { name: 'email_canonical' })
  emailCanonical!: string;

  /** The target of the access token (RFC 8707), as the request named it. */
  @Column('text', { nullable: true })
  resource!: string | null;

  /** Codes that were compared. */
  @Column('integer', { default: 0 })
  tries!: number;

  /** Of the account: a changed password ends it. */
  @Column('timestamptz', { name: 'password_changed_at', nullable: true })
  passwordChangedAt!: Date | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;
}
