import { Injectable } from '@nestjs/common';
import { row, rows, type Tx } from '#libs/database';

export interface OutboxNumbers {
  readonly unsent: number;
  /** 0 when no mail waits. */
  readonly oldestSeconds: number;
  readonly failedLastDay: number;
}

/** Longer queues are not counted to their end: a metric is scraped every few seconds. */
const MOST_COUNTED = 100_000;

/** The SQL of the table `mail_outbox` that gives up old mails, deletes finished ones and counts waiting ones. */
@Injectable()
export class OutboxCleanupStore {
  /** Ends a batch of mails whose links expired before the mail server took them; answers the templates. */
  async expire(tx: Tx, now: Date, limit: number): Promise<string[]> {
    const expired = await rows<{ template: string }>(
      tx,
      `UPDATE mail_outbox SET state = 'expired', payload = NULL, finished_at = now()
        WHERE id = ANY (ARRAY(SELECT id FROM mail_outbox WHERE state = 'pending' AND expires_at <= $1
                      ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED))
       RETURNING template`,
      [now, limit],
    );
    return expired.map(({ template }) => template);
  }

  /** Ends a batch of mails that were tried for `afterSeconds`; answers the templates. */
  async giveUp(tx: Tx, afterSeconds: number, limit: number): Promise<string[]> {
    const failed = await rows<{ template: string }>(
      tx,
      `UPDATE mail_outbox
          SET state = 'failed', payload = NULL, finished_at = now(),
              last_error = coalesce(last_error, 'never attempted')
        WHERE id = ANY (ARRAY(SELECT id FROM mail_outbox
                      WHERE state = 'pending' AND finished_at IS NULL
                        AND created_at < now() - $1 * interval '1 second'
                      ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED))
       RETURNING template`,
      [afterSeconds, limit],
    );
    return failed.map(({ template }) => template);
  }

  /** Deletes a batch of mails that were finished `keepDays` ago; answers how many. */
  async deleteFinished(tx: Tx, keepDays: number, limit: number): Promise<number> {
    const deleted = await rows(
      tx,
      `DELETE FROM mail_outbox WHERE id = ANY (ARRAY(
         SELECT id FROM mail_outbox
          WHERE finished_at < now() - $1 * interval '1 day'
          ORDER BY finished_at LIMIT $2 FOR UPDATE SKIP LOCKED))
       RETURNING 1`,
      [keepDays, limit],
    );
    return deleted.length;
  }

  async numbers(tx: Tx): Promise<OutboxNumbers> {
    const numbers = await row<OutboxNumbers>(
      tx,
      `SELECT (SELECT count(*) FROM (
                SELECT FROM mail_outbox WHERE finished_at IS NULL LIMIT ${MOST_COUNTED}) q)::integer AS unsent,
              coalesce(extract(epoch FROM now() -
                (SELECT min(created_at) FROM mail_outbox WHERE finished_at IS NULL)), 0)::float8 AS "oldestSeconds",
              (SELECT count(*) FROM (
                SELECT FROM mail_outbox
                 WHERE state = 'failed' AND finished_at > now() - interval '1 day' LIMIT ${MOST_COUNTED}) f)::integer AS "failedLastDay"`,
    );
    return numbers ?? { unsent: 0, oldestSeconds: 0, failedLastDay: 0 };
  }
}
