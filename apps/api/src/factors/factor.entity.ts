import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What proves a person beside the password. */
export type FactorType = 'totp' | 'passkey' | 'recovery_codes';

/** A second factor of an account, or the set of its recovery codes. */
@Entity('factors')
@Index('factors_user_id_type_idx', ['userId', 'type'], {
  unique: true,
  where: "type = 'recovery_codes'",
})
@Index('factors_created_at_idx', ['createdAt'], { where: 'confirmed_at IS NULL' })
export class FactorEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Index('factors_user_id_idx')
  @Column('uuid', { name: 'user_id' })
  userId!: string;

  @Column('text')
  type!: FactorType;

  /** By which the owner recognises it. */
  @Column('text')
  name!: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  /** `null`: its enrolment is not finished, and it does not count. */
  @Column('timestamptz', { name: 'confirmed_at', nullable: true })
  confirmedAt!: Date | null;

  @Column('timestamptz', { name: 'last_used_at', nullable: true })
  lastUsedAt!: Date | null;

  /** The session in which it was enrolled; it may be gone. */
  @Column('uuid', { name: 'made_in', nullable: true })
  madeIn!: string | null;

  /** The address from which it was enrolled. */
  @Column('text', { name: 'made_from', nullable: true })
  madeFrom!: string | null;
}
