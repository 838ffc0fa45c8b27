import { Injectable } from '@nestjs/common';
import { canonicalName } from '#libs/kernel';
import { row, rows, type Tx } from '#libs/database';
import { after } from '#libs/paging';

/** What a decision about a token rests on. */
export interface TokenState {
  readonly id: string;
  readonly name: string;
  readonly token_hash: Buffer;
  readonly previous_hash: Buffer | null;
  readonly previous_expires_at: Date | null;
  readonly scopes: readonly string[];
  readonly allowed_networks: readonly string[];
  readonly is_active: boolean;
  readonly expires_at: Date | null;
  readonly service_id: string;
  readonly service_name: string;
  readonly service_description: string | null;
  readonly service_created_at: Date;
  readonly service_updated_at: Date;
  readonly service_is_active: boolean;
}

/** Whose a hash is. */
export interface HashedToken {
  readonly hash: Buffer;
  readonly id: string;
  readonly service_id: string;
}

export interface ListedToken {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly service_id: string;
  readonly service_name: string;
  readonly is_active: boolean;
  readonly expires_at: Date | null;
  readonly created_at: Date;
  readonly created_by: string | null;
  readonly created_by_active: boolean | null;
  readonly last_used: Date | null;
  readonly use_count: string;
  readonly scopes: readonly string[];
  readonly allowed_networks: readonly string[];
}

export interface NewAppToken {
  readonly id: string;
  readonly serviceId: string;
  readonly name: string;
  readonly hash: Buffer;
  readonly prefix: string;
  readonly scopes: readonly string[];
  readonly allowedNetworks: readonly string[];
  readonly expiresAt: Date | null;
  readonly createdAt: Date;
  readonly createdBy: string;
  /** The session that asks for it. */
  readonly madeIn: string;
}

/** A token that a statement has just revoked. */
export interface RevokedToken {
  readonly id: string;
  readonly name: string;
  readonly serviceId: string;
  readonly serviceName: string;
}

const STATE = `SELECT t.id, t.name, t.token_hash, t.previous_hash, t.previous_expires_at, t.scopes, t.allowed_networks,
    t.is_active, t.expires_at, t.service_id, s.name AS service_name, s.description AS service_description,
    s.is_active AS service_is_active, s.created_at AS service_created_at, s.updated_at AS service_updated_at
  FROM app_tokens t JOIN services s ON s.id = t.service_id`;

/** All SQL of the table `app_tokens`. */
@Injectable()
export class AppTokensStore {
  findState(tx: Tx, id: string): Promise<TokenState | null> {
    return row(tx, `${STATE} WHERE t.id = $1`, [id]);
  }

  findStateForUpdate(tx: Tx, id: string): Promise<TokenState | null> {
    return row(tx, `${STATE} WHERE t.id = $1 FOR UPDATE OF t`, [id]);
  }

  /** Which token each of the hashes is, or was before its last rotation; those of no token are left out. */
  async findByHashes(tx: Tx, hashes: readonly Buffer[]): Promise<HashedToken[]> {
    const sql = `SELECT token_hash AS hash, id, service_id FROM app_tokens WHERE token_hash = ANY($1::bytea[])
      UNION ALL SELECT previous_hash, id, service_id FROM app_tokens WHERE previous_hash = ANY($1::bytea[])`;
    return rows(tx, sql, [hashes]);
  }

  list(
    tx: Tx,
    serviceId: string,
    page: { after: string | null; limit: number },
  ): Promise<ListedToken[]> {
    const sql = `SELECT t.id, t.name, t.prefix, t.service_id, s.name AS service_name, t.is_active, t.expires_at,
        t.created_at, t.created_by, CASE WHEN t.created_by IS NOT NULL THEN coalesce(u.is_active, false) END AS created_by_active, t.last_used, t.use_count, t.scopes, t.allowed_networks
      FROM app_tokens t JOIN services s ON s.id = t.service_id LEFT JOIN users u ON u.id = t.created_by
      WHERE ${after('t.service_id', 't.id')} ORDER BY t.service_id, t.id LIMIT $3`;
    return rows(tx, sql, [serviceId, page.after, page.limit]);
  }

  /** `false` when the service has a token of this name. */
  async insert(tx: Tx, token: NewAppToken): Promise<boolean> {
    const sql = `INSERT INTO app_tokens
        (id, service_id, name, token_hash, prefix, scopes, allowed_networks, expires_at, created_at, created_by,
         name_canonical, made_in)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
      ON CONFLICT DO NOTHING RETURNING id`;
    const {
      id,
      serviceId,
      name,
      hash,
      prefix,
      scopes,
      allowedNetworks,
      expiresAt,
      createdAt,
      createdBy,
      madeIn,
    } = token;
    const values = [
      id,
      serviceId,
      name,
      hash,
      prefix,
      scopes,
      allowedNetworks,
      expiresAt,
      createdAt,
      createdBy,
      canonicalName(name),
      madeIn,
    ];
    return (await row(tx, sql, values)) !== null;
  }

  /** The present hash becomes the previous one until `previousExpiresAt`. */
  async rotate(
    tx: Tx,
    id: string,
    next: { hash: Buffer; prefix: string; previousExpiresAt: Date | null; madeIn: string },
  ): Promise<void> {
    const sql = `UPDATE app_tokens SET token_hash = $2, prefix = $3, previous_expires_at = $4, made_in = $5,
      previous_hash = CASE WHEN $4::timestamptz IS NULL THEN NULL ELSE token_hash END WHERE id = $1`;
    await rows(tx, sql, [id, next.hash, next.prefix, next.previousExpiresAt, next.madeIn]);
  }

  /**
   * Those whose present secret one of these sessions made, and that are not revoked yet; answers which. A session that is
   * somebody else's counts for nothing.
   */
  revokeMadeIn(tx: Tx, userId: string, sessionIds: readonly string[]): Promise<RevokedToken[]> {
    const sql = `UPDATE app_tokens t SET is_active = false, previous_hash = NULL, previous_expires_at = NULL
      FROM services s WHERE t.made_in = ANY ($2::uuid[]) AND t.is_active AND s.id = t.service_id
        AND NOT EXISTS (SELECT 1 FROM sessions o WHERE o.id = t.made_in AND o.user_id <> $1)
      RETURNING t.id, t.name, t.service_id AS "serviceId", s.name AS "serviceName"`;
    return rows(tx, sql, [userId, sessionIds]);
  }

  async revoke(tx: Tx, id: string): Promise<void> {
    const sql = `UPDATE app_tokens SET is_active = false, previous_hash = NULL, previous_expires_at = NULL WHERE id = $1`;
    await rows(tx, sql, [id]);
  }

  async delete(tx: Tx, id: string): Promise<void> {
    await rows(tx, 'DELETE FROM app_tokens WHERE id = $1', [id]);
  }
}
