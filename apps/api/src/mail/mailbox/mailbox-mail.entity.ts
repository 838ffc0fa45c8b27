import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A mail that was not sent but kept for the developer to read. */
@Entity('mailbox_mails')
export class MailboxMailEntity {
  @PrimaryColumn('uuid')
  id!: string;

  /** Sealed: it has live links. */
  @Column({ type: 'bytea', select: false })
  content!: Buffer;

  @Column({ name: 'sent_at', type: 'timestamptz' })
  sentAt!: Date;
}
