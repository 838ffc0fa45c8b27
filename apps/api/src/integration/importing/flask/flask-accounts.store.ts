import { Injectable } from '@nestjs/common';
import { canonicalName } from '#libs/kernel';
import { columnsOf, row, rows, type Tx } from '#libs/database';
import { AppTokenEntity } from '#api/app-tokens';
import { UserEntity } from '#api/users';
import { IdentityEntity } from '#api/users/identities';
import type { ImportedAccount } from '../to-account.js';

const KNOWN = ['id', 'emailCanonical', 'isEmailVerified'] as const;

export type KnownAccount = Readonly<Pick<UserEntity, (typeof KNOWN)[number]>>;

export type NewToken = Readonly<
  Pick<
    AppTokenEntity,
    | 'id'
    | 'serviceId'
    | 'name'
    | 'tokenHash'
    | 'prefix'
    | 'isActive'
    | 'expiresAt'
    | 'createdAt'
    | 'lastUsed'
  >
>;

export type NewIdentity = Readonly<
  Pick<IdentityEntity, 'id' | 'userId' | 'provider' | 'issuer' | 'subject' | 'email'>
>;

type KnownToken = Pick<AppTokenEntity, 'id' | 'serviceId'>;

const KNOWN_COLUMNS = columnsOf(UserEntity, KNOWN);
const OWNER = columnsOf(IdentityEntity, ['userId']);
const TOKEN = columnsOf(AppTokenEntity, ['id', 'serviceId']);

/** Writes the accounts, identities and application tokens of an import. */
@Injectable()
export class FlaskAccountsStore {
  /** Finds and locks the accounts of the canonical addresses; by address. */
  async findAccounts(tx: Tx, canonicals: readonly string[]): Promise<Map<string, KnownAccount>> {
    const sql = `SELECT ${KNOWN_COLUMNS}
      FROM users WHERE email_canonical = ANY($1::text[]) ORDER BY id FOR NO KEY UPDATE`;
    const found = await rows<KnownAccount>(tx, sql, [canonicals]);
    return new Map(found.map((account) => [account.emailCanonical, account]));
  }

  /** Replaces the data of an account with an unverified address by those of the original user, who verified the address. */
  async takeOver(tx: Tx, id: string, account: ImportedAccount, now: Date): Promise<void> {
    const sql = `UPDATE users SET email = $2, password = $3, first_name = $4, last_name = $5, is_active = $6,
        is_email_verified = true, updated_at = $7,
        password_changed_at = CASE WHEN $3::text IS NOT NULL THEN $7::timestamptz END WHERE id = $1`;
    const { email, password, firstName, lastName, isActive } = account;
    await rows(tx, sql, [id, email, password, firstName, lastName, isActive, now]);
  }

  /** Inserts the identities that no account has; answers their ids. */
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
    const sql = `SELECT ${OWNER} FROM identities
      WHERE provider = $1 AND issuer = $2 AND subject = $3`;
    return (
      (await row<Pick<IdentityEntity, 'userId'>>(tx, sql, [provider, issuer, subject]))?.userId ??
      null
    );
  }

  findToken(tx: Tx, hash: Buffer): Promise<KnownToken | null> {
    const sql = `SELECT ${TOKEN} FROM app_tokens WHERE token_hash = $1`;
    return row(tx, sql, [hash]);
  }

  /** `false` when the service has a token of this name. */
  async insertToken(tx: Tx, token: NewToken): Promise<boolean> {
    const { id, serviceId, name, tokenHash, prefix, isActive, expiresAt, createdAt, lastUsed } =
      token;
    const sql = `INSERT INTO app_tokens
        (id, service_id, name, token_hash, prefix, is_active, expires_at, created_at, last_used, name_canonical)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
      ON CONFLICT DO NOTHING RETURNING id`;
    const values = [
      id,
      serviceId,
      name,
      tokenHash,
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
