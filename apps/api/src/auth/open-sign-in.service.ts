import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '#api/platform/changes';
import { invalidTarget, TokenTargets } from '#api/services';
import { toUser } from '#api/users';
import { confirmationRequired } from './auth.errors.js';
import { IssueTokens } from './issue-tokens.service.js';
import type { ProvenSignIn } from './proven-sign-in.js';
import { SignInAdmission } from './sign-in-admission.service.js';
import { SignInAudit } from './sign-in-audit.service.js';
import type { SignedInDto } from './sign-in.dto.js';

/** Opens the session of somebody who has just proved who they are, by whatever means. */
@Injectable()
export class OpenSignIn {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly admission: SignInAdmission,
    private readonly signInAudit: SignInAudit,
    private readonly tokens: IssueTokens,
    private readonly targets: TokenTargets,
  ) {}

  /**
   * @throws AppError `INVALID_CREDENTIALS` when the password was changed or the account closed meanwhile,
   * `SIGN_IN_CONFIRMATION_REQUIRED` when the owner must confirm it by mail first, `INVALID_TARGET` when there is no token
   * for what was asked
   */
  async open(signIn: ProvenSignIn): Promise<SignedInDto> {
    const target = await this.targets.find(signIn.resource);
    if (!target && signIn.isOneTime) throw invalidTarget(signIn.user.id);
    const { session, isHeldUp, user, credential } = await this.unitOfWork.run((unit) =>
      this.admission.decide(unit, signIn, target),
    );
    signIn.client.device?.give(credential);
    if (isHeldUp) throw confirmationRequired(user.id);
    if (!session || !target) throw invalidTarget(user.id);
    this.signInAudit.succeeded(signIn);
    return { ...(await this.tokens.issue(session, target)), user: toUser(user) };
  }
}
