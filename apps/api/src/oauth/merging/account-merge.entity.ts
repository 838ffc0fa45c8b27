import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A merge of two accounts, with what is needed to undo it: the rows of the ended one, as they were. */
@Entity('account_merges')
export class AccountMergeEntity {
  @PrimaryColumn('uuid')
  id!: string;

  /** The account that holds what was merged now: the kept one, or the one that this was merged into later. */
  @Index('account_merges_holder_id_idx')
  @Column('uuid', { name: 'holder_id' })
  holderId!: string;

  @Index('account_merges_kept_user_id_idx')
  @Column('uuid', { name: 'kept_user_id' })
  keptUserId!: string;

  @Index('account_merges_ended_user_id_idx')
  @Column('uuid', { name: 'ended_user_id' })
  endedUserId!: string;

  /** What the ended account's address is compared by. */
  @Index('account_merges_ended_email_idx')
  @Column('text', { name: 'ended_email' })
  endedEmail!: string;

  @Index('account_merges_merged_at_idx')
  @Column('timestamptz', { name: 'merged_at' })
  mergedAt!: Date;

  /** The session of the kept account that asked for it. */
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
}
