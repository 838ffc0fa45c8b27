import { Injectable } from '@nestjs/common';
import { columnsOf, rows, type Tx } from '#libs/database';
import { SigningKeyEntity } from './signing-key.entity.js';

const PROPERTIES = [
  'id',
  'publicJwk',
  'privateKey',
  'longestTokenSeconds',
  'createdAt',
  'activatesAt',
  'revokedAt',
] as const;

export type SigningKeyRow = Readonly<Pick<SigningKeyEntity, (typeof PROPERTIES)[number]>>;

export type NewSigningKey = Omit<SigningKeyRow, 'longestTokenSeconds' | 'revokedAt'>;

const COLUMNS = columnsOf(SigningKeyEntity, PROPERTIES);

/** "gatekeys" in ASCII: no other lock of the installation has this number. */
const ROTATION_LOCK = '7449363237589842291';

/** All SQL of signing keys. */
@Injectable()
export class SigningKeysStore {
  /** Transactions that change keys follow each other: held until this one ends. */
  async lock(tx: Tx): Promise<void> {
    await rows(tx, `SELECT pg_advisory_xact_lock($1)`, [ROTATION_LOCK]);
  }

  /** All, in the order of their use. */
  list(tx: Tx): Promise<SigningKeyRow[]> {
    return rows<SigningKeyRow>(tx, `SELECT ${COLUMNS} FROM signing_keys ORDER BY activates_at, id`);
  }

  async insert(tx: Tx, key: NewSigningKey): Promise<void> {
    await rows(
      tx,
      `INSERT INTO signing_keys (id, public_jwk, private_key, created_at, activates_at)
       VALUES ($1, $2, $3, $4, $5)`,
      [key.id, JSON.stringify(key.publicJwk), key.privateKey, key.createdAt, key.activatesAt],
    );
  }

  /** Revokes all that are not, and forgets their private parts; answers which. */
  async revokeAll(tx: Tx, at: Date): Promise<string[]> {
    const revoked = await rows<{ id: string }>(
      tx,
      `UPDATE signing_keys SET revoked_at = $1, private_key = NULL
       WHERE revoked_at IS NULL RETURNING id`,
      [at],
    );
    return revoked.map(({ id }) => id);
  }

  /** Of keys that sign no more. */
  async forgetPrivate(tx: Tx, ids: readonly string[]): Promise<void> {
    await rows(tx, `UPDATE signing_keys SET private_key = NULL WHERE id = ANY ($1::uuid[])`, [ids]);
  }

  /** Notes that tokens of this life are about to be signed. */
  async raiseLongestToken(tx: Tx, id: string, seconds: number): Promise<void> {
    await rows(
      tx,
      `UPDATE signing_keys SET longest_token_seconds = $2
       WHERE id = $1 AND longest_token_seconds < $2`,
      [id, seconds],
    );
  }
}
