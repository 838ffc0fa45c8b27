import { Injectable } from '@nestjs/common';
import { columnsOf, row, type Tx } from '#libs/database';
import {
  USER_PROPERTIES,
  type NewUser,
  type ProfileChange,
  type SigningInUser,
  type User,
  type UserWithPassword,
} from './user.js';
import { UserEntity } from './user.entity.js';

const COLUMNS = columnsOf(UserEntity, USER_PROPERTIES);
const WITH_PASSWORD = columnsOf(UserEntity, [...USER_PROPERTIES, 'password']);
const VOUCHED_BY = columnsOf(UserEntity, ['vouchedBy']);

/** Whether no other account may get the address back, which it had until lately. */
const isFree = (
  canonical: string,
  id: string,
  now: string,
) => `NOT EXISTS (SELECT FROM address_changes c
  WHERE c.old_email_canonical = ${canonical} AND c.user_id <> ${id}::uuid AND c.undo_hash IS NOT NULL AND c.expires_at > ${now}::timestamptz)`;

type NewUserRow = NewUser & Pick<User, 'id'> & { readonly now: Date };

/** All SQL of the table `users`. */
@Injectable()
export class UsersStore {
  /** `null` when an account has this canonical address already, or may get it back. One statement: no race. */
  insert(tx: Tx, user: NewUserRow): Promise<User | null> {
    return row(
      tx,
      `INSERT INTO users (id, email, email_canonical, password, first_name, last_name,
         is_email_verified, created_at, updated_at, password_changed_at, vouched_by, locale)
       SELECT $1::uuid, $2, $3, $4, $5, $6, $7::boolean, $8::timestamptz, $8,
         CASE WHEN $4::text IS NULL THEN NULL ELSE $8 END, $9, $10
       WHERE ${isFree('$3', '$1', '$8')}
       ON CONFLICT (email_canonical) DO NOTHING
       RETURNING ${COLUMNS}`,
      [
        user.id,
        user.email,
        user.emailCanonical,
        user.password,
        user.firstName ?? null,
        user.lastName ?? null,
        user.isEmailVerified ?? false,
        user.now,
        user.vouchedBy ?? null,
        user.locale ?? null,
      ],
    );
  }

  findById(tx: Tx, id: string): Promise<User | null> {
    return row(tx, `SELECT ${COLUMNS} FROM users WHERE id = $1`, [id]);
  }

  findByCanonicalEmail(tx: Tx, canonical: string): Promise<User | null> {
    return row(tx, `SELECT ${COLUMNS} FROM users WHERE email_canonical = $1`, [canonical]);
  }

  findForSignIn(tx: Tx, canonical: string, now: Date): Promise<SigningInUser | null> {
    return row(
      tx,
      `SELECT ${WITH_PASSWORD}, CASE WHEN is_email_verified OR NOT is_active THEN '{}'::text[]
          ELSE ARRAY(SELECT p.password FROM pending_registrations p
            WHERE p.user_id = users.id AND p.password IS NOT NULL AND p.expires_at > $2) END AS "waitingPasswords"
         FROM users WHERE email_canonical = $1`,
      [canonical, now],
    );
  }

  findWithPasswordById(tx: Tx, id: string): Promise<UserWithPassword | null> {
    return row(tx, `SELECT ${WITH_PASSWORD} FROM users WHERE id = $1`, [id]);
  }

  lock(tx: Tx, id: string): Promise<UserWithPassword | null> {
    return row(tx, `SELECT ${WITH_PASSWORD} FROM users WHERE id = $1 FOR NO KEY UPDATE`, [id]);
  }

  async lockExclusively(tx: Tx, id: string): Promise<boolean> {
    return (await row(tx, 'SELECT id FROM users WHERE id = $1 FOR UPDATE', [id])) !== null;
  }

  async markVerified(
    tx: Tx,
    id: string,
    { vouchedBy, now }: Pick<UserEntity, 'vouchedBy'> & { readonly now: Date },
  ): Promise<boolean> {
    const changed = await row(
      tx,
      `UPDATE users SET is_email_verified = true, vouched_by = $3, updated_at = $2
       WHERE id = $1 AND NOT is_email_verified RETURNING id`,
      [id, now, vouchedBy],
    );
    return changed !== null;
  }

  async findVouchedBy(tx: Tx, id: string): Promise<string | null> {
    const sql = `SELECT ${VOUCHED_BY} FROM users WHERE id = $1`;
    return (await row<Pick<UserEntity, 'vouchedBy'>>(tx, sql, [id]))?.vouchedBy ?? null;
  }

  /** Whether a provider alone had verified the address until now. */
  async markProven(tx: Tx, id: string): Promise<boolean> {
    const sql = `UPDATE users SET vouched_by = NULL WHERE id = $1 AND vouched_by IS NOT NULL RETURNING id`;
    return (await row(tx, sql, [id])) !== null;
  }

  /**
   * Gives the account another address, which is verified. `false` when another account may get that one back.
   * @throws QueryFailedError by `users_email_canonical_key` when another account has it
   */
  async changeAddress(
    tx: Tx,
    id: string,
    { email, emailCanonical, now }: Pick<User, 'email' | 'emailCanonical'> & { readonly now: Date },
  ): Promise<boolean> {
    const changed = await row(
      tx,
      `UPDATE users SET email = $2, email_canonical = $3, is_email_verified = true, vouched_by = NULL, updated_at = $4
       WHERE id = $1 AND ${isFree('$3', '$1', '$4')} RETURNING id`,
      [id, email, emailCanonical, now],
    );
    return changed !== null;
  }

  async setPassword(
    tx: Tx,
    id: string,
    set: { readonly password: string | null; readonly madeIn: string | null; readonly now: Date },
  ): Promise<boolean> {
    const changed = await row(
      tx,
      `UPDATE users SET password = $2, password_made_in = $4, password_changed_at = $3, updated_at = $3
       WHERE id = $1 RETURNING id`,
      [id, set.password, set.now, set.madeIn],
    );
    return changed !== null;
  }

  /** Unless the password was changed meanwhile. */
  async renewPasswordHash(tx: Tx, id: string, from: string, to: string): Promise<boolean> {
    const changed = await row(
      tx,
      `UPDATE users SET password = $3 WHERE id = $1 AND password = $2 RETURNING id`,
      [id, from, to],
    );
    return changed !== null;
  }

  /** Unless the account was deactivated or its password was changed since `password` was read. */
  recordLogin(
    tx: Tx,
    id: string,
    { password, now }: { readonly password: string | null; readonly now: Date },
  ): Promise<User | null> {
    return row(
      tx,
      `UPDATE users SET last_login = $3
       WHERE id = $1 AND is_active AND password IS NOT DISTINCT FROM $2 RETURNING ${COLUMNS}`,
      [id, password, now],
    );
  }

  /** Sets the time of the first call, and answers it; `null` when the account does not exist. */
  async noteFactorAsked(tx: Tx, id: string, now: Date): Promise<Date | null> {
    const noted = await row<Pick<UserEntity, 'secondFactorAskedAt'>>(
      tx,
      `UPDATE users SET second_factor_asked_at = coalesce(second_factor_asked_at, $2)
       WHERE id = $1 RETURNING second_factor_asked_at AS "secondFactorAskedAt"`,
      [id, now],
    );
    return noted?.secondFactorAskedAt ?? null;
  }

  updateProfile(tx: Tx, id: string, change: ProfileChange, now: Date): Promise<User | null> {
    return row(
      tx,
      `UPDATE users SET updated_at = $2,
         first_name = CASE WHEN $3 THEN $4 ELSE first_name END,
         last_name = CASE WHEN $5 THEN $6 ELSE last_name END,
         locale = CASE WHEN $7 THEN $8 ELSE locale END
       WHERE id = $1 RETURNING ${COLUMNS}`,
      [
        id,
        now,
        change.firstName !== undefined,
        change.firstName ?? null,
        change.lastName !== undefined,
        change.lastName ?? null,
        change.locale !== undefined,
        change.locale ?? null,
      ],
    );
  }

  async setActive(tx: Tx, id: string, isActive: boolean, now: Date): Promise<boolean> {
    const changed = await row(
      tx,
      `UPDATE users SET is_active = $2, updated_at = $3
       WHERE id = $1 AND is_active <> $2 RETURNING id`,
      [id, isActive, now],
    );
    return changed !== null;
  }

  async erase(tx: Tx, id: string): Promise<boolean> {
    return (await row(tx, `DELETE FROM users WHERE id = $1 RETURNING id`, [id])) !== null;
  }
}
