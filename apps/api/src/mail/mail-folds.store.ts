import { Injectable } from '@nestjs/common';
import { columnsOf, row, rows, type Tx } from '#libs/database';
import { MailFoldEntity } from './mail-fold.entity.js';

/** One more notice for a mailbox. `dueAt` is used only for the first notice of a fold. */
export type FoldedNotice = Readonly<Omit<MailFoldEntity, 'kinds'>> & {
  readonly template: string;
  readonly at: Date;
};

/** The folded notices of one mailbox. */
export type Fold = Readonly<Omit<MailFoldEntity, 'dueAt'>>;

const OF_USER = ['kinds', 'dueAt'] as const;

/** The notices of an account that wait to be sent together. */
export type FoldOfUser = Readonly<Pick<MailFoldEntity, (typeof OF_USER)[number]>>;

const FOLD = columnsOf(MailFoldEntity, ['key', 'userId', 'payload', 'kinds']);

/** All SQL of the table `mail_folds`. */
@Injectable()
export class MailFoldsStore {
  /** One statement, so that no concurrent notice is lost and each mailbox has one row. */
  async add(tx: Tx, notice: FoldedNotice): Promise<void> {
    await rows(
      tx,
      `INSERT INTO mail_folds AS f (key, user_id, payload, kinds, due_at)
       VALUES ($1, $2, $3, jsonb_build_object($4::text,
         jsonb_build_object('count', 1, 'first', $5::text, 'last', $5::text)), $6)
       ON CONFLICT (key) DO UPDATE SET kinds = f.kinds || jsonb_build_object($4::text,
         jsonb_build_object('count', coalesce((f.kinds -> $4::text ->> 'count')::integer, 0) + 1,
           'first', coalesce(f.kinds -> $4::text ->> 'first', $5::text), 'last', $5::text))`,
      [
        notice.key,
        notice.userId,
        notice.payload,
        notice.template,
        notice.at.toISOString(),
        notice.dueAt,
      ],
    );
  }

  /** An account has one for each of its addresses. */
  listOfUser(tx: Tx, userId: string, limit: number): Promise<FoldOfUser[]> {
    const sql = `SELECT ${columnsOf(MailFoldEntity, OF_USER)} FROM mail_folds
      WHERE user_id = $1 ORDER BY due_at LIMIT $2`;
    return rows(tx, sql, [userId, limit]);
  }

  /** Takes one due fold that no other transaction holds; it is deleted when the transaction commits. */
  take(tx: Tx, now: Date): Promise<Fold | null> {
    return row(
      tx,
      `DELETE FROM mail_folds WHERE key = (
         SELECT key FROM mail_folds WHERE due_at <= $1 ORDER BY due_at LIMIT 1
         FOR UPDATE SKIP LOCKED)
       RETURNING ${FOLD}`,
      [now],
    );
  }
}
