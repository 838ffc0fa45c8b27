import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** A person's account. */
@Entity('users')
@Unique('users_email_canonical_key', ['emailCanonical'])
export class UserEntity {
  @PrimaryColumn('uuid')
  id!: string;

  /** As typed. */
  @Column({ type: 'text' })
  email!: string;

  /** The form in which addresses are compared. */
  @Column({ name: 'email_canonical', type: 'text' })
  emailCanonical!: string;

  /** A hash; the column has the name that the original service gave it. */
  @Column({ type: 'text', nullable: true, select: false })
  password!: string | null;

  @Column({ name: 'first_name', type: 'text', nullable: true })
  firstName!: string | null;

  @Column({ name: 'last_name', type: 'text', nullable: true })
  lastName!: string | null;

  /** The language of pages and mails, as a BCP 47 tag; `null` when none was chosen. */
  @Column({ type: 'text', nullable: true })
  locale!: string | null;

  @Column({ name: 'is_active', type: 'boolean', default: true })
  isActive!: boolean;

  @Column({ name: 'is_email_verified', type: 'boolean', default: false })
  isEmailVerified!: boolean;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;

  @Column({ name: 'updated_at', type: 'timestamptz', default: () => 'now()' })
  updatedAt!: Date;

  @Column({ name: 'last_login', type: 'timestamptz', nullable: true })
  lastLogin!: Date | null;

  /** When it first signed in without the second factor that is required of it. */
  @Column({ name: 'second_factor_asked_at', type: 'timestamptz', nullable: true })
  secondFactorAskedAt!: Date | null;

  @Column({ name: 'password_changed_at', type: 'timestamptz', nullable: true })
  passwordChangedAt!: Date | null;

  /** The session in which the password was set; `null`: by a mailed link, a registration or the operator. */
  @Column({ name: 'password_made_in', type: 'uuid', nullable: true })
  passwordMadeIn!: string | null;

  /** The provider that alone verified the address, where it is not authoritative for it. */
  @Column({ name: 'vouched_by', type: 'text', nullable: true })
  vouchedBy!: string | null;
}
