import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** A device that has signed in to an account. */
@Entity('devices')
@Unique('devices_user_id_credential_hash_key', ['userId', 'credentialHash'])
export class DeviceEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'user_id' })
  userId!: string;

  /** Of the secret that the device holds. */
  @Column('bytea', { name: 'credential_hash', select: false })
  credentialHash!: Buffer;

  /** A description by which the user recognises it. */
  @Column('text', { nullable: true })
  name!: string | null;

  /** The address of its last sign-in. */
  @Column('text')
  ip!: string;

  @Column('text', { nullable: true })
  country!: string | null;

  @Column('double precision', { nullable: true })
  latitude!: number | null;

  @Column('double precision', { nullable: true })
  longitude!: number | null;

  /** `false`: forgotten, or not confirmed yet. */
  @Column('boolean', { name: 'is_known' })
  isKnown!: boolean;

  @Column('timestamptz', { name: 'first_seen_at' })
  firstSeenAt!: Date;

  /** When it last signed in. */
  @Column('timestamptz', { name: 'last_seen_at' })
  lastSeenAt!: Date;

  /** When the owner confirmed it by a mailed link. */
  @Column('timestamptz', { name: 'confirmed_at', nullable: true })
  confirmedAt!: Date | null;

  /** Until when a sign-in from it needs no second factor. */
  @Column('timestamptz', { name: 'factor_remembered_until', nullable: true })
  factorRememberedUntil!: Date | null;

  /** When the owner was last told that it is new. */
  @Column('timestamptz', { name: 'noticed_at', nullable: true })
  noticedAt!: Date | null;
}
