import { Injectable } from '@nestjs/common';
import { row, rows, type Tx } from '#libs/database';

export type MailRequestKind = 'verify_email' | 'reset_password';

/** What was asked for by an address alone, and from where. */
export interface MailRequest {
  readonly id: string;
  readonly kind: MailRequestKind;
  readonly emailCanonical: string;
  readonly ip: string;
  readonly userAgent: string | null;
  readonly requestId: string;
  /** What the device that asks is known by, when it shows a credential of ours. */
  readonly deviceHash: Buffer | null;
}

/** All SQL of the requests for mails that wait for their answer. */
@Injectable()
export class MailRequestsStore {
  async insert(tx: Tx, request: MailRequest): Promise<void> {
    await rows(
      tx,
      `INSERT INTO account_mail_requests (id, kind, email_canonical, ip, user_agent, request_id, device_hash)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [
        request.id,
        request.kind,
        request.emailCanonical,
        request.ip,
        request.userAgent,
        request.requestId,
        request.deviceHash,
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
       RETURNING id, kind, email_canonical AS "emailCanonical", ip, user_agent AS "userAgent",
                 request_id AS "requestId", device_hash AS "deviceHash"`,
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
