import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { Clock } from '#libs/kernel';
import { UnitOfWork, type Unit } from '#api/platform/changes';
import { sessionEnded } from '#api/sessions';
import { Users } from '#api/users';
import { EnrolledFactor } from '../enrolled-factor.service.js';
import type { OfferedFactor } from '../factor.js';
import { FactorEvents, type ActingOwner } from '../factor-events.service.js';
import { enrolmentNotFound, factorUnreadable, wrongFactorCode } from '../factors.errors.js';
import { FactorsStore } from '../factors.store.js';
import { ENROLMENT_SECONDS } from '../unfinished-enrolments.cleanup.js';
import { findStep } from './totp-code.js';
import { TotpSecrets } from './totp-secrets.js';
import { TotpStore, type OpenEnrolment, type SealedTotp } from './totp.store.js';

const WRONG_CODES = 5;

/** An authenticator app that counts. `recoveryCodes` are shown this once; `null` when the account had some before. */
export interface FinishedEnrolment {
  readonly factor: OfferedFactor;
  readonly recoveryCodes: readonly string[] | null;
}

/** Finishes enrolments: an authenticator app counts when a code of it was shown in the session that began. */
@Injectable()
export class ConfirmTotp {
  constructor(
    private readonly work: UnitOfWork,
    private readonly users: Users,
    private readonly factors: FactorsStore,
    private readonly store: TotpStore,
    private readonly secrets: TotpSecrets,
    private readonly enrolled: EnrolledFactor,
    private readonly events: FactorEvents,
    private readonly clock: Clock,
  ) {}

  /**
   * Makes the authenticator app count. Five wrong codes end the enrolment.
   * @throws AppError `FACTOR_NOT_FOUND`, also for an enrolment of another session or one that has expired;
   * `INVALID_FACTOR_CODE`, `FACTOR_UNREADABLE`, `SESSION_ENDED`
   */
  async confirm(acting: ActingOwner, id: string, code: string): Promise<FinishedEnrolment> {
    const outcome = await this.work.run((unit) => this.tryConfirm(unit, acting, id, code));
    // After the commit, which keeps the count.
    if ('triesLeft' in outcome) throw wrongFactorCode(outcome.triesLeft);
    return outcome;
  }

  private async tryConfirm(
    unit: Unit,
    acting: ActingOwner,
    id: string,
    code: string,
  ): Promise<FinishedEnrolment | { readonly triesLeft: number }> {
    const { tx } = unit;
    const enrolment = this.openOne(acting, id);
    const user = await this.users.lock(tx, enrolment.userId);
    if (!user?.isActive) throw sessionEnded();
    const sealed = await this.store.findOpen(tx, enrolment);
    if (!sealed) throw enrolmentNotFound();
    const step = this.findStepOf(sealed, code);
    if (step === null) return { triesLeft: await this.countWrong(tx, acting, id) };
    const named = await this.store.confirm(tx, enrolment, { step, now: this.clock.now() });
    if (!named) throw enrolmentNotFound();
    const factor: OfferedFactor = { ...named, type: 'totp' };
    return { factor, recoveryCodes: await this.enrolled.settle(unit, user, acting, factor) };
  }

  /** Answers how many wrong codes the enrolment bears still. */
  private async countWrong(tx: Tx, acting: ActingOwner, id: string): Promise<number> {
    const left = Math.max(WRONG_CODES - (await this.store.countWrong(tx, id)), 0);
    if (left === 0) await this.factors.endEnrolment(tx, id);
    await this.events.refused(tx, acting, { id, type: 'totp' }, 'INVALID_FACTOR_CODE');
    return left;
  }

  private openOne({ principal: { userId, sessionId } }: ActingOwner, id: string): OpenEnrolment {
    const since = new Date(this.clock.nowMs() - ENROLMENT_SECONDS * 1000);
    return { id, userId, sessionId, since };
  }

  private findStepOf({ factorId, secret: sealed }: SealedTotp, typed: string): number | null {
    const secret = this.secrets.open(sealed, factorId);
    if (secret === null) throw factorUnreadable();
    return findStep({ secret, typed, nowMs: this.clock.nowMs(), lastStep: null });
  }
}
