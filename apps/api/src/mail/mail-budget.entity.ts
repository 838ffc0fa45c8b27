import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The mails of the last hour to one mailbox. */
@Entity('mail_budgets')
export class MailBudgetEntity {
  /** A keyed hash of the mailbox. */
  @PrimaryColumn('bytea')
  key!: Buffer;

  @Column({ type: 'timestamptz', array: true })
  recent!: Date[];

  /** Whether the last requested mail was admitted. */
  @Column({ type: 'boolean' })
  admitted!: boolean;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt!: Date;
}
