import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A merge of two accounts, with the rows of the ended one, so that it can be undone. */
@Entity('account_merges')
export class AccountMergeEntity {
  @PrimaryColumn('uuid')
  id!: string;

  /** The account that holds the merged rows now: the kept one, or one that it was merged into later. */
  @Index('account_merges_holder_id_idx')
  @Column('uuid', { name: 'holder_id' })
  holderId!: string;

  @Index('account_merges_kept_user_id_idx')
  @Column('uuid', { name: 'kept_user_id' })
  keptUserId!: string;

  @Index('account_merges_ended_user_id_idx')
  @Column('uuid', { name: 'ended_user_id' })
  endedUserId!: string;

  /** The canonical address of the ended account. */
  @Index('account_merges_ended_email_idx')
  @Column('text', { name: 'ended_email' })
  endedEmail!: string;

  @Index('account_merges_merged_at_idx')
  @Column('timestamptz', { name: 'merged_at' })
  mergedAt!: Date;

  /** The session of the kept account that requested the merge. */
  @Column('uuid', { name: 'merged_in', nullable: true })
  mergedIn!: string | null;

  @Column('timestamptz', { name: 'undone_at', nullable: true })
  undoneAt!: Date | null;

  /** The row of `users`, the password's hash in it. */
  @Column('jsonb', { select: false })
  account!: object;

  /** Its rows of `identities`. */
  @Column('jsonb', { select: false })
  identities!: object;

  /** Its rows of `user_service_roles`. */
  @Column('jsonb', { select: false })
  roles!: object;

  /** Its rows of `devices`. */
  @Column('jsonb', { select: false })
  devices!: object;

  /** Its rows of `factors` and of the tables of each kind, by the name of the table. */
  @Column('jsonb', { select: false, default: {} })
  factors!: object;

  /** Its rows of the members and owners of organizations and of `unit_roles`, by the name of the table. */
  @Column('jsonb', { select: false, default: {} })
  units!: object;
}
