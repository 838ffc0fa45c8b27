import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** How often something happened, and between when. */
export interface FoldedKind {
  readonly count: number;
  readonly first: string;
  readonly last: string;
}

/** The security notices to one mailbox that were too many to go out each by itself. */
@Entity('mail_folds')
@Index('mail_folds_due_at_idx', ['dueAt'])
@Index('mail_folds_user_id_idx', ['userId'])
export class MailFoldEntity {
  /** A keyed hash of the mailbox. */
  @PrimaryColumn('bytea')
  key!: Buffer;

  @Column({ name: 'user_id', type: 'uuid', nullable: true })
  userId!: string | null;

  /** Recipient and name, sealed. */
  @Column({ type: 'bytea', select: false })
  payload!: Buffer;

  /** By template. */
  @Column({ type: 'jsonb' })
  kinds!: Readonly<Record<string, FoldedKind>>;

  /** When the one mail goes out. */
  @Column({ name: 'due_at', type: 'timestamptz' })
  dueAt!: Date;
}
