import { Injectable } from '@nestjs/common';
import { columnsOf, row, rows, type Tx } from '#libs/database';
import { MailRequestEntity } from './mail-request.entity.js';

const REQUEST = [
  'id',
  'kind',
  'emailCanonical',
  'ip',
  'userAgent',
  'requestId',
  'deviceHash',
  'nonceHash',
  'resource',
  'locale',
] as const;

/** A mail that was requested by an address alone, and by which client. */
export type MailRequest = Readonly<
  Pick<MailRequestEntity, (typeof REQUEST)[number]> & { ip: string; requestId: string }
>;

const COLUMNS = columnsOf(MailRequestEntity, REQUEST);

/** All SQL of the table `account_mail_requests`. */
@Injectable()
export class MailRequestsStore {
  async insert(tx: Tx, request: MailRequest): Promise<void> {
    await rows(
      tx,
      `INSERT INTO account_mail_requests (id, kind, email_canonical, ip, user_agent, request_id, device_hash,
         nonce_hash, resource, locale)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        request.id,
        request.kind,
        request.emailCanonical,
        request.ip,
        request.userAgent,
        request.requestId,
        request.deviceHash,
        request.nonceHash,
        request.resource,
        request.locale,
      ],
    );
  }

  /** Takes the oldest that no other instance has locked; it is deleted when the transaction commits. */
  take(tx: Tx): Promise<MailRequest | null> {
    return row(
      tx,
      `DELETE FROM account_mail_requests WHERE id = (
         SELECT id FROM account_mail_requests WHERE not_before <= clock_timestamp()
          ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
       RETURNING ${COLUMNS}`,
    );
  }

  /** After a failure: due again later, a limited number of times. */
  async postpone(tx: Tx, id: string, seconds: number, maxAttempts: number): Promise<void> {
    await rows(
      tx,
      `WITH failed AS (
         UPDATE account_mail_requests
            SET attempts = attempts + 1, not_before = clock_timestamp() + make_interval(secs => $2)
          WHERE id = $1 AND attempts + 1 < $3 RETURNING id)
       DELETE FROM account_mail_requests WHERE id = $1 AND NOT EXISTS (SELECT FROM failed)`,
      [id, seconds, maxAttempts],
    );
  }
}
