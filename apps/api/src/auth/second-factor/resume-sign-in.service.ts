import { Injectable } from '@nestjs/common';
import { MULTI_FACTOR, type ClientInfo } from '#libs/access';
import type { Tx } from '#libs/database';
import type { AppError } from '#libs/kernel';
import { UseFactor, type ShownFactor } from '#api/factors';
import type { Unit } from '#api/platform/changes';
import { SignInRiskCheck, type Finding } from '#api/protection/risk';
import { invalidTarget, type TokenTarget } from '#api/services';
import { Users, type UserWithPassword } from '#api/users';
import { LinkedIdentities } from '#api/users/identities';
import { AdmitSignIn, type AdmittedSignIn } from '../admit-sign-in.service.js';
import { ExamineSignIn } from '../examine-sign-in.service.js';
import type { ProvenSignIn } from '../proven-sign-in.js';
import { RememberDevice } from './remember-device.service.js';
import { invalidFactor, invalidSignInChallenge } from './second-factor.errors.js';
import { hasSamePassword, SignInChallenges } from './sign-in-challenges.service.js';
import type { SignInChallenge } from './sign-in-challenges.store.js';

/** A sign-in that goes on with its second factor. */
export interface Resumption {
  readonly challenge: SignInChallenge;
  readonly shown: ShownFactor;
  readonly client: ClientInfo;
  /** `null`: the target that was requested does not exist any more. */
  readonly target: TokenTarget | null;
  readonly remembersDevice: boolean;
}

/** A refusal is answered after the commit: what it counts stays counted. */
export interface Resumed {
  readonly outcome: AdmittedSignIn | AppError;
  /** Whether the factor was right. */
  readonly isProven: boolean;
}

/** Verifies the second factor of a sign-in and opens its session, in one transaction. */
@Injectable()
export class ResumeSignIn {
  constructor(
    private readonly users: Users,
    private readonly identities: LinkedIdentities,
    private readonly examination: ExamineSignIn,
    private readonly challenges: SignInChallenges,
    private readonly factors: UseFactor,
    private readonly riskCheck: SignInRiskCheck,
    private readonly admission: AdmitSignIn,
    private readonly devices: RememberDevice,
  ) {}

  /** @throws AppError `INVALID_SIGN_IN_CHALLENGE` when it has ended meanwhile, also by a new password or a deactivation */
  async resume(unit: Unit, resumption: Resumption): Promise<Resumed> {
    const { tx } = unit;
    const { challenge, shown, client } = resumption;
    const { id, userId } = challenge;
    const user = await this.users.lock(tx, userId);
    const signIn = user && this.toSignIn(user, resumption);
    const finding = signIn && (await this.examination.examine(tx, signIn));
    if (!finding) throw invalidSignInChallenge(userId);
    const binding = { purpose: 'second_factor', subject: id } as const;
    const used = await this.factors.verify(tx, { userId, shown, client, binding });
    if (!used) {
      const triesLeft = await this.challenges.countWrong(tx, challenge);
      return { outcome: invalidFactor(userId, triesLeft), isProven: false };
    }
    if (!(await this.challenges.consume(tx, challenge))) throw invalidSignInChallenge(userId);
    const amr = [...new Set([...challenge.amr, ...used.amr, MULTI_FACTOR])];
    const outcome = await this.finish(unit, resumption, { ...signIn, amr }, finding);
    return { outcome, isProven: true };
  }

  private toSignIn(user: UserWithPassword, { challenge, client }: Resumption): ProvenSignIn | null {
    if (!hasSamePassword(challenge, user)) return null;
    const { method, amr, identityId, failures, resource } = challenge;
    return {
      ...{ user, method, amr, client, failures, resource },
      ...(identityId !== null && { identityId }),
      isStillProven: (tx) => this.isStillProven(tx, challenge),
    };
  }

  /** An identity that was unlinked or moved to another account meanwhile opens no session. */
  private async isStillProven(tx: Tx, challenge: SignInChallenge): Promise<boolean> {
    const { identityId, userId } = challenge;
    if (!(await this.challenges.isOpen(tx, challenge))) return false;
    if (identityId === null) return true;
    return (await this.identities.findById(tx, identityId))?.userId === userId;
  }

  /** The second factor stands in for a confirmation by mail; the owner is notified. */
  private async finish(
    unit: Unit,
    { challenge, target, remembersDevice }: Resumption,
    signIn: ProvenSignIn,
    examined: Finding,
  ): Promise<AdmittedSignIn | AppError> {
    const { tx } = unit;
    const { userId, createdAt } = challenge;
    if (!target) return invalidTarget(userId);
    const finding = this.riskCheck.asNotice(examined);
    const step = { signIn, finding, target, toldSince: createdAt };
    const admitted = await this.admission.admit(unit, step);
    if (!admitted) throw invalidSignInChallenge(userId);
    if (remembersDevice) await this.devices.remember(tx, userId, admitted.deviceId);
    return admitted;
  }
}
