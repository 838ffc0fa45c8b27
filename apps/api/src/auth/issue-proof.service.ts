import { Injectable } from '@nestjs/common';
import type { ClientInfo, Principal, ProofPurpose } from '#libs/access';
import type { Tx } from '#libs/database';
import { Audit } from '#api/audit';
import { sessionEnded } from '#api/sessions';
import { FreshProofs } from '#api/users/proofs';
import { FactorRequirement } from './factor-requirement.service.js';

/** The session of a fresh proof, its purpose, and the client. */
export interface ProofWish {
  readonly principal: Pick<Principal, 'userId' | 'sessionId'>;
  readonly purpose: ProofPurpose;
  readonly client: ClientInfo;
}

/** The account of a proof, and how it was authenticated. */
export interface IssuedFor {
  readonly user: { readonly id: string };
  readonly method: string;
  /** The linked identity, of a proof by a provider. */
  readonly identityId?: string;
  /** The second factor that was shown, if any. */
  readonly factorId?: string;
}

/** Issues fresh proofs for accounts that are authenticated already. */
@Injectable()
export class IssueProof {
  constructor(
    private readonly proofs: FreshProofs,
    private readonly required: FactorRequirement,
    private readonly audit: Audit,
  ) {}

  /** Before a password is compared: a refusal must not tell whether it is right. @throws AppError `FACTOR_REQUIRED` */
  assertPasswordMay({ principal }: Pick<ProofWish, 'principal'>): Promise<void> {
    return this.required.assertNone(principal.userId);
  }

  /** Whether `issue` refuses a proof of the account that no factor has made. */
  needsFactor(userId: string): Promise<boolean> {
    return this.required.appliesTo(userId);
  }

  /** The account is locked by the caller. @throws AppError `FACTOR_REQUIRED`, `SESSION_ENDED` */
  async issue(tx: Tx, wish: ProofWish, proven: IssuedFor): Promise<string> {
    const { principal, purpose, client } = wish;
    const { user, method, identityId = null, factorId = null } = proven;
    const { userId, sessionId } = principal;
    if (factorId === null) await this.required.assertNone(user.id, tx);
    const request = { purpose, sessionId, userId: user.id, identityId, factorId };
    const proof = await this.proofs.issue(tx, request);
    if (proof === null) throw sessionEnded();
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
