import { Injectable } from '@nestjs/common';
import { columnsOf, row, rows, type Tx } from '#libs/database';
import { OutboxMailEntity, type OutboxState } from './outbox-mail.entity.js';

type MailRow = Readonly<OutboxMailEntity>;

/** A mail that is not finished has its payload. */
interface Unfinished {
  readonly payload: Buffer;
}

export type NewOutboxMail = Pick<
  MailRow,
  'id' | 'template' | 'userId' | 'messageId' | 'expiresAt'
> &
  Unfinished;

const CLAIMED = [
  'id',
  'template',
  'payload',
  'messageId',
  'attempts',
  'deferrals',
  'createdAt',
  'expiresAt',
] as const;

/** A mail that only the worker that claimed it may send while the lease lasts. */
export type ClaimedMail = Pick<MailRow, (typeof CLAIMED)[number]> & Unfinished;

const OF_USER = ['id', 'template', 'state', 'createdAt', 'finishedAt'] as const;

/** A mail about an account, as its owner may see it. */
export type MailOfUser = Pick<MailRow, (typeof OF_USER)[number]>;

export interface ClaimRequest {
  readonly worker: string;
  readonly limit: number;
  readonly leaseMs: number;
  /** The templates that this build can render. */
  readonly templates: readonly string[];
  /** By the server's clock, which set `expires_at`. */
  readonly now: Date;
  /** Claims only mails that were never deferred for a reason that concerns the mail. */
  readonly isFreshOnly?: boolean;
}

/** One claim of one mail: a later claim has a higher number of attempts. */
export type Fence = Pick<MailRow, 'id' | 'attempts'>;

export interface Postponement {
  /** `null` keeps the mail's place in the queue. */
  readonly delayMs: number | null;
  readonly error: string;
  /** The reason concerns this mail, which makes its next pause longer. */
  readonly isOwn: boolean;
}

export type LateClaim = Fence & { readonly isOver: boolean };

export type FinalState = Exclude<OutboxState, 'pending' | 'sending'>;

const CLAIMED_COLUMNS = columnsOf(OutboxMailEntity, CLAIMED, 'm');
const OF_USER_COLUMNS = columnsOf(OutboxMailEntity, OF_USER, 'm');
/** `claimed_by` stays: it names the worker that sent the mail. */
const FINISH = `finished_at = now(), payload = NULL, lease_until = NULL`;

/** The SQL of the table `mail_outbox` that queues, claims and finishes mails. Leases and retries follow the database's clock. */
@Injectable()
export class OutboxStore {
  async insert(tx: Tx, mail: NewOutboxMail): Promise<void> {
    await rows(
      tx,
      `INSERT INTO mail_outbox (id, template, user_id, payload, message_id, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6)`,
      [mail.id, mail.template, mail.userId, mail.payload, mail.messageId, mail.expiresAt],
    );
  }

  /** A mail that is being sent at this moment may still arrive, but is not tried again. */
  async cancel(tx: Tx, userId: string, templates: readonly string[] | null): Promise<void> {
    await rows(
      tx,
      `UPDATE mail_outbox SET state = 'cancelled', ${FINISH}
        WHERE user_id = $1 AND ($2::text[] IS NULL OR template = ANY($2)) AND finished_at IS NULL`,
      [userId, templates],
    );
  }

  /** The newest mails about the account that are kept, without their content. */
  listOfUser(tx: Tx, userId: string, limit: number): Promise<MailOfUser[]> {
    return rows(
      tx,
      `SELECT ${OF_USER_COLUMNS} FROM mail_outbox m
        WHERE m.user_id = $1 ORDER BY m.created_at DESC, m.id DESC LIMIT $2`,
      [userId, limit],
    );
  }

  /** Claims the next mails in order; no two workers get the same one. */
  async claim(tx: Tx, request: ClaimRequest): Promise<ClaimedMail[]> {
    const claimed = await rows<ClaimedMail>(
      tx,
      `WITH due AS (
         SELECT id FROM mail_outbox
          WHERE state = 'pending' AND next_attempt_at <= now()
            AND (expires_at IS NULL OR expires_at > $1) AND template = ANY($2)
            AND (deferrals = 0 OR NOT $6)
          ORDER BY next_attempt_at, id LIMIT $3 FOR UPDATE SKIP LOCKED)
       UPDATE mail_outbox AS m
          SET state = 'sending', claimed_by = $4, attempts = m.attempts + 1,
              lease_until = now() + $5 * interval '1 millisecond'
         FROM due WHERE m.id = due.id
       RETURNING ${CLAIMED_COLUMNS}`,
      [
        request.now,
        request.templates,
        request.limit,
        request.worker,
        request.leaseMs,
        request.isFreshOnly ?? false,
      ],
    );
    const place = (mail: ClaimedMail) => mail.createdAt.getTime();
    return claimed.sort((a, b) => place(a) - place(b) || (a.id < b.id ? -1 : 1));
  }

  /** Prolongs the leases that still hold; answers their ids. */
  async renew(
    tx: Tx,
    worker: string,
    fences: readonly Fence[],
    leaseMs: number,
  ): Promise<string[]> {
    const renewed = await rows<{ id: string }>(
      tx,
      `UPDATE mail_outbox AS m SET lease_until = now() + $4 * interval '1 millisecond'
         FROM unnest($2::uuid[], $3::integer[]) AS held (id, attempts)
        WHERE m.id = held.id AND m.attempts = held.attempts
          AND m.state = 'sending' AND m.claimed_by = $1
       RETURNING m.id`,
      [worker, fences.map(({ id }) => id), fences.map(({ attempts }) => attempts), leaseMs],
    );
    return renewed.map(({ id }) => id);
  }

  /** Lists claims whose leases have ended or are about to end. */
  listLate(tx: Tx, withinMs: number): Promise<LateClaim[]> {
    return rows(
      tx,
      `SELECT id, attempts, lease_until < now() AS "isOver" FROM mail_outbox
        WHERE state = 'sending' AND lease_until < now() + $1 * interval '1 millisecond'`,
      [withinMs],
    );
  }

  /** Makes the mails of a dead worker available to any worker. */
  async release(tx: Tx, fences: readonly Fence[]): Promise<void> {
    await rows(
      tx,
      `UPDATE mail_outbox AS m SET state = 'pending', claimed_by = NULL, lease_until = NULL
         FROM unnest($1::uuid[], $2::integer[]) AS dead (id, attempts)
        WHERE m.id = dead.id AND m.attempts = dead.attempts
          AND m.state = 'sending' AND m.lease_until < now()`,
      [fences.map(({ id }) => id), fences.map(({ attempts }) => attempts)],
    );
  }

  /** Deletes the content and keeps the outcome. `false` when another worker has claimed the mail since, or it is gone. */
  async finish(tx: Tx, fence: Fence, state: FinalState, error: string | null): Promise<boolean> {
    const finished = await row(
      tx,
      `UPDATE mail_outbox SET state = $3, last_error = $4, ${FINISH}
        WHERE id = $1 AND attempts = $2 AND finished_at IS NULL RETURNING 1`,
      [fence.id, fence.attempts, state, error],
    );
    return finished !== null;
  }

  /** Puts a mail back into the queue: after a pause, or at its old place. */
  async postpone(tx: Tx, fence: Fence, why: Postponement): Promise<void> {
    await rows(
      tx,
      `UPDATE mail_outbox
          SET state = 'pending', last_error = $4, claimed_by = NULL, lease_until = NULL,
              next_attempt_at = coalesce(now() + $3 * interval '1 millisecond', next_attempt_at),
              deferrals = deferrals + $5
        WHERE id = $1 AND attempts = $2 AND state = 'sending'`,
      [fence.id, fence.attempts, why.delayMs, why.error, Number(why.isOwn)],
    );
  }

  /** Undoes the claim of a mail whose attempt was aborted. */
  async giveBack(tx: Tx, fence: Fence): Promise<void> {
    await rows(
      tx,
      `UPDATE mail_outbox SET state = 'pending', claimed_by = NULL, lease_until = NULL
        WHERE id = $1 AND attempts = $2 AND state = 'sending'`,
      [fence.id, fence.attempts],
    );
  }
}
