import { Injectable } from '@nestjs/common';
import { columnsOf, row, rows, type Tx } from '#libs/database';
import { MailboxMailEntity } from './mailbox-mail.entity.js';

export type MailboxRow = Readonly<MailboxMailEntity>;

const COLUMNS = columnsOf(MailboxMailEntity, ['id', 'content', 'sentAt']);

/** All SQL of the table `mailbox_mails`. */
@Injectable()
export class MailboxStore {
  /** Inserts a mail once, however often it is delivered. */
  async insert(tx: Tx, mail: MailboxRow): Promise<void> {
    await rows(
      tx,
      `INSERT INTO mailbox_mails (id, content, sent_at) VALUES ($1, $2, $3)
       ON CONFLICT (id) DO NOTHING`,
      [mail.id, mail.content, mail.sentAt],
    );
  }

  async keepNewest(tx: Tx, count: number): Promise<void> {
    await rows(
      tx,
      `DELETE FROM mailbox_mails WHERE id < (
         SELECT id FROM mailbox_mails ORDER BY id DESC OFFSET $1 LIMIT 1)`,
      [count - 1],
    );
  }

  /** Lists all mails, the newest first. */
  list(tx: Tx): Promise<MailboxRow[]> {
    return rows(tx, `SELECT ${COLUMNS} FROM mailbox_mails ORDER BY id DESC`);
  }

  find(tx: Tx, id: string): Promise<MailboxRow | null> {
    return row(tx, `SELECT ${COLUMNS} FROM mailbox_mails WHERE id = $1`, [id]);
  }
}
