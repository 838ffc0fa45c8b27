import { Injectable } from '@nestjs/common';
import { columnsOf, row, rows, type Tx } from '#libs/database';
import { SignInChallengeEntity } from '../sign-in-challenge.entity.js';

const CHALLENGE = [
  'id',
  'userId',
  'passwordDigest',
  'deviceHash',
  'identityId',
  'method',
  'amr',
  'resource',
  'failures',
  'createdAt',
] as const;

/** A sign-in whose first factor is proven, as it was begun. */
export type SignInChallenge = Readonly<Pick<SignInChallengeEntity, (typeof CHALLENGE)[number]>>;
export type NewChallenge = Readonly<Omit<SignInChallengeEntity, 'wrongCodes'>>;

export interface ShownChallenge {
  readonly secretHash: Buffer;
  readonly deviceHash: Buffer;
  readonly now: Date;
}

const COLUMNS = columnsOf(SignInChallengeEntity, CHALLENGE);

/** All SQL of the table `sign_in_challenges`. */
@Injectable()
export class SignInChallengesStore {
  async insert(tx: Tx, challenge: NewChallenge): Promise<void> {
    await rows(
      tx,
      `INSERT INTO sign_in_challenges (id, secret_hash, user_id, password_digest, device_hash,
         identity_id, method, amr, resource, failures, created_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      [
        challenge.id,
        challenge.secretHash,
        challenge.userId,
        challenge.passwordDigest,
        challenge.deviceHash,
        challenge.identityId,
        challenge.method,
        challenge.amr,
        challenge.resource,
        challenge.failures,
        challenge.createdAt,
        challenge.expiresAt,
      ],
    );
  }

  /** Deletes those of the account beyond the `keep` newest. */
  async deleteSurplus(tx: Tx, userId: string, keep: number): Promise<void> {
    const sql = `DELETE FROM sign_in_challenges WHERE id = ANY (ARRAY(
      SELECT id FROM sign_in_challenges WHERE user_id = $1
       ORDER BY created_at DESC, id DESC OFFSET $2))`;
    await rows(tx, sql, [userId, keep]);
  }

  find(tx: Tx, { secretHash, deviceHash, now }: ShownChallenge): Promise<SignInChallenge | null> {
    const sql = `SELECT ${COLUMNS} FROM sign_in_challenges
      WHERE secret_hash = $1 AND device_hash = $2 AND expires_at > $3`;
    return row(tx, sql, [secretHash, deviceHash, now]);
  }

  /** Whether it is still open. */
  async isOpen(tx: Tx, id: string, now: Date): Promise<boolean> {
    const sql = 'SELECT id FROM sign_in_challenges WHERE id = $1 AND expires_at > $2';
    return (await row(tx, sql, [id, now])) !== null;
  }

  /** `false` when it is not open any more; of many at once, one succeeds. */
  async consume(tx: Tx, id: string, now: Date): Promise<boolean> {
    const sql = 'DELETE FROM sign_in_challenges WHERE id = $1 AND expires_at > $2 RETURNING id';
    return (await row(tx, sql, [id, now])) !== null;
  }

  /** Counts a wrong code; answers how many were wrong, `null` when the challenge is not open any more. */
  async countWrong(tx: Tx, id: string): Promise<number | null> {
    const sql = `UPDATE sign_in_challenges SET wrong_codes = wrong_codes + 1 WHERE id = $1
      RETURNING wrong_codes AS "wrongCodes"`;
    const counted = await row<Pick<SignInChallengeEntity, 'wrongCodes'>>(tx, sql, [id]);
    return counted?.wrongCodes ?? null;
  }

  async deleteOne(tx: Tx, id: string): Promise<void> {
    await rows(tx, 'DELETE FROM sign_in_challenges WHERE id = $1', [id]);
  }

  async deleteOf(tx: Tx, userId: string): Promise<void> {
    await rows(tx, 'DELETE FROM sign_in_challenges WHERE user_id = $1', [userId]);
  }

  /** Deletes a batch of those that expired before `before`; answers how many. */
  async deleteExpired(tx: Tx, before: Date, limit: number): Promise<number> {
    const sql = `DELETE FROM sign_in_challenges WHERE id = ANY (ARRAY(
      SELECT id FROM sign_in_challenges WHERE expires_at < $1
       ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED))
      RETURNING 1`;
    return (await rows(tx, sql, [before, limit])).length;
  }
}
