import { Injectable } from '@nestjs/common';
import { row, rows, type Tx } from '#libs/database';
import type { MailBudgetEntity } from './mail-budget.entity.js';

export interface BudgetRequest extends Readonly<Pick<MailBudgetEntity, 'key'>> {
  readonly now: Date;
  readonly most: number;
}

/** All SQL of the table `mail_budgets`. */
@Injectable()
export class MailBudgetStore {
  /**
   * Counts one mail within the hour that ends now, or refuses it: one statement, so that concurrent callers together
   * get no more than `most`. The second caller waits until the first one's transaction ends.
   */
  async take(tx: Tx, { key, now, most }: BudgetRequest): Promise<boolean> {
    const taken = await row<Pick<MailBudgetEntity, 'admitted'>>(
      tx,
      `INSERT INTO mail_budgets AS b (key, recent, admitted, updated_at)
       VALUES ($1, ARRAY[$2::timestamptz], true, $2)
       ON CONFLICT (key) DO UPDATE SET (recent, admitted, updated_at) = (
         SELECT CASE WHEN count(*) < $3 THEN array_append(array_agg(t), $2::timestamptz) ELSE array_agg(t) END,
                count(*) < $3,
                $2::timestamptz
           FROM unnest(b.recent) AS t
          WHERE t > $2::timestamptz - interval '1 hour')
       RETURNING admitted`,
      [key, now, most],
    );
    return taken?.admitted ?? false;
  }

  /** Deletes a batch of budgets whose hour is over; answers how many. */
  async deleteOld(tx: Tx, before: Date, limit: number): Promise<number> {
    const deleted = await rows(
      tx,
      `DELETE FROM mail_budgets WHERE key = ANY (ARRAY(
         SELECT key FROM mail_budgets WHERE updated_at < $1 ORDER BY updated_at LIMIT $2
         FOR UPDATE SKIP LOCKED))
       RETURNING 1`,
      [before, limit],
    );
    return deleted.length;
  }
}
