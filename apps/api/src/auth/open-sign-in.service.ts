import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '#api/changes';
import { toUser } from '#api/users';
import { confirmationRequired } from './auth.errors.js';
import { IssueTokens } from './issue-tokens.service.js';
import type { ProvenSignIn } from './proven-sign-in.js';
import { SignInAdmission } from './sign-in-admission.service.js';
import { SignInLedger } from './sign-in-ledger.service.js';
import type { SignedInDto } from './sign-in.dto.js';

/** Opens the session of somebody who has just proved who they are, by whatever means. */
@Injectable()
export class OpenSignIn {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly admission: SignInAdmission,
    private readonly ledger: SignInLedger,
    private readonly tokens: IssueTokens,
  ) {}

  /**
   * @throws AppError `INVALID_CREDENTIALS` when the password was changed or the account closed meanwhile,
   * `SIGN_IN_CONFIRMATION_REQUIRED` when the owner must confirm it by mail first
   */
  async open(signIn: ProvenSignIn): Promise<SignedInDto> {
    const { session, user, credential } = await this.unitOfWork.run((unit) =>
      this.admission.decide(unit, signIn),
    );
    signIn.client.device?.give(credential);
    if (!session) throw confirmationRequired(user.id);
    this.ledger.succeeded(signIn);
    return { ...(await this.tokens.issue(session)), user: toUser(user) };
  }
}
