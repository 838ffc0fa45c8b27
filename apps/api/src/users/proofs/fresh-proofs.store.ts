import { Injectable } from '@nestjs/common';
import { columnsOf, row, rows, type Tx } from '#libs/database';
import { FreshProofEntity } from './fresh-proof.entity.js';

/**
 * The purpose, the account and the session of a proof. `identityId` and `factorId` are `null` for a proof by the password.
 */
export type ProofRequest = Readonly<
  Pick<FreshProofEntity, 'purpose' | 'sessionId' | 'userId' | 'identityId' | 'factorId'>
>;

type NewProof = ProofRequest &
  Readonly<Pick<FreshProofEntity, 'secretHash' | 'createdAt' | 'expiresAt'>>;

/** A proof as it is shown: its hash, the session and the purpose. */
export interface ShownProof extends Readonly<
  Pick<FreshProofEntity, 'secretHash' | 'sessionId' | 'purpose'>
> {
  /** The account that must have made it; `null`: any. */
  readonly userId: string | null;
  readonly now: Date;
}

/**
 * When a proof is valid: it ends with its session, with a changed password, with the deactivation of its account, and with
 * the identity or the factor by which it was made (the latter deletes it). One without a factor does not count for an account
 * that has a second factor meanwhile. The last two are scalar subqueries, which are looked up by their indexes; for EXISTS
 * behind an OR the planner may read the whole table into a hash.
 */
const COUNTS = `p.secret_hash = $1 AND p.session_id = $2 AND p.purpose = $3 AND p.expires_at > $4
  AND ($5::uuid IS NULL OR p.user_id = $5)
  AND s.id = p.session_id AND s.ended_at IS NULL AND s.expires_at > $4
  AND u.id = p.user_id AND u.is_active AND u.password_changed_at IS NOT DISTINCT FROM p.password_changed_at
  AND (p.identity_id IS NULL OR p.user_id = (SELECT i.user_id FROM identities i WHERE i.id = p.identity_id))
  AND (p.factor_id IS NOT NULL OR (SELECT f.id FROM factors f WHERE f.user_id = p.user_id
    AND f.confirmed_at IS NOT NULL AND f.type <> 'recovery_codes' LIMIT 1) IS NULL)`;

const valuesOf = (shown: ShownProof) => [
  shown.secretHash,
  shown.sessionId,
  shown.purpose,
  shown.now,
  shown.userId,
];

type Owner = Pick<FreshProofEntity, 'userId'>;
const OWNER = columnsOf(FreshProofEntity, ['userId'], 'p');

/** All SQL of the table `fresh_proofs`. */
@Injectable()
export class FreshProofsStore {
  /**
   * Replaces the older proof of this account, purpose and session. `false` when the session has ended or the account is not
   * active.
   */
  async replace(tx: Tx, proof: NewProof): Promise<boolean> {
    const sql = `INSERT INTO fresh_proofs
        (secret_hash, session_id, purpose, user_id, identity_id, password_changed_at, created_at, expires_at, factor_id)
      SELECT $1, s.id, $3, u.id, $5, u.password_changed_at, $6, $7, $8 FROM sessions s, users u
       WHERE s.id = $2 AND s.ended_at IS NULL AND s.expires_at > $6 AND u.id = $4 AND u.is_active
      ON CONFLICT (session_id, purpose, user_id) DO UPDATE SET secret_hash = excluded.secret_hash,
        identity_id = excluded.identity_id, password_changed_at = excluded.password_changed_at,
        created_at = excluded.created_at, expires_at = excluded.expires_at, factor_id = excluded.factor_id
      RETURNING user_id`;
    const { secretHash, sessionId, purpose, userId } = proof;
    const { identityId, createdAt, expiresAt, factorId } = proof;
    const values = [
      secretHash,
      sessionId,
      purpose,
      userId,
      identityId,
      createdAt,
      expiresAt,
      factorId,
    ];
    return (await row(tx, sql, values)) !== null;
  }

  /**
   * Uses the proof up and answers its owner. One statement: of many at once, one succeeds. The account is locked before its
   * proof, as when an account is erased: otherwise the two could deadlock.
   */
  async consume(tx: Tx, shown: ShownProof): Promise<string | null> {
    const sql = `WITH owner AS (
        SELECT o.id FROM users o
        WHERE o.id = (SELECT f.user_id FROM fresh_proofs f WHERE f.secret_hash = $1) FOR KEY SHARE
      )
      DELETE FROM fresh_proofs p USING owner, sessions s, users u WHERE owner.id = p.user_id AND ${COUNTS}
      RETURNING ${OWNER}`;
    return (await row<Owner>(tx, sql, valuesOf(shown)))?.userId ?? null;
  }

  /** The owner of a proof that `consume` would accept now. */
  async find(tx: Tx, shown: ShownProof): Promise<string | null> {
    const sql = `SELECT ${OWNER} FROM fresh_proofs p, sessions s, users u WHERE ${COUNTS}`;
    return (await row<Owner>(tx, sql, valuesOf(shown)))?.userId ?? null;
  }

  async deleteOf(tx: Tx, userId: string): Promise<void> {
    await rows(tx, 'DELETE FROM fresh_proofs WHERE user_id = $1', [userId]);
  }

  async deleteExpired(tx: Tx, before: Date, limit: number): Promise<number> {
    const sql = `DELETE FROM fresh_proofs WHERE secret_hash = ANY (ARRAY(
        SELECT secret_hash FROM fresh_proofs WHERE expires_at < $1 ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED))
      RETURNING secret_hash`;
    return (await rows(tx, sql, [before, limit])).length;
  }
}
