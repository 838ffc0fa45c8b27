import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '#api/platform/changes';
import { SignInRiskCheck } from '#api/protection/risk';
import { UsersStore } from '#api/users';
import { accountGone, confirmationRequired } from './auth.errors.js';
import { IssueProof, type ProofWish, type ProvenAccount } from './issue-proof.service.js';
import { SignInAdmission } from './sign-in-admission.service.js';

/** Makes a proof of what was proven a moment ago. */
@Injectable()
export class MakeProof {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: UsersStore,
    private readonly admission: SignInAdmission,
    private readonly riskCheck: SignInRiskCheck,
    private readonly issuing: IssueProof,
  ) {}

  /**
   * That the caller is the signed-in user.
   * @throws AppError `SESSION_ENDED` when the session has ended, the account was closed or its password changed meanwhile
   */
  ofOwn(wish: ProofWish, proven: ProvenAccount): Promise<string> {
    return this.unitOfWork.run(async ({ tx }) => {
      const user = await this.users.findForUpdate(tx, proven.user.id);
      if (user?.password !== proven.user.password) throw accountGone();
      if ((await proven.isStillProven?.(tx)) === false) throw accountGone();
      return this.issuing.issue(tx, wish, proven);
    });
  }

  /**
   * That the caller has another account as well: looked at as a sign-in to it is.
   * @throws AppError `INVALID_CREDENTIALS`, `SIGN_IN_CONFIRMATION_REQUIRED`, `SESSION_ENDED`
   */
  async ofOther(wish: ProofWish, proven: ProvenAccount): Promise<string> {
    const { principal, client } = wish;
    const { proof, user, credential } = await this.unitOfWork.run(async ({ tx }) => {
      const finding = await this.admission.examine(tx, { ...proven, client });
      const { user, deviceMatch } = finding;
      const { credential } = deviceMatch.held;
      if (finding.isRefusal) {
        await this.riskCheck.refuse(tx, finding);
        return { proof: null, user, credential };
      }
      const deviceId = await this.riskCheck.admit(tx, finding);
      await this.riskCheck.tell(tx, finding, { deviceId, sessionId: principal.sessionId });
      return { proof: await this.issuing.issue(tx, wish, proven), user, credential };
    });
    client.device?.give(credential);
    if (proof === null) throw confirmationRequired(user.id);
    return proof;
  }
}
