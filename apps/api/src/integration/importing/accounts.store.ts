import { Injectable } from '@nestjs/common';
import { columnsOf, rows, type Tx } from '#libs/database';
import { newId } from '#libs/kernel';
import { UserEntity } from '#api/users';
import type { ImportedAccount } from './to-account.js';

const EXPORTED = [
  'id',
  'email',
  'emailCanonical',
  'password',
  'firstName',
  'lastName',
  'locale',
  'isActive',
  'isEmailVerified',
  'createdAt',
  'lastLogin',
] as const;

export type ExportedAccount = Readonly<Pick<UserEntity, (typeof EXPORTED)[number]>>;

const COLUMNS = columnsOf(UserEntity, EXPORTED);

/** Reads accounts for an export. */
@Injectable()
export class AccountExportStore {
  /** Lists accounts in the order of their ids, after the given one. */
  list(tx: Tx, after: string | null, limit: number): Promise<ExportedAccount[]> {
    const sql = `SELECT ${COLUMNS}
      FROM users WHERE ($1::uuid IS NULL OR id > $1) ORDER BY id LIMIT $2`;
    return rows(tx, sql, [after, limit]);
  }
}

const CANONICAL = columnsOf(UserEntity, ['emailCanonical']);
const INSERTED = columnsOf(UserEntity, ['id', 'emailCanonical']);

/** Writes the accounts of an import in batches. */
@Injectable()
export class AccountsImportStore {
  /** Answers the given canonical addresses that have an account. */
  async findTaken(tx: Tx, canonicals: readonly string[]): Promise<Set<string>> {
    const sql = `SELECT ${CANONICAL} FROM users WHERE email_canonical = ANY($1::text[])`;
    const found = await rows<Pick<UserEntity, 'emailCanonical'>>(tx, sql, [canonicals]);
    return new Set(found.map(({ emailCanonical }) => emailCanonical));
  }

  /** Inserts the accounts whose address is free, in one statement. Answers the id of each new account by its canonical address. */
  async insertFree(
    tx: Tx,
    accounts: readonly ImportedAccount[],
    now: Date,
  ): Promise<Map<string, string>> {
    const sql = `INSERT INTO users (id, email, email_canonical, password, first_name, last_name, is_active,
        is_email_verified, created_at, updated_at, last_login, password_changed_at, locale)
      SELECT CASE WHEN g.wanted IS NULL OR EXISTS (SELECT FROM users u WHERE u.id = g.wanted) THEN g.id
          ELSE g.wanted END, g.email, g.canonical, g.password, g.first_name, g.last_name, g.is_active, g.is_verified,
        coalesce(g.created_at, $11), $11, g.last_login, CASE WHEN g.password IS NOT NULL THEN $11::timestamptz END,
        g.locale
      FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::boolean[],
        $8::boolean[], $9::timestamptz[], $10::timestamptz[], $12::uuid[], $13::text[])
        AS g (id, email, canonical, password, first_name, last_name, is_active, is_verified, created_at, last_login,
          wanted, locale)
      ON CONFLICT (email_canonical) DO NOTHING RETURNING ${INSERTED}`;
    const made = await rows<Pick<UserEntity, 'id' | 'emailCanonical'>>(tx, sql, [
      accounts.map(() => newId()),
      accounts.map(({ email }) => email),
      accounts.map(({ emailCanonical }) => emailCanonical),
      accounts.map(({ password }) => password),
      accounts.map(({ firstName }) => firstName),
      accounts.map(({ lastName }) => lastName),
      accounts.map(({ isActive }) => isActive),
      accounts.map(({ isEmailVerified }) => isEmailVerified),
      accounts.map(({ createdAt }) => createdAt),
      accounts.map(({ lastLogin }) => lastLogin),
      now,
      accounts.map(({ wantedId }) => wantedId ?? null),
      accounts.map(({ locale }) => locale),
    ]);
    return new Map(made.map(({ id, emailCanonical }) => [emailCanonical, id]));
  }
}
