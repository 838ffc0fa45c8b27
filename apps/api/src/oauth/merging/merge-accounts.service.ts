import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '#api/platform/changes';
import { SessionStates } from '#api/sessions';
import { accountGone } from '../oauth.errors.js';
import type { MergeRequest, MergeResult } from './merge.js';
import { MergeActs } from './merge-acts.service.js';
import { MergeableAccounts } from './mergeable-accounts.service.js';
import { MergeProof } from './merge-proof.service.js';

/** Makes one account of two that belong to one person: shown first, then done, in one transaction. */
@Injectable()
export class MergeAccounts {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly accounts: MergeableAccounts,
    private readonly proof: MergeProof,
    private readonly sessions: SessionStates,
    private readonly acts: MergeActs,
  ) {}

  /**
   * Without a confirmation nothing is changed, and no proof is used up.
   * @throws AppError `PROOF_REQUIRED`, `INVALID_MERGE`, `MERGE_CHANGED`, `SESSION_ENDED`, `ACCOUNT_DISABLED`, `LAST_ADMIN`
   */
  async merge(request: MergeRequest): Promise<MergeResult> {
    const { principal, confirmation, client } = request;
    const other = await this.proof.getOther(request);
    return this.unitOfWork.run(async (unit) => {
      const merge = await this.accounts.read(unit.tx, principal, other);
      const { sessionId, userId } = principal;
      if (!(await this.sessions.isAliveIn(unit.tx, sessionId, userId))) throw accountGone();
      const expected = this.proof.confirmation(merge, sessionId);
      if (confirmation === undefined) return { ...merge, confirmation: expected };
      this.proof.assertConfirmed(confirmation, expected);
      await this.proof.consume(unit.tx, request, other);
      await this.acts.perform(unit, merge, { principal, client });
      await this.accounts.assertStillAdministered(unit.tx, merge);
      return { ...merge, confirmation: null };
    });
  }
}
