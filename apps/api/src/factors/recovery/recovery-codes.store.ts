import { Injectable } from '@nestjs/common';
import { row, rows, type Tx } from '#libs/database';

/** A set of recovery codes. */
export interface RecoveryCodeSet {
  readonly factorId: string;
  readonly name: string;
  readonly userId: string;
  readonly sessionId: string;
  readonly ip: string;
  readonly now: Date;
}

export interface UsedRecoveryCode {
  readonly factorId: string;
  readonly name: string;
}

/** All SQL of the table `recovery_codes`. */
@Injectable()
export class RecoveryCodesStore {
  /** Replaces the codes of the account, the used ones too. The caller has locked the account. */
  async replace(tx: Tx, set: RecoveryCodeSet, hashes: readonly Buffer[]): Promise<void> {
    const { factorId, name, userId, sessionId, ip, now } = set;
    await rows(tx, "DELETE FROM factors WHERE user_id = $1 AND type = 'recovery_codes'", [userId]);
    const sql = `WITH made AS (
        INSERT INTO factors (id, user_id, type, name, created_at, confirmed_at, made_in, made_from)
        VALUES ($1, $2, 'recovery_codes', $7, $3, $3, $4, $5) RETURNING id
      )
      INSERT INTO recovery_codes (factor_id, code_hash) SELECT made.id, code.hash FROM made, unnest($6::bytea[]) AS code (hash)`;
    await rows(tx, sql, [factorId, userId, now, sessionId, ip, hashes, name]);
  }

  /** Uses a code up; of many uses one succeeds. `null` when it is none of the account's, or used. */
  use(
    tx: Tx,
    { userId, hash, now }: { readonly userId: string; readonly hash: Buffer; readonly now: Date },
  ): Promise<UsedRecoveryCode | null> {
    const sql = `WITH used AS (
        UPDATE recovery_codes c SET used_at = $3 FROM factors f
        WHERE f.user_id = $1 AND f.type = 'recovery_codes' AND f.confirmed_at IS NOT NULL AND c.factor_id = f.id
          AND c.code_hash = $2 AND c.used_at IS NULL
        RETURNING c.factor_id
      )
      UPDATE factors f SET last_used_at = $3 FROM used WHERE f.id = used.factor_id
      RETURNING f.id AS "factorId", f.name`;
    return row(tx, sql, [userId, hash, now]);
  }

  /** How many codes of the set are not used. */
  async countLeft(tx: Tx, factorId: string): Promise<number> {
    const sql =
      'SELECT count(*)::int AS count FROM recovery_codes WHERE factor_id = $1 AND used_at IS NULL';
    return (await row<{ count: number }>(tx, sql, [factorId]))?.count ?? 0;
  }
}
