import { Injectable } from '@nestjs/common';
import { row, type Tx } from '#libs/database';
import { Clock, newId } from '#libs/kernel';
import type { NewUser, ProfileChange, SigningInUser, User, UserWithPassword } from './user.js';

const COLUMNS = `id, email, email_canonical AS "emailCanonical", first_name AS "firstName",
  last_name AS "lastName", is_active AS "isActive", is_email_verified AS "isEmailVerified",
  created_at AS "createdAt", updated_at AS "updatedAt", last_login AS "lastLogin"`;

/**
 * All SQL of accounts. Knows no rule: whether other instances must learn of a change, and which sessions and
 * tokens end with it, is decided by the caller in the same transaction.
 */
@Injectable()
export class UsersStore {
  constructor(private readonly clock: Clock) {}

  /** The new account, or `null` when one has this canonical address already. One statement: no race. */
  insert(tx: Tx, user: NewUser): Promise<User | null> {
    return row<User>(
      tx,
      `INSERT INTO users (id, email, email_canonical, password, first_name, last_name,
         is_email_verified, created_at, updated_at, password_changed_at, vouched_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, CASE WHEN $4::text IS NULL THEN NULL ELSE $8::timestamptz END, $9)
       ON CONFLICT (email_canonical) DO NOTHING
       RETURNING ${COLUMNS}`,
      [
        newId(),
        user.email,
        user.emailCanonical,
        user.password,
        user.firstName ?? null,
        user.lastName ?? null,
        user.isEmailVerified ?? false,
        this.clock.now(),
        user.vouchedBy ?? null,
      ],
    );
  }

  findById(tx: Tx, id: string): Promise<User | null> {
    return row<User>(tx, `SELECT ${COLUMNS} FROM users WHERE id = $1`, [id]);
  }

  /** `canonical` is what `normaliseEmail` answers. */
  findByCanonicalEmail(tx: Tx, canonical: string): Promise<User | null> {
    return row<User>(tx, `SELECT ${COLUMNS} FROM users WHERE email_canonical = $1`, [canonical]);
  }

  /** For signing in: with the passwords of registrations that wait for the address to be confirmed. */
  findWithPasswordByCanonicalEmail(tx: Tx, canonical: string): Promise<SigningInUser | null> {
    return row<SigningInUser>(
      tx,
      `SELECT ${COLUMNS}, password, CASE WHEN is_email_verified OR NOT is_active THEN '{}'::text[]
          ELSE ARRAY(SELECT p.password FROM pending_registrations p
            WHERE p.user_id = users.id AND p.password IS NOT NULL AND p.expires_at > $2) END AS "waitingPasswords"
         FROM users WHERE email_canonical = $1`,
      [canonical, this.clock.now()],
    );
  }

  /** For asking the password of somebody who is signed in. */
  findWithPasswordById(tx: Tx, id: string): Promise<UserWithPassword | null> {
    return row<UserWithPassword>(tx, `SELECT ${COLUMNS}, password FROM users WHERE id = $1`, [id]);
  }

  /** The account, held against other writers until the transaction ends; `null` when it is gone. */
  findForUpdate(tx: Tx, id: string): Promise<UserWithPassword | null> {
    return row<UserWithPassword>(
      tx,
      `SELECT ${COLUMNS}, password FROM users WHERE id = $1 FOR NO KEY UPDATE`,
      [id],
    );
  }

  /** Holds the account until the transaction ends, also against who would give it a role; `false` when it is gone. */
  async hold(tx: Tx, id: string): Promise<boolean> {
    return (await row(tx, 'SELECT id FROM users WHERE id = $1 FOR UPDATE', [id])) !== null;
  }

  /**
   * Whether this call has verified the address; `false` when it was verified before.
   * @param vouchedBy the provider on whose word alone, where it is no authority for the address
   */
  async markVerified(tx: Tx, id: string, vouchedBy: string | null = null): Promise<boolean> {
    const changed = await row(
      tx,
      `UPDATE users SET is_email_verified = true, vouched_by = $3, updated_at = $2
       WHERE id = $1 AND NOT is_email_verified RETURNING id`,
      [id, this.clock.now(), vouchedBy],
    );
    return changed !== null;
  }

  /** The provider on whose word alone the address counts as verified; `null` when it was proven, or never verified. */
  async findVouchedBy(tx: Tx, id: string): Promise<string | null> {
    const sql = `SELECT vouched_by AS "vouchedBy" FROM users WHERE id = $1`;
    return (await row<{ vouchedBy: string | null }>(tx, sql, [id]))?.vouchedBy ?? null;
  }

  /** The owner has shown that they read the mail of the address: it rests on no provider's word any more. */
  async markProven(tx: Tx, id: string): Promise<void> {
    const sql = `UPDATE users SET vouched_by = NULL WHERE id = $1 AND vouched_by IS NOT NULL RETURNING id`;
    await row(tx, sql, [id]);
  }

  /**
   * Replaces the hash (`null` removes the password); `false` when the account is gone.
   * @param madeIn the session that does so, if one does
   */
  async setPassword(
    tx: Tx,
    id: string,
    password: string | null,
    madeIn: string | null = null,
  ): Promise<boolean> {
    const changed = await row(
      tx,
      `UPDATE users SET password = $2, password_made_in = $4, password_changed_at = $3, updated_at = $3
       WHERE id = $1 RETURNING id`,
      [id, password, this.clock.now(), madeIn],
    );
    return changed !== null;
  }

  /**
   * Renews the form in which the same password is stored, unless the password was changed meanwhile: a
   * sign-in that is slower than a reset must not bring the old password back.
   */
  async renewPasswordHash(tx: Tx, id: string, from: string, to: string): Promise<boolean> {
    const changed = await row(
      tx,
      `UPDATE users SET password = $3 WHERE id = $1 AND password = $2 RETURNING id`,
      [id, from, to],
    );
    return changed !== null;
  }

  /**
   * Notes a sign-in, and holds the account until the transaction ends. `false` when it was deactivated or its
   * password was changed since `password` was read: then the proof is void and no session may be made.
   */
  async recordLogin(tx: Tx, id: string, password: string | null): Promise<boolean> {
    const changed = await row(
      tx,
      `UPDATE users SET last_login = $3
       WHERE id = $1 AND is_active AND password IS NOT DISTINCT FROM $2 RETURNING id`,
      [id, password, this.clock.now()],
    );
    return changed !== null;
  }

  /** The account after the change, or `null` when it is gone. */
  updateProfile(tx: Tx, id: string, change: ProfileChange): Promise<User | null> {
    return row<User>(
      tx,
      `UPDATE users SET updated_at = $2,
         first_name = CASE WHEN $3 THEN $4 ELSE first_name END,
         last_name = CASE WHEN $5 THEN $6 ELSE last_name END
       WHERE id = $1 RETURNING ${COLUMNS}`,
      [
        id,
        this.clock.now(),
        change.firstName !== undefined,
        change.firstName ?? null,
        change.lastName !== undefined,
        change.lastName ?? null,
      ],
    );
  }

  /** Whether this call has changed it. */
  async setActive(tx: Tx, id: string, isActive: boolean): Promise<boolean> {
    const changed = await row(
      tx,
      `UPDATE users SET is_active = $2, updated_at = $3
       WHERE id = $1 AND is_active <> $2 RETURNING id`,
      [id, isActive, this.clock.now()],
    );
    return changed !== null;
  }

  /** Deletes the account and, by foreign keys, what hangs on it. Whether this call has done so. */
  async erase(tx: Tx, id: string): Promise<boolean> {
    return (await row(tx, `DELETE FROM users WHERE id = $1 RETURNING id`, [id])) !== null;
  }
}
