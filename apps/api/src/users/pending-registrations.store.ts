import { Injectable } from '@nestjs/common';
import { columnsOf, row, rows, type Tx } from '#libs/database';
import {
  PendingRegistrationEntity,
  PENDING_REGISTRATION_PROPERTIES,
  type PendingRegistration,
} from './pending-registration.entity.js';

interface LinkUse {
  readonly tokenHash: Buffer;
  readonly now: Date;
}

/** A registration as it is written: its link comes later. */
type PendingRegistrationRow = Readonly<Omit<PendingRegistrationEntity, 'tokenHash'>>;

const COLUMNS = columnsOf(PendingRegistrationEntity, PENDING_REGISTRATION_PROPERTIES, 'p');

/** The link of the registration that created the account is in `one_time_tokens`. */
const LIVE = 'p.token_hash = $1 AND p.password IS NOT NULL AND p.expires_at > $2';

/** All SQL of the table `pending_registrations`. */
@Injectable()
export class PendingRegistrationsStore {
  /** `false` when the account has `most` registrations with a password. The caller has locked the account. */
  async insert(tx: Tx, registration: PendingRegistrationRow, most: number): Promise<boolean> {
    const inserted = await row(
      tx,
      `INSERT INTO pending_registrations (id, user_id, email_canonical, password, first_name, last_name,
         device_hash, created_at, expires_at, locale)
       SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $11
        WHERE $4::text IS NULL OR (SELECT count(*) FROM pending_registrations
          WHERE user_id = $2 AND password IS NOT NULL AND expires_at > $8) < $10
       RETURNING id`,
      [
        registration.id,
        registration.userId,
        registration.emailCanonical,
        registration.password,
        registration.firstName,
        registration.lastName,
        registration.deviceHash,
        registration.createdAt,
        registration.expiresAt,
        most,
        registration.locale,
      ],
    );
    return inserted !== null;
  }

  /** The registrations of the account that have not expired, the newest first. */
  list(tx: Tx, userId: string, now: Date): Promise<PendingRegistration[]> {
    return rows(
      tx,
      `SELECT ${COLUMNS} FROM pending_registrations p WHERE p.user_id = $1 AND p.expires_at > $2
        ORDER BY p.created_at DESC, p.id DESC`,
      [userId, now],
    );
  }

  /** Replaces the link and its expiry. */
  async setLink(tx: Tx, id: string, tokenHash: Buffer, expiresAt: Date): Promise<void> {
    await rows(
      tx,
      'UPDATE pending_registrations SET token_hash = $2, expires_at = $3 WHERE id = $1',
      [id, tokenHash, expiresAt],
    );
  }

  /** Copies the link that was just mailed for the account, with its expiry. */
  async takeLinkOfAccount(tx: Tx, id: string): Promise<void> {
    await rows(
      tx,
      `UPDATE pending_registrations p SET token_hash = t.token_hash, expires_at = t.expires_at
         FROM one_time_tokens t
        WHERE p.id = $1 AND t.user_id = p.user_id AND t.purpose = 'verify_email'`,
      [id],
    );
  }

  /** The registration of a link that `consume` would accept. */
  find(tx: Tx, { tokenHash, now }: LinkUse): Promise<PendingRegistration | null> {
    return row(
      tx,
      `SELECT ${COLUMNS} FROM pending_registrations p JOIN users u ON u.id = p.user_id
        WHERE ${LIVE} AND NOT u.is_email_verified AND u.email_canonical = p.email_canonical`,
      [tokenHash, now],
    );
  }

  /**
   * Uses the link up, if it is valid and the address is unverified. The account is locked first, so that of several
   * concurrent confirmations each sees the ones before.
   */
  consume(tx: Tx, { tokenHash, now }: LinkUse): Promise<PendingRegistration | null> {
    return row(
      tx,
      `WITH owner AS (
         SELECT u.id, u.email_canonical FROM users u
          WHERE u.id = (SELECT o.user_id FROM pending_registrations o WHERE o.token_hash = $1)
            AND NOT u.is_email_verified
          FOR NO KEY UPDATE
       )
       UPDATE pending_registrations p SET token_hash = NULL FROM owner
        WHERE ${LIVE} AND p.user_id = owner.id AND p.email_canonical = owner.email_canonical
       RETURNING ${COLUMNS}`,
      [tokenHash, now],
    );
  }

  /** Deletes the registrations of the account. */
  async deleteOf(tx: Tx, userId: string): Promise<void> {
    await rows(tx, 'DELETE FROM pending_registrations WHERE user_id = $1', [userId]);
  }

  /** Deletes at most `limit` that expired before `before`; answers how many. */
  async deleteExpired(tx: Tx, before: Date, limit: number): Promise<number> {
    const deleted = await rows(
      tx,
      `DELETE FROM pending_registrations WHERE id = ANY (ARRAY(
         SELECT id FROM pending_registrations WHERE expires_at < $1
         ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED
       )) RETURNING id`,
      [before, limit],
    );
    return deleted.length;
  }
}
