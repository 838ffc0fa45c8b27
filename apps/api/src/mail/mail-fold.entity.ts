import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** How often something happened, and the times of the first and the last event (ISO 8601). */
export interface FoldedKind {
  readonly count: number;
  readonly first: string;
  readonly last: string;
}

/** The security notices to one mailbox beyond its budget: they are sent together as one mail. */
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

  /** The key is the template. */
  @Column({ type: 'jsonb' })
  kinds!: Readonly<Record<string, FoldedKind>>;

  /** When the mail that reports all of them is sent. */
  @Column({ name: 'due_at', type: 'timestamptz' })
  dueAt!: Date;
}
