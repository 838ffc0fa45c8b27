import { Injectable } from '@nestjs/common';
import { columnsOf, row, rows, type Tx } from '#libs/database';
import { IdentityEntity } from './identity.entity.js';
import {
  IDENTITY_PROPERTIES,
  type Identity,
  type IdentityKey,
  type IdentityUse,
  type NewIdentity,
} from './identity.js';

const COLUMNS = `${columnsOf(IdentityEntity, IDENTITY_PROPERTIES)}, coalesce(added_at, created_at) AS "addedAt"`;
const TOKENS = columnsOf(IdentityEntity, ['providerTokens']);

/** All SQL of the table `identities`. */
@Injectable()
export class IdentitiesStore {
  find(tx: Tx, { provider, issuer, subject }: IdentityKey): Promise<Identity | null> {
    const sql = `SELECT ${COLUMNS} FROM identities
      WHERE provider = $1 AND issuer = $2 AND subject = $3`;
    return row(tx, sql, [provider, issuer, subject]);
  }

  findById(tx: Tx, id: string): Promise<Identity | null> {
    return row(tx, `SELECT ${COLUMNS} FROM identities WHERE id = $1`, [id]);
  }

  listOfUser(tx: Tx, userId: string): Promise<Identity[]> {
    const sql = `SELECT ${COLUMNS} FROM identities WHERE user_id = $1 ORDER BY id`;
    return rows(tx, sql, [userId]);
  }

  async listProviders(tx: Tx, userId: string): Promise<string[]> {
    const sql = 'SELECT DISTINCT provider FROM identities WHERE user_id = $1 ORDER BY provider';
    const found = await rows<Pick<Identity, 'provider'>>(tx, sql, [userId]);
    return found.map(({ provider }) => provider);
  }

  /** `null` when the identity is linked to an account already. One statement: of twenty at once, one succeeds. */
  insert(tx: Tx, identity: NewIdentity): Promise<Identity | null> {
    const { id, userId, provider, issuer, subject, email, avatar, providerTokens, now } = identity;
    const { origin, madeIn, madeFrom } = identity;
    const sql = `INSERT INTO identities
        (id, user_id, provider, issuer, subject, email, avatar, provider_tokens, created_at, last_used_at,
         origin, made_in, made_from)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10, $11, $12)
      ON CONFLICT (provider, issuer, subject) DO NOTHING RETURNING ${COLUMNS}`;
    const values = [id, userId, provider, issuer, subject, email, avatar, providerTokens, now];
    return row(tx, sql, [...values, origin, madeIn, madeFrom]);
  }

  /** `false` when it is no longer linked to this account. */
  async touch(
    tx: Tx,
    { id, userId }: Pick<Identity, 'id' | 'userId'>,
    use: IdentityUse,
  ): Promise<boolean> {
    const sql = `UPDATE identities SET email = COALESCE($3, email), avatar = COALESCE($4, avatar),
        provider_tokens = $5, last_used_at = $6 WHERE id = $1 AND user_id = $2 RETURNING id`;
    const { email, avatar, providerTokens, now } = use;
    return (await row(tx, sql, [id, userId, email, avatar, providerTokens, now])) !== null;
  }

  /** Encrypted; `null` when none are stored. */
  async findTokens(tx: Tx, id: string): Promise<Buffer | null> {
    const sql = `SELECT ${TOKENS} FROM identities WHERE id = $1`;
    return (
      (await row<Pick<IdentityEntity, 'providerTokens'>>(tx, sql, [id]))?.providerTokens ?? null
    );
  }

  async delete(tx: Tx, id: string): Promise<boolean> {
    return (await row(tx, 'DELETE FROM identities WHERE id = $1 RETURNING id', [id])) !== null;
  }

  /** Deletes the account's identities that are among `ids`; answers their ids. */
  async deleteSome(tx: Tx, userId: string, ids: readonly string[]): Promise<string[]> {
    if (ids.length === 0) return [];
    const sql = 'DELETE FROM identities WHERE user_id = $1 AND id = ANY ($2::uuid[]) RETURNING id';
    const deleted = await rows<Pick<Identity, 'id'>>(tx, sql, [userId, ids]);
    return deleted.map(({ id }) => id);
  }

  async deleteOfUser(tx: Tx, userId: string): Promise<number> {
    const sql = 'DELETE FROM identities WHERE user_id = $1 RETURNING id';
    return (await rows(tx, sql, [userId])).length;
  }
}
