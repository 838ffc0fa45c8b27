import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/** A registration of an address that is not confirmed yet. */
@Entity('pending_registrations')
@Index('pending_registrations_user_id_idx', ['userId'])
@Unique('pending_registrations_token_hash_key', ['tokenHash'])
@Index('pending_registrations_expires_at_idx', ['expiresAt'])
export class PendingRegistrationEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column({ name: 'user_id', type: 'uuid' })
  userId!: string;

  /** The address that its link is mailed to: the link confirms no other. */
  @Column({ name: 'email_canonical', type: 'text' })
  emailCanonical!: string;

  /** Its hash; `null` for the registration that created the account, which has its password. */
  @Column({ type: 'text', nullable: true, select: false })
  password!: string | null;

  @Column({ name: 'first_name', type: 'text', nullable: true })
  firstName!: string | null;

  @Column({ name: 'last_name', type: 'text', nullable: true })
  lastName!: string | null;

  /** The language of the registration. */
  @Column({ type: 'text', nullable: true })
  locale!: string | null;

  /** Of the device credential of the registering browser. */
  @Column({ name: 'device_hash', type: 'bytea', nullable: true, select: false })
  deviceHash!: Buffer | null;

  /** Of the link that was mailed for it. */
  @Column({ name: 'token_hash', type: 'bytea', nullable: true, select: false })
  tokenHash!: Buffer | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt!: Date;
}

export const PENDING_REGISTRATION_PROPERTIES = [
  'id',
  'userId',
  'password',
  'firstName',
  'lastName',
  'locale',
  'deviceHash',
  'tokenHash',
] as const;

/** A registration that is not confirmed yet, as it is read. */
export type PendingRegistration = Readonly<
  Pick<PendingRegistrationEntity, (typeof PENDING_REGISTRATION_PROPERTIES)[number]>
>;
