import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { isAppError, type AppError } from '#libs/kernel';
import { UnitOfWork, type Unit } from '#api/platform/changes';
import { SignInRiskCheck, type Finding } from '#api/protection/risk';
import { invalidTarget, TokenTargets, type TokenTarget } from '#api/services';
import { toUser } from '#api/users';
import { AdmitSignIn, type AdmittedSignIn } from './admit-sign-in.service.js';
import { confirmationRequired, invalidCredentials } from './auth.errors.js';
import { ExamineSignIn } from './examine-sign-in.service.js';
import type { ProvenSignIn } from './proven-sign-in.js';
import { DemandSecondFactor } from './second-factor/demand-second-factor.service.js';
import { SessionTokens } from './session-tokens.service.js';
import { SignInAudit } from './sign-in-audit.service.js';
import type { SignedInDto } from './sign-in.dto.js';

/** A refusal is answered after the commit: its challenge, mails and records stay. */
interface Decision {
  readonly outcome: AdmittedSignIn | AppError;
  /** The device credential, new or renewed. */
  readonly credential: string;
}

/** Opens the session of an authenticated sign-in, unless it needs a second factor or the risk check requires a confirmation. */
@Injectable()
export class OpenSignIn {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly targets: TokenTargets,
    private readonly examination: ExamineSignIn,
    private readonly riskCheck: SignInRiskCheck,
    private readonly secondFactor: DemandSecondFactor,
    private readonly admission: AdmitSignIn,
    private readonly signInAudit: SignInAudit,
    private readonly tokens: SessionTokens,
  ) {}

  /**
   * @throws AppError `INVALID_CREDENTIALS` when the password was changed or the account deactivated meanwhile,
   * `SECOND_FACTOR_REQUIRED` with a challenge when the account has a second factor that was not shown,
   * `SIGN_IN_CONFIRMATION_REQUIRED` when the owner must confirm the sign-in by mail first, `INVALID_TARGET` when the
   * requested target does not exist
   */
  async open(signIn: ProvenSignIn): Promise<SignedInDto> {
    const target = await this.targets.find(signIn.resource);
    if (!target && signIn.isOneTime) throw invalidTarget(signIn.user.id);
    const { outcome, credential } = await this.unitOfWork.run((unit) =>
      this.decide(unit, signIn, target),
    );
    signIn.client.device?.give(credential);
    if (isAppError(outcome)) throw outcome;
    if (!target) throw invalidTarget(signIn.user.id);
    this.signInAudit.succeeded(signIn);
    const { session, user } = outcome;
    return { ...(await this.tokens.issue(session, target)), user: toUser(user) };
  }

  /** For a proof that is not there yet. @throws AppError `INVALID_TARGET` */
  async assertTarget(resource: unknown): Promise<void> {
    if (!(await this.targets.find(resource))) throw invalidTarget();
  }

  /**
   * The finding of the risk check on the sign-in; locks the account until the transaction ends.
   * @throws AppError `INVALID_CREDENTIALS` when the proof is no longer valid or the account was deactivated meanwhile
   */
  async examine(tx: Tx, signIn: Omit<ProvenSignIn, 'amr'>): Promise<Finding> {
    const finding = await this.examination.examine(tx, signIn);
    if (!finding) throw invalidCredentials(signIn.user.id);
    return finding;
  }

  private async decide(
    unit: Unit,
    signIn: ProvenSignIn,
    target: TokenTarget | null,
  ): Promise<Decision> {
    const { tx } = unit;
    const finding = await this.examine(tx, signIn);
    const { id } = finding.user;
    const { credential } = finding.deviceMatch.held;
    const factors = await this.secondFactor.listFor(tx, signIn, finding);
    const needsFactor = factors.length > 0;
    if (finding.isRefusal && !needsFactor) {
      await this.riskCheck.refuse(tx, finding);
      return { outcome: confirmationRequired(id), credential };
    }
    // The owner is notified as of any other sign-in: neither a wrong target nor a sign-in that goes no further must test
    // passwords without a notice. What else would hold the sign-in up until it is confirmed is a notice too.
    if (!target || needsFactor) await this.riskCheck.turnAway(tx, this.riskCheck.asNotice(finding));
    if (!target) return { outcome: invalidTarget(id), credential };
    if (needsFactor) {
      const outcome = await this.secondFactor.demand(tx, signIn, finding, factors);
      return { outcome, credential };
    }
    const admitted = await this.admission.admit(unit, { signIn, finding, target });
    if (!admitted) throw invalidCredentials(id);
    return { outcome: admitted, credential };
  }
}
