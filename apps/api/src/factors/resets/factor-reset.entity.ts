import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/** An ordered removal of all factors of an account, which the owner can object to until it is due. */
@Entity('factor_resets')
@Unique('factor_resets_token_hash_key', ['tokenHash'])
@Index('factor_resets_requested_by_idx', ['requestedBy'], { where: 'requested_by IS NOT NULL' })
export class FactorResetEntity {
  @PrimaryColumn('uuid', { name: 'user_id' })
  userId!: string;

  /** Of the mailed token of the objection. */
  @Column('bytea', { name: 'token_hash', select: false })
  tokenHash!: Buffer;

  /** The administrator; `null`: the operator at the command line. */
  @Column('uuid', { name: 'requested_by', nullable: true })
  requestedBy!: string | null;

  /** The session of the administrator; `null` as above. */
  @Column('uuid', { name: 'requested_in', nullable: true })
  requestedIn!: string | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Index('factor_resets_due_at_idx')
  @Column('timestamptz', { name: 'due_at' })
  dueAt!: Date;
}
