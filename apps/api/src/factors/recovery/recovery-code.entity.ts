import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A one-time code for the case that every other factor is lost. */
@Entity('recovery_codes')
export class RecoveryCodeEntity {
  @PrimaryColumn('uuid', { name: 'factor_id', primaryKeyConstraintName: 'recovery_codes_pkey' })
  factorId!: string;

  @PrimaryColumn('bytea', { name: 'code_hash', primaryKeyConstraintName: 'recovery_codes_pkey' })
  codeHash!: Buffer;

  @Column('timestamptz', { name: 'used_at', nullable: true })
  usedAt!: Date | null;
}
