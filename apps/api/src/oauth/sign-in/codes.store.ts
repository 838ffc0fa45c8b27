import { Injectable } from '@nestjs/common';
import type { ProofPurpose } from '#libs/access';
import { columnsOf, row, rows, type Tx } from '#libs/database';
import { OAuthCodeEntity } from './oauth-code.entity.js';

type CodeRow = Readonly<OAuthCodeEntity>;

/** A code as it is shown: its hash, and the challenge that the shown verifier meets. */
export interface ShownCode extends Pick<CodeRow, 'codeHash' | 'codeChallenge'> {
  readonly now: Date;
}

/** The user and the session that the proof of a code is for, and its purpose. */
export interface CodeProof {
  readonly userId: string;
  readonly sessionId: string;
  readonly purpose: ProofPurpose;
}

type NewCode = Pick<
  CodeRow,
  'codeHash' | 'identityId' | 'codeChallenge' | 'resource' | 'createdAt' | 'expiresAt'
> & {
  readonly userId: string;
  /** Absent for a code of a sign-in. */
  readonly proof?: CodeProof;
};

const FOUND = ['identityId', 'resource', 'proofUserId', 'proofSessionId', 'proofPurpose'] as const;
type FoundRow = Pick<CodeRow, (typeof FOUND)[number]>;

/** What a code was issued for. `resource`: the requested target of the access token (RFC 8707). */
export type FoundCode = Pick<CodeRow, 'identityId' | 'resource'> & {
  readonly proof: CodeProof | null;
};

const COLUMNS = columnsOf(OAuthCodeEntity, FOUND);
const IDENTITY = columnsOf(OAuthCodeEntity, ['identityId']);
const LIVE = `code_hash = $1 AND code_challenge IS NOT DISTINCT FROM $2
        AND used_at IS NULL AND expires_at > $3`;

/** All SQL of the table `oauth_codes`. */
@Injectable()
export class CodesStore {
  /** `false` when the identity is no longer linked to the account; it is locked until the transaction ends. */
  async insert(tx: Tx, code: NewCode): Promise<boolean> {
    const sql = `INSERT INTO oauth_codes (code_hash, identity_id, code_challenge, created_at, expires_at, resource,
        proof_user_id, proof_session_id, proof_purpose)
      SELECT $1, id, $4, $5, $6, $7, $8, $9, $10 FROM identities WHERE id = $2 AND user_id = $3 FOR KEY SHARE
      RETURNING code_hash`;
    const { codeHash, identityId, userId, codeChallenge, createdAt, expiresAt } = code;
    const { resource, proof } = code;
    const values = [codeHash, identityId, userId, codeChallenge, createdAt, expiresAt, resource];
    values.push(proof?.userId ?? null, proof?.sessionId ?? null, proof?.purpose ?? null);
    return (await row(tx, sql, values)) !== null;
  }

  /**
   * Uses the code up, at most once. A challenge must be met, and none may be met that was not set: a
   * verifier for a code without a challenge means that the challenge was removed from the request (a downgrade).
   */
  consume(tx: Tx, code: ShownCode): Promise<Pick<CodeRow, 'identityId'> | null> {
    const sql = `UPDATE oauth_codes SET used_at = $3
      WHERE ${LIVE} RETURNING ${IDENTITY}`;
    return row(tx, sql, [code.codeHash, code.codeChallenge, code.now]);
  }

  /** What `consume` would answer at this moment. */
  async find(tx: Tx, code: ShownCode): Promise<FoundCode | null> {
    const sql = `SELECT ${COLUMNS} FROM oauth_codes WHERE ${LIVE}`;
    const found = await row<FoundRow>(tx, sql, [code.codeHash, code.codeChallenge, code.now]);
    return (
      found && { identityId: found.identityId, resource: found.resource, proof: proofOf(found) }
    );
  }

  async deleteExpired(tx: Tx, before: Date, limit: number): Promise<number> {
    const sql = `DELETE FROM oauth_codes WHERE code_hash = ANY (ARRAY(
        SELECT code_hash FROM oauth_codes WHERE expires_at < $1 ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED))
      RETURNING code_hash`;
    return (await rows(tx, sql, [before, limit])).length;
  }
}

/** `insert` writes all three or none. */
function proofOf({ proofUserId, proofSessionId, proofPurpose }: FoundRow): CodeProof | null {
  if (proofUserId === null || proofSessionId === null || proofPurpose === null) return null;
  return { userId: proofUserId, sessionId: proofSessionId, purpose: proofPurpose };
}
