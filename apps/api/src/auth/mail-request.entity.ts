import { Column, Entity, PrimaryColumn } from 'typeorm';

export type MailRequestKind = 'verify_email' | 'reset_password' | 'email_sign_in';

/** A mail that was requested by an address alone, and is not processed yet. */
@Entity('account_mail_requests')
export class MailRequestEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'account_mail_requests_pkey' })
  id!: string;

  @Column('text')
  kind!: MailRequestKind;

  @Column('text', { name: 'email_canonical' })
  emailCanonical!: string;

  @Column('text', { nullable: true })
  ip!: string | null;

  @Column('text', { name: 'user_agent', nullable: true })
  userAgent!: string | null;

  @Column('text', { name: 'request_id', nullable: true })
  requestId!: string | null;

  /** The language of the request, for an account that has none. */
  @Column('text', { nullable: true })
  locale!: string | null;

  /** Of the requesting device: it distinguishes the owner of the account from others. */
  @Column('bytea', { name: 'device_hash', nullable: true, select: false })
  deviceHash!: Buffer | null;

  /** Of a sign-in by mail: the secret of the client that asked. */
  @Column('bytea', { name: 'nonce_hash', nullable: true, select: false })
  nonceHash!: Buffer | null;

  /** Of a sign-in by mail: the target of the access token, as the request named it. */
  @Column('text', { nullable: true })
  resource!: string | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'not_before', default: () => 'now()' })
  notBefore!: Date;

  @Column('integer', { default: 0 })
  attempts!: number;
}
