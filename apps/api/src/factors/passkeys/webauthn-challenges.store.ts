import { Injectable } from '@nestjs/common';
import { row, rows, type Tx } from '#libs/database';
import type { UsedWebauthnChallengeEntity } from './used-webauthn-challenge.entity.js';

/** All SQL of the table `used_webauthn_challenges`. */
@Injectable()
export class WebauthnChallengesStore {
  /** `false` when it is recorded already; waits for a transaction that is recording it. */
  async insert(tx: Tx, used: Readonly<UsedWebauthnChallengeEntity>): Promise<boolean> {
    const sql = `INSERT INTO used_webauthn_challenges (challenge_hash, expires_at) VALUES ($1, $2)
      ON CONFLICT (challenge_hash) DO NOTHING RETURNING challenge_hash`;
    return (await row(tx, sql, [used.challengeHash, used.expiresAt])) !== null;
  }

  async deleteExpired(tx: Tx, before: Date, limit: number): Promise<number> {
    const sql = `DELETE FROM used_webauthn_challenges WHERE challenge_hash = ANY (ARRAY(
        SELECT challenge_hash FROM used_webauthn_challenges WHERE expires_at < $1
         ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED))
      RETURNING challenge_hash`;
    return (await rows(tx, sql, [before, limit])).length;
  }
}
