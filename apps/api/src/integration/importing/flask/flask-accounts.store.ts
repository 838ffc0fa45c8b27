import { Injectable } from '@nestjs/common';
import { canonicalName } from '#libs/kernel';
import { row, rows, type Tx } from '#libs/database';
import type { ImportedAccount } from '../to-account.js';

export interface KnownAccount {
  readonly id: string;
  readonly canonical: string;
  readonly isEmailVerified: boolean;
}

export interface NewToken {
  readonly id: string;
  readonly serviceId: string;
  readonly name: string;
  readonly hash: Buffer;
  readonly prefix: string;
  readonly isActive: boolean;
  readonly expiresAt: Date | null;
  readonly createdAt: Date;
  readonly lastUsed: Date | null;
}

export interface NewIdentity {
  readonly id: string;
  readonly userId: string;
  readonly provider: string;
  readonly issuer: string;
  readonly subject: string;
  readonly email: string;
}

/** Writes the accounts, identities and application tokens of an import. */
@Injectable()
export class FlaskAccountsStore {
  /** Those of the addresses that have an account, by address; nobody else changes them meanwhile. */
  async findAccounts(tx: Tx, canonicals: readonly string[]): Promise<Map<string, KnownAccount>> {
    const sql = `SELECT id, email_canonical AS canonical, is_email_verified AS "isEmailVerified"
      FROM users WHERE email_canonical = ANY($1::text[]) ORDER BY id FOR NO KEY UPDATE`;
    const found = await rows<KnownAccount>(tx, sql, [canonicals]);
    return new Map(found.map((account) => [account.canonical, account]));
  }

  /** Whoever registered the address here never proved that it is theirs; the original's owner did. */
  async takeOver(tx: Tx, id: string, account: ImportedAccount, now: Date): Promise<void> {
    const sql = `UPDATE users SET email = $2, password = $3, first_name = $4, last_name = $5, is_active = $6,
        is_email_verified = true, updated_at = $7,
        password_changed_at = CASE WHEN $3::text IS NOT NULL THEN $7::timestamptz END WHERE id = $1`;
    const { email, password, firstName, lastName, isActive } = account;
    await rows(tx, sql, [id, email, password, firstName, lastName, isActive, now]);
  }

  /** The ids of those that nobody had. */
  async insertIdentities(tx: Tx, identities: readonly NewIdentity[]): Promise<Set<string>> {
    const sql = `INSERT INTO identities (id, user_id, provider, issuer, subject, email)
      SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[])
      ON CONFLICT (provider, issuer, subject) DO NOTHING RETURNING id`;
    const made = await rows<{ id: string }>(tx, sql, [
      identities.map(({ id }) => id),
      identities.map(({ userId }) => userId),
      identities.map(({ provider }) => provider),
      identities.map(({ issuer }) => issuer),
      identities.map(({ subject }) => subject),
      identities.map(({ email }) => email),
    ]);
    return new Set(made.map(({ id }) => id));
  }

  async findIdentityOwner(tx: Tx, identity: NewIdentity): Promise<string | null> {
    const { provider, issuer, subject } = identity;
    const sql = `SELECT user_id AS "userId" FROM identities
      WHERE provider = $1 AND issuer = $2 AND subject = $3`;
    return (await row<{ userId: string }>(tx, sql, [provider, issuer, subject]))?.userId ?? null;
  }

  findToken(tx: Tx, hash: Buffer): Promise<{ id: string; serviceId: string } | null> {
    const sql = `SELECT id, service_id AS "serviceId" FROM app_tokens WHERE token_hash = $1`;
    return row(tx, sql, [hash]);
  }

  /** `false` when the service has a token of this name. */
  async insertToken(tx: Tx, token: NewToken): Promise<boolean> {
    const { id, serviceId, name, hash, prefix, isActive, expiresAt, createdAt, lastUsed } = token;
    const sql = `INSERT INTO app_tokens
        (id, service_id, name, token_hash, prefix, is_active, expires_at, created_at, last_used, name_canonical)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
      ON CONFLICT DO NOTHING RETURNING id`;
    const values = [
      id,
      serviceId,
      name,
      hash,
      prefix,
      isActive,
      expiresAt,
      createdAt,
      lastUsed,
      canonicalName(name),
    ];
    return (await row(tx, sql, values)) !== null;
  }
}
