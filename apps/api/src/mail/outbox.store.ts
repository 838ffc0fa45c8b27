import { Injectable } from '@nestjs/common';
import { row, rows, type Tx } from '#libs/database';
import type { OutboxState } from './outbox-mail.entity.js';

export interface NewOutboxMail {
  readonly id: string;
  readonly template: string;
  readonly userId: string | null;
  readonly payload: Buffer;
  readonly messageId: string;
  readonly expiresAt: Date | null;
}

/** A mail that this worker, and no other, may send while its lease lasts. */
export interface ClaimedMail {
  readonly id: string;
  readonly template: string;
  readonly payload: Buffer;
  readonly message_id: string;
  /** The fence: a later claim has a higher one. */
  readonly attempts: number;
  /** How often it was put off for a reason of its own; what the server was to blame for does not count. */
  readonly deferrals: number;
  readonly created_at: Date;
  readonly expires_at: Date | null;
  /** Seconds since it was queued, by the database's clock. */
  readonly age_seconds: number;
}

export interface ClaimRequest {
  readonly worker: string;
  readonly limit: number;
  readonly leaseMs: number;
  /** What this build can render. */
  readonly templates: readonly string[];
  /** The server's clock, which set `expires_at`. */
  readonly now: Date;
  /** Only those that were never put off for a reason of their own. */
  readonly isFreshOnly?: boolean;
}

/** Which claim of which mail. */
export interface Fence {
  readonly id: string;
  readonly attempts: number;
}

export interface Postponement {
  readonly delayMs: number | null;
  readonly error: string;
  /** For a reason of its own, which makes the next pause longer. */
  readonly isOwn: boolean;
}

export interface LateClaim extends Fence {
  readonly is_over: boolean;
}

export type FinalState = Exclude<OutboxState, 'pending' | 'sending'>;

/** `claimed_by` stays: it says who sent it. */
const FINISH = `finished_at = now(), payload = NULL, lease_until = NULL`;

/** All SQL of the table `mail_outbox` that enqueues, claims and finishes. Leases and retries go by the database's clock. */
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

  /** What is being sent at this moment cannot be called back, but is not tried again. */
  async cancel(tx: Tx, userId: string, templates: readonly string[] | null): Promise<void> {
    await rows(
      tx,
      `UPDATE mail_outbox SET state = 'cancelled', ${FINISH}
        WHERE user_id = $1 AND ($2::text[] IS NULL OR template = ANY($2)) AND finished_at IS NULL`,
      [userId, templates],
    );
  }

  /** The next ones in order, each to one worker alone. */
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
       RETURNING m.id, m.template, m.payload, m.message_id, m.attempts, m.deferrals,
                 m.created_at, m.expires_at,
                 extract(epoch FROM now() - m.created_at)::float8 AS age_seconds`,
      [
        request.now,
        request.templates,
        request.limit,
        request.worker,
        request.leaseMs,
        request.isFreshOnly ?? false,
      ],
    );
    const place = (mail: ClaimedMail) => mail.created_at.getTime();
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

  /** Claims that were not prolonged when they should have been: over, or about to be. */
  listLate(tx: Tx, withinMs: number): Promise<LateClaim[]> {
    return rows(
      tx,
      `SELECT id, attempts, lease_until < now() AS is_over FROM mail_outbox
        WHERE state = 'sending' AND lease_until < now() + $1 * interval '1 millisecond'`,
      [withinMs],
    );
  }

  /** Mails whose worker died are anybody's again. */
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

  /** Nothing left of it but that it happened. `false` when somebody else has claimed it since, or it is gone. */
  async finish(tx: Tx, fence: Fence, state: FinalState, error: string | null): Promise<boolean> {
    const finished = await row(
      tx,
      `UPDATE mail_outbox SET state = $3, last_error = $4, ${FINISH}
        WHERE id = $1 AND attempts = $2 AND finished_at IS NULL RETURNING 1`,
      [fence.id, fence.attempts, state, error],
    );
    return finished !== null;
  }

  /** Back into the queue, after a pause, or at its old place. */
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

  /** Claimed but not begun: as if it had never been touched. */
  async giveBack(tx: Tx, fence: Fence): Promise<void> {
    await rows(
      tx,
      `UPDATE mail_outbox SET state = 'pending', claimed_by = NULL, lease_until = NULL
        WHERE id = $1 AND attempts = $2 AND state = 'sending'`,
      [fence.id, fence.attempts],
    );
  }
}
