import { Injectable } from '@nestjs/common';
import { row, rows, type Tx } from '#libs/database';

/** All SQL of the table `oauth_used_states`. */
@Injectable()
export class UsedStatesStore {
  /** Whether this call is the first to use the state. One statement: no race between instances. */
  async consume(tx: Tx, stateHash: Buffer, expiresAt: Date): Promise<boolean> {
    const sql = `INSERT INTO oauth_used_states (state_hash, expires_at) VALUES ($1, $2)
      ON CONFLICT (state_hash) DO NOTHING RETURNING state_hash`;
    return (await row(tx, sql, [stateHash, expiresAt])) !== null;
  }

  async deleteExpired(tx: Tx, before: Date, limit: number): Promise<number> {
    const sql = `DELETE FROM oauth_used_states WHERE state_hash = ANY (ARRAY(
        SELECT state_hash FROM oauth_used_states WHERE expires_at < $1 ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED))
      RETURNING state_hash`;
    return (await rows(tx, sql, [before, limit])).length;
  }
}
