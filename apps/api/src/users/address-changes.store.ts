import { Injectable } from '@nestjs/common';
import { columnsOf, row, rows, type Tx } from '#libs/database';
import { AddressChangeEntity } from './address-change.entity.js';
import { CHANGE_PROPERTIES, type AddressChange } from './address-change.js';

type NewAddressChange = Omit<AddressChange, 'confirmedAt'>;

const COLUMNS = columnsOf(AddressChangeEntity, CHANGE_PROPERTIES, 'c');

const IS_WAITING = 'c.confirmed_at IS NULL AND c.ended_at IS NULL';
/** It ends with a changed password, and with its session unless its user signed out or began others. */
const isLive = (
  now: string,
) => `${IS_WAITING} AND c.expires_at > ${now} AND u.id = c.user_id AND u.is_active
  AND u.email_canonical = c.old_email_canonical AND u.password_changed_at IS NOT DISTINCT FROM c.password_changed_at
  AND NOT EXISTS (SELECT FROM sessions s WHERE s.id = c.session_id
    AND s.ended_reason NOT IN ('signed_out', 'session_limit', 'expired'))`;

/** All SQL of the table `address_changes`. */
@Injectable()
export class AddressChangesStore {
  async insert(tx: Tx, change: NewAddressChange): Promise<void> {
    await rows(
      tx,
      `INSERT INTO address_changes (id, user_id, session_id, device_hash, old_email, old_email_canonical,
         new_email, new_email_canonical, created_at, expires_at, password_changed_at)
       SELECT $1, u.id, $3, $4, $5, $6, $7, $8, $9, $10, u.password_changed_at FROM users u WHERE u.id = $2`,
      [
        change.id,
        change.userId,
        change.sessionId,
        change.deviceHash,
        change.oldEmail,
        change.oldEmailCanonical,
        change.newEmail,
        change.newEmailCanonical,
        change.createdAt,
        change.expiresAt,
      ],
    );
  }

  async setToken(tx: Tx, id: string, tokenHash: Buffer): Promise<void> {
    await rows(tx, 'UPDATE address_changes SET token_hash = $2 WHERE id = $1', [id, tokenHash]);
  }

  async countSince(tx: Tx, userId: string, since: Date): Promise<number> {
    const found = await row<{ count: number }>(
      tx,
      'SELECT count(*)::int AS count FROM address_changes WHERE user_id = $1 AND created_at > $2',
      [userId, since],
    );
    return found?.count ?? 0;
  }

  /** Ends what the account has asked for and not confirmed; answers whether there was anything. */
  async endWaiting(tx: Tx, userId: string, now: Date): Promise<boolean> {
    const ended = await rows(
      tx,
      `UPDATE address_changes c SET ended_at = $2, token_hash = NULL
       WHERE c.user_id = $1 AND ${IS_WAITING} RETURNING c.id`,
      [userId, now],
    );
    return ended.length > 0;
  }

  findWaiting(tx: Tx, userId: string, now: Date): Promise<AddressChange | null> {
    return row(
      tx,
      `SELECT ${COLUMNS} FROM address_changes c, users u WHERE c.user_id = $1 AND ${isLive('$2')}`,
      [userId, now],
    );
  }

  findByToken(tx: Tx, tokenHash: Buffer, now: Date): Promise<AddressChange | null> {
    return row(
      tx,
      `SELECT ${COLUMNS} FROM address_changes c, users u WHERE c.token_hash = $1 AND ${isLive('$2')}`,
      [tokenHash, now],
    );
  }

  /** Confirms the change, at most once. Only a verified address gets a link to undo it. The caller has locked the account. */
  confirm(
    tx: Tx,
    { tokenHash, undoHash, now, undoUntil }: { tokenHash: Buffer; undoHash: Buffer; now: Date; undoUntil: Date }, // prettier-ignore
  ): Promise<AddressChange | null> {
    return row(
      tx,
      `UPDATE address_changes c SET confirmed_at = $2, token_hash = NULL, expires_at = $4,
         undo_hash = CASE WHEN u.is_email_verified THEN $3::bytea END
       FROM users u WHERE c.token_hash = $1 AND ${isLive('$2')} RETURNING ${COLUMNS}`,
      [tokenHash, now, undoHash, undoUntil],
    );
  }

  findByUndo(tx: Tx, undoHash: Buffer, now: Date): Promise<AddressChange | null> {
    return row(
      tx,
      `SELECT ${COLUMNS} FROM address_changes c WHERE c.undo_hash = $1 AND c.expires_at > $2`,
      [undoHash, now],
    );
  }

  /** Uses the link to undo up, at most once. The caller has locked the account. */
  undo(tx: Tx, undoHash: Buffer, now: Date): Promise<AddressChange | null> {
    return row(
      tx,
      `DELETE FROM address_changes c WHERE c.undo_hash = $1 AND c.expires_at > $2 RETURNING ${COLUMNS}`,
      [undoHash, now],
    );
  }

  /** What was asked for since; a link to undo one of them would give the account to an address that came later. */
  async deleteSince(tx: Tx, userId: string, since: Date): Promise<void> {
    await rows(tx, 'DELETE FROM address_changes WHERE user_id = $1 AND created_at >= $2', [
      userId,
      since,
    ]);
  }

  /** The account that may get this address back. */
  async findHolder(tx: Tx, emailCanonical: string, now: Date): Promise<string | null> {
    const found = await row<Pick<AddressChangeEntity, 'userId'>>(
      tx,
      `SELECT c.user_id AS "userId" FROM address_changes c
       WHERE c.old_email_canonical = $1 AND c.undo_hash IS NOT NULL AND c.expires_at > $2 LIMIT 1`,
      [emailCanonical, now],
    );
    return found?.userId ?? null;
  }

  listOfUser(tx: Tx, userId: string): Promise<AddressChange[]> {
    return rows(
      tx,
      `SELECT ${COLUMNS} FROM address_changes c WHERE c.user_id = $1 ORDER BY c.created_at DESC LIMIT 100`,
      [userId],
    );
  }

  /** Deletes at most `limit` that expired before `before`; answers how many. */
  async deleteExpired(tx: Tx, before: Date, limit: number): Promise<number> {
    const deleted = await rows(
      tx,
      `DELETE FROM address_changes WHERE id = ANY (ARRAY(
         SELECT id FROM address_changes WHERE expires_at < $1
         ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED)) RETURNING id`,
      [before, limit],
    );
    return deleted.length;
  }
}
