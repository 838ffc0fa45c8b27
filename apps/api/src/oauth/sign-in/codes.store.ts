import { Injectable } from '@nestjs/common';
import type { ProofPurpose } from '#libs/access';
import { row, rows, type Tx } from '#libs/database';

/** A code as it is shown: what is kept of it, and the challenge that the shown verifier meets. */
export interface ShownCode {
  readonly hash: Buffer;
  readonly challenge: string | null;
  readonly now: Date;
}

export interface NewCode {
  readonly codeHash: Buffer;
  readonly identityId: string;
  readonly userId: string;
  readonly codeChallenge: string | null;
  readonly resource: string | null;
  /** Absent where it stands for a sign-in. */
  readonly proof?: CodeProof;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** Whose session the proof is for that a code stands for, which, and for what. */
export interface CodeProof {
  readonly userId: string;
  readonly sessionId: string;
  readonly purpose: ProofPurpose;
}

/** What a code stands for. */
export interface FoundCode {
  readonly identityId: string;
  /** For whom the access token shall be (RFC 8707), as it was asked for when the sign-in began. */
  readonly resource: string | null;
  readonly proof: CodeProof | null;
}

interface NoProof {
  readonly userId: null;
  readonly sessionId: null;
  readonly purpose: null;
}

/** All SQL of the table `oauth_codes`. */
@Injectable()
export class CodesStore {
  /** `false` when the identity is gone or has become another account's; it stays until the transaction ends. */
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
   * verifier shown for a code without one was stripped of its protection on the way.
   */
  consume(tx: Tx, code: ShownCode): Promise<{ readonly identityId: string } | null> {
    const sql = `UPDATE oauth_codes SET used_at = $3
      WHERE code_hash = $1 AND code_challenge IS NOT DISTINCT FROM $2
        AND used_at IS NULL AND expires_at > $3
      RETURNING identity_id AS "identityId"`;
    return row(tx, sql, [code.hash, code.challenge, code.now]);
  }

  /** What `consume` would answer at this moment. */
  async find(tx: Tx, code: ShownCode): Promise<FoundCode | null> {
    const sql = `SELECT identity_id AS "identityId", resource, proof_user_id AS "userId",
        proof_session_id AS "sessionId", proof_purpose AS purpose FROM oauth_codes
      WHERE code_hash = $1 AND code_challenge IS NOT DISTINCT FROM $2
        AND used_at IS NULL AND expires_at > $3`;
    const values = [code.hash, code.challenge, code.now];
    const found = await row<Omit<FoundCode, 'proof'> & (CodeProof | NoProof)>(tx, sql, values);
    if (!found) return null;
    const { identityId, resource, ...proof } = found;
    return { identityId, resource, proof: proof.purpose === null ? null : proof };
  }

  async deleteExpired(tx: Tx, before: Date, limit: number): Promise<number> {
    const sql = `DELETE FROM oauth_codes WHERE code_hash = ANY (ARRAY(
        SELECT code_hash FROM oauth_codes WHERE expires_at < $1 ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED))
      RETURNING code_hash`;
    return (await rows(tx, sql, [before, limit])).length;
  }
}
