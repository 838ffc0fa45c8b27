import { Injectable } from '@nestjs/common';
import { row, rows, type Tx } from '#libs/database';
import type { FoldedKind } from './mail-fold.entity.js';

/** One notice more for a mailbox. */
export interface FoldedNotice {
  readonly key: Buffer;
  readonly userId: string | null;
  readonly payload: Buffer;
  readonly template: string;
  readonly at: Date;
  /** When the one mail goes out, if this is the first of it. */
  readonly dueAt: Date;
}

/** All that is folded for one mailbox. */
export interface Fold {
  readonly key: Buffer;
  readonly userId: string | null;
  readonly payload: Buffer;
  readonly kinds: Readonly<Record<string, FoldedKind>>;
}

/** All SQL of the table `mail_folds`. */
@Injectable()
export class MailFoldsStore {
  /** One statement: none of any number at the same time is lost, and the mailbox keeps one row. */
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

  /** Takes one that is due and that nobody else has in hand; it is gone when the transaction commits. */
  take(tx: Tx, now: Date): Promise<Fold | null> {
    return row(
      tx,
      `DELETE FROM mail_folds WHERE key = (
         SELECT key FROM mail_folds WHERE due_at <= $1 ORDER BY due_at LIMIT 1
         FOR UPDATE SKIP LOCKED)
       RETURNING key, user_id AS "userId", payload, kinds`,
      [now],
    );
  }
}
