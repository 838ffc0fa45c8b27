import { Injectable } from '@nestjs/common';
import type { ClientInfo, Principal, ProofPurpose } from '#libs/access';
import type { Tx } from '#libs/database';
import { Audit } from '#api/audit';
import { FreshProofs } from '#api/users/proofs';
import { accountGone } from './auth.errors.js';
import type { ProvenSignIn } from './proven-sign-in.js';

/** In which session a proof is made, for what, and by whom it is asked for. */
export interface ProofWish {
  readonly principal: Pick<Principal, 'userId' | 'sessionId'>;
  readonly purpose: ProofPurpose;
  readonly client: ClientInfo;
}

/** Who was proven a moment ago, and by what. */
export type ProvenAccount = Pick<ProvenSignIn, 'user' | 'method' | 'failures' | 'isStillProven'> & {
  /** Whose sign-in at its provider it was; absent when it was the password. */
  readonly identityId?: string;
};

/** Issues a proof, and leaves a row of it in the audit trail. */
@Injectable()
export class IssueProof {
  constructor(
    private readonly proofs: FreshProofs,
    private readonly audit: Audit,
  ) {}

  /** The caller holds the account. @throws AppError `SESSION_ENDED` */
  async issue(tx: Tx, wish: ProofWish, proven: ProvenAccount): Promise<string> {
    const { principal, purpose, client } = wish;
    const { user, method, identityId = null } = proven;
    const { userId, sessionId } = principal;
    const request = { purpose, sessionId, userId: user.id, identityId };
    const proof = await this.proofs.issue(tx, request);
    if (proof === null) throw accountGone();
    await this.audit.record(tx, {
      type: 'proof.made',
      outcome: 'success',
      actor: { kind: 'user', id: userId, sessionId },
      target: { kind: 'user', id: user.id },
      client,
      details: { purpose, method },
    });
    return proof;
  }
}
