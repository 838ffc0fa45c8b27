import { Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import { isAppError } from '#libs/kernel';
import type { ShownFactor } from '#api/factors';
import { UnitOfWork } from '#api/platform/changes';
import { LoginBackOff } from '#api/protection/login-back-off';
import { invalidTarget, TokenTargets } from '#api/services';
import { toUser } from '#api/users';
import { FactorGuesses } from '../factor-guesses.service.js';
import { SessionTokens } from '../session-tokens.service.js';
import { SignInAudit } from '../sign-in-audit.service.js';
import type { SignedInDto } from '../sign-in.dto.js';
import { ResumeSignIn } from './resume-sign-in.service.js';
import { invalidSignInChallenge } from './second-factor.errors.js';
import { SignInChallenges } from './sign-in-challenges.service.js';
import type { SignInChallenge } from './sign-in-challenges.store.js';

/** The second step of a sign-in, as it was requested. */
export interface SecondStep {
  readonly challenge: string;
  readonly shown: ShownFactor;
  readonly remembersDevice: boolean;
}

/** Of an attempt whose challenge is unknown, and with it the first factor. */
const UNKNOWN_METHOD = 'second_factor';

/** Signs in by a second factor, after the first. A refusal counts as a failed sign-in. */
@Injectable()
export class SecondFactorSignIn {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly challenges: SignInChallenges,
    private readonly resumption: ResumeSignIn,
    private readonly guesses: FactorGuesses,
    private readonly backOff: LoginBackOff,
    private readonly targets: TokenTargets,
    private readonly signInAudit: SignInAudit,
    private readonly tokens: SessionTokens,
  ) {}

  /** @throws AppError `INVALID_SIGN_IN_CHALLENGE`, `INVALID_FACTOR`, `RATE_LIMITED`, `INVALID_TARGET` */
  async signIn(step: SecondStep, client: ClientInfo): Promise<SignedInDto> {
    const challenge = await this.challenges.find(step.challenge, client);
    const findUserId = () => Promise.resolve(challenge?.userId ?? null);
    const method = challenge?.method ?? UNKNOWN_METHOD;
    return this.signInAudit.attempt({ method, client, findUserId }, () => {
      if (!challenge) throw invalidSignInChallenge();
      return this.resume(challenge, step, client);
    });
  }

  /**
   * Wrong factors count for the account over all its challenges, and no right password ends the wait: a known password must not
   * buy tries. A solved challenge of the rate limits does not either.
   */
  private async resume(
    challenge: SignInChallenge,
    { shown, remembersDevice }: SecondStep,
    client: ClientInfo,
  ): Promise<SignedInDto> {
    const target = await this.targets.find(challenge.resource ?? undefined);
    const account = await this.guesses.of(challenge.userId, challenge.deviceHash);
    const resumption = { challenge, shown, client, target, remembersDevice };
    const { outcome } = await this.backOff.during(account, () =>
      this.unitOfWork.run((unit) => this.resumption.resume(unit, resumption)),
    );
    if (isAppError(outcome)) throw outcome;
    if (!target) throw invalidTarget(challenge.userId);
    this.signInAudit.succeeded({ method: challenge.method, client });
    const { session, user } = outcome;
    return { ...(await this.tokens.issue(session, target)), user: toUser(user) };
  }
}
