import { Injectable } from '@nestjs/common';
import { canonicalName } from '#libs/kernel';
import { columnsOf, row, rows, type Tx } from '#libs/database';
import { after } from '#libs/paging';
import type { ServiceRow } from '#api/services';
import { AppTokenEntity } from './app-token.entity.js';

const STATE = [
  'id',
  'name',
  'tokenHash',
  'previousHash',
  'previousExpiresAt',
  'scopes',
  'allowedNetworks',
  'isActive',
  'expiresAt',
  'serviceId',
] as const;

/** What decides whether a token is good. */
export type TokenState = Readonly<Pick<AppTokenEntity, (typeof STATE)[number]>> & {
  readonly serviceName: ServiceRow['name'];
  readonly serviceDescription: ServiceRow['description'];
  readonly serviceIsActive: ServiceRow['isActive'];
  readonly serviceCreatedAt: ServiceRow['createdAt'];
  readonly serviceUpdatedAt: ServiceRow['updatedAt'];
};

/** The token that has a hash, or had it before its last rotation. */
export type HashedToken = Readonly<Pick<AppTokenEntity, 'id' | 'serviceId'>> & {
  readonly hash: Buffer;
};

const LISTED = [
  'id',
  'name',
  'prefix',
  'serviceId',
  'isActive',
  'expiresAt',
  'createdAt',
  'createdBy',
  'lastUsed',
  'useCount',
  'scopes',
  'allowedNetworks',
] as const;

export type ListedToken = Readonly<Pick<AppTokenEntity, (typeof LISTED)[number]>> & {
  readonly serviceName: ServiceRow['name'];
  /** `null` when it is not known who made the token. */
  readonly isCreatorActive: boolean | null;
};

const MINTED = [
  'id',
  'name',
  'prefix',
  'serviceId',
  'isActive',
  'expiresAt',
  'createdAt',
  'lastUsed',
  'scopes',
] as const;

/** A token as it is shown to the user who minted it. */
export type MintedByUser = Readonly<Pick<AppTokenEntity, (typeof MINTED)[number]>> & {
  readonly serviceName: ServiceRow['name'];
};

type Hashed = 'tokenHash' | 'prefix';

export type NewAppToken = Readonly<
  Pick<
    AppTokenEntity,
    'id' | 'serviceId' | 'name' | 'scopes' | 'allowedNetworks' | 'expiresAt' | 'createdAt' | Hashed
  >
> & { readonly createdBy: string; readonly madeIn: string };

type NewSecret = Readonly<Pick<AppTokenEntity, Hashed | 'previousExpiresAt'>> & {
  readonly madeIn: string;
};

/** A token that a statement has just revoked. */
export type RevokedToken = Pick<TokenState, 'id' | 'name' | 'serviceId' | 'serviceName'>;

const SELECT_STATE = `SELECT ${columnsOf(AppTokenEntity, STATE, 't')}, s.name AS "serviceName",
    s.description AS "serviceDescription", s.is_active AS "serviceIsActive",
    s.created_at AS "serviceCreatedAt", s.updated_at AS "serviceUpdatedAt"
  FROM app_tokens t JOIN services s ON s.id = t.service_id`;
const LISTED_COLUMNS = columnsOf(AppTokenEntity, LISTED, 't');
const MINTED_COLUMNS = columnsOf(AppTokenEntity, MINTED, 't');

/** All SQL of the table `app_tokens`. */
@Injectable()
export class AppTokensStore {
  findState(tx: Tx, id: string): Promise<TokenState | null> {
    return row(tx, `${SELECT_STATE} WHERE t.id = $1`, [id]);
  }

  findStateForUpdate(tx: Tx, id: string): Promise<TokenState | null> {
    return row(tx, `${SELECT_STATE} WHERE t.id = $1 FOR UPDATE OF t`, [id]);
  }

  /** The tokens of these hashes; a hash of no token is left out. */
  async findByHashes(tx: Tx, hashes: readonly Buffer[]): Promise<HashedToken[]> {
    const sql = `SELECT token_hash AS hash, id, service_id AS "serviceId" FROM app_tokens WHERE token_hash = ANY($1::bytea[])
      UNION ALL SELECT previous_hash, id, service_id FROM app_tokens WHERE previous_hash = ANY($1::bytea[])`;
    return rows(tx, sql, [hashes]);
  }

  list(
    tx: Tx,
    serviceId: string,
    page: { after: string | null; limit: number },
  ): Promise<ListedToken[]> {
    const sql = `SELECT ${LISTED_COLUMNS}, s.name AS "serviceName",
        CASE WHEN t.created_by IS NOT NULL THEN coalesce(u.is_active, false) END AS "isCreatorActive"
      FROM app_tokens t JOIN services s ON s.id = t.service_id LEFT JOIN users u ON u.id = t.created_by
      WHERE ${after('t.service_id', 't.id')} ORDER BY t.service_id, t.id LIMIT $3`;
    return rows(tx, sql, [serviceId, page.after, page.limit]);
  }

  /** The newest tokens that the user minted, in all services. */
  listMintedBy(tx: Tx, userId: string, limit: number): Promise<MintedByUser[]> {
    const sql = `SELECT ${MINTED_COLUMNS}, s.name AS "serviceName"
      FROM app_tokens t JOIN services s ON s.id = t.service_id
      WHERE t.created_by = $1 ORDER BY t.id DESC LIMIT $2`;
    return rows(tx, sql, [userId, limit]);
  }

  /** `false` when the service has a token of this name. */
  async insert(tx: Tx, token: NewAppToken): Promise<boolean> {
    const sql = `INSERT INTO app_tokens
        (id, service_id, name, token_hash, prefix, scopes, allowed_networks, expires_at, created_at, created_by,
         name_canonical, made_in)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
      ON CONFLICT DO NOTHING RETURNING id`;
    const values = [
      token.id,
      token.serviceId,
      token.name,
      token.tokenHash,
      token.prefix,
      token.scopes,
      token.allowedNetworks,
      token.expiresAt,
      token.createdAt,
      token.createdBy,
      canonicalName(token.name),
      token.madeIn,
    ];
    return (await row(tx, sql, values)) !== null;
  }

  /** The present hash becomes the previous one until `previousExpiresAt`. */
  async rotate(tx: Tx, id: string, next: NewSecret): Promise<void> {
    const sql = `UPDATE app_tokens SET token_hash = $2, prefix = $3, previous_expires_at = $4, made_in = $5,
      previous_hash = CASE WHEN $4::timestamptz IS NULL THEN NULL ELSE token_hash END WHERE id = $1`;
    await rows(tx, sql, [id, next.tokenHash, next.prefix, next.previousExpiresAt, next.madeIn]);
  }

  /**
   * Revokes the active tokens whose present secret one of these sessions made; answers which. Sessions of other users are
   * ignored.
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
