import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** A WebAuthn credential. */
@Entity('passkeys')
@Unique('passkeys_credential_id_key', ['credentialId'])
export class PasskeyEntity {
  @PrimaryColumn('uuid', { name: 'factor_id' })
  factorId!: string;

  @Column('bytea', { name: 'credential_id' })
  credentialId!: Buffer;

  /** COSE. */
  @Column('bytea', { name: 'public_key' })
  publicKey!: Buffer;

  /** The signature counter that the authenticator showed last; 0: it has none. */
  @Column('bigint', { name: 'sign_count' })
  signCount!: string;

  @Column('text', { array: true })
  transports!: readonly string[];

  /** The model of the authenticator. */
  @Column('uuid')
  aaguid!: string;

  @Column('boolean', { name: 'is_backup_eligible' })
  isBackupEligible!: boolean;

  @Column('boolean', { name: 'is_backed_up' })
  isBackedUp!: boolean;
}
