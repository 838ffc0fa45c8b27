import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A mail that was kept for the developer instead of sent. */
@Entity('mailbox_mails')
export class MailboxMailEntity {
  @PrimaryColumn('uuid')
  id!: string;

  /** Sealed: it contains live links. */
  @Column({ type: 'bytea', select: false })
  content!: Buffer;

  @Column({ name: 'sent_at', type: 'timestamptz' })
  sentAt!: Date;
}
