import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A one-time code by which an application gets a session of its own from the session of a browser. */
@Entity('session_codes')
@Index('session_codes_session_id_expires_at_idx', ['sessionId', 'expiresAt'])
@Index('session_codes_expires_at_idx', ['expiresAt'])
export class SessionCodeEntity {
  @PrimaryColumn('bytea', { name: 'code_hash', primaryKeyConstraintName: 'session_codes_pkey' })
  codeHash!: Buffer;

  @Column('uuid', { name: 'session_id' })
  sessionId!: string;

  /** S256 of the verifier that the application must show. */
  @Column('text', { name: 'code_challenge' })
  codeChallenge!: string;

  /** The target of the access token (RFC 8707), as the application requested it. */
  @Column('text', { nullable: true })
  resource!: string | null;

  /** Of the account, when the code was issued: a password that is changed since ends it. */
  @Column('timestamptz', { name: 'password_changed_at', nullable: true })
  passwordChangedAt!: Date | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;

  @Column('timestamptz', { name: 'used_at', nullable: true })
  usedAt!: Date | null;

  /** A digest of the client that used it. */
  @Column('bytea', { name: 'used_by_hash', nullable: true })
  usedByHash!: Buffer | null;

  /** The session that was opened by it; it may be gone. */
  @Column('uuid', { name: 'opened_session_id', nullable: true })
  openedSessionId!: string | null;
}
