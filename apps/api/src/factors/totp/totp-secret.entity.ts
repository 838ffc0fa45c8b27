import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The secret of an authenticator app (RFC 6238). */
@Entity('totp_secrets')
export class TotpSecretEntity {
  @PrimaryColumn('uuid', { name: 'factor_id' })
  factorId!: string;

  /** Encrypted under SECRET_KEY. */
  @Column('bytea', { select: false })
  secret!: Buffer;

  /** The last time step whose code was used; only later ones are accepted. */
  @Column('bigint', { name: 'last_step', nullable: true })
  lastStep!: string | null;

  /** Of the enrolment, until it is confirmed. */
  @Column('integer', { name: 'wrong_codes', default: 0 })
  wrongCodes!: number;
}
