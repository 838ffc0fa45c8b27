import { Injectable } from '@nestjs/common';
import { row, rows, type Tx } from '#libs/database';
import type { SessionCodeEntity } from './session-code.entity.js';

type CodeRow = Readonly<SessionCodeEntity>;

export type NewSessionCode = Pick<
  CodeRow,
  'codeHash' | 'sessionId' | 'codeChallenge' | 'resource' | 'createdAt' | 'expiresAt'
> & {
  readonly userId: string;
  /** The codes that a session may have open. */
  readonly most: number;
};

/** A code as it is shown: its hash, and the challenge that the shown verifier meets. */
export interface ShownSessionCode extends Pick<CodeRow, 'codeHash' | 'codeChallenge'> {
  readonly now: Date;
  readonly clientHash: Buffer;
}

export type FoundSessionCode = Pick<CodeRow, 'sessionId' | 'resource'> & {
  readonly userId: string;
};

/** A code that was used, and the session that it opened. */
export interface UsedSessionCode {
  readonly userId: string;
  readonly openedSessionId: string | null;
  readonly usedAt: Date;
  /** Whether the client is the same that used it. */
  readonly isSameClient: boolean;
}

const FOUND = 'c.code_hash = $1 AND c.code_challenge = $2';

/** All SQL of the table `session_codes`. */
@Injectable()
export class SessionCodesStore {
  /** `null` when the session has ended or the user is not active; `isFull` when it has as many open codes as it may. */
  insert(tx: Tx, code: NewSessionCode): Promise<{ readonly isFull: boolean } | null> {
    const sql = `WITH origin AS (
        SELECT s.id, u.password_changed_at,
               (SELECT count(*) FROM session_codes c WHERE c.session_id = s.id AND c.expires_at > $6) >= $8 AS is_full
          FROM sessions s JOIN users u ON u.id = s.user_id
         WHERE s.id = $2 AND s.user_id = $3 AND s.ended_at IS NULL AND s.expires_at > $6 AND u.is_active),
      made AS (
        INSERT INTO session_codes (code_hash, session_id, code_challenge, resource, password_changed_at, created_at, expires_at)
        SELECT $1, id, $4, $5, password_changed_at, $6, $7 FROM origin WHERE NOT is_full)
      SELECT is_full AS "isFull" FROM origin`;
    return row(tx, sql, [
      code.codeHash,
      code.sessionId,
      code.userId,
      code.codeChallenge,
      code.resource,
      code.createdAt,
      code.expiresAt,
      code.most,
    ]);
  }

  /** Whose code it is, used or not; `null` also for a wrong verifier. */
  find(tx: Tx, shown: ShownSessionCode): Promise<FoundSessionCode | null> {
    const sql = `SELECT c.session_id AS "sessionId", c.resource, s.user_id AS "userId"
      FROM session_codes c JOIN sessions s ON s.id = c.session_id WHERE ${FOUND}`;
    return row(tx, sql, [shown.codeHash, shown.codeChallenge]);
  }

  /** Uses the code up, at most once. The caller has locked the account. */
  async consume(tx: Tx, shown: ShownSessionCode, userId: string): Promise<boolean> {
    const sql = `UPDATE session_codes c SET used_at = $3, used_by_hash = $4 FROM users u
      WHERE ${FOUND} AND c.used_at IS NULL AND c.expires_at > $3 AND u.id = $5
        AND u.password_changed_at IS NOT DISTINCT FROM c.password_changed_at
      RETURNING c.code_hash`;
    const { codeHash, codeChallenge, now, clientHash } = shown;
    return (await row(tx, sql, [codeHash, codeChallenge, now, clientHash, userId])) !== null;
  }

  async noteOpened(tx: Tx, codeHash: Buffer, sessionId: string): Promise<void> {
    const sql = 'UPDATE session_codes SET opened_session_id = $2 WHERE code_hash = $1';
    await rows(tx, sql, [codeHash, sessionId]);
  }

  /** `null` for a code that was not used, and for a wrong verifier. */
  findUsed(tx: Tx, shown: ShownSessionCode): Promise<UsedSessionCode | null> {
    const sql = `SELECT s.user_id AS "userId", c.opened_session_id AS "openedSessionId", c.used_at AS "usedAt",
        c.used_by_hash = $3 AS "isSameClient"
      FROM session_codes c JOIN sessions s ON s.id = c.session_id WHERE ${FOUND} AND c.used_at IS NOT NULL`;
    return row(tx, sql, [shown.codeHash, shown.codeChallenge, shown.clientHash]);
  }

  async deleteExpired(tx: Tx, before: Date, limit: number): Promise<number> {
    const sql = `DELETE FROM session_codes WHERE code_hash = ANY (ARRAY(
        SELECT code_hash FROM session_codes WHERE expires_at < $1 ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED))
      RETURNING code_hash`;
    return (await rows(tx, sql, [before, limit])).length;
  }
}
