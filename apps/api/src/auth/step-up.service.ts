import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import type { ShownFactor } from '#api/factors';
import { UnitOfWork } from '#api/platform/changes';
import { SessionAuthentication, sessionEnded, type AuthenticatedSession } from '#api/sessions';
import { Users } from '#api/users';
import { factorRequired } from './auth.errors.js';
import { FactorRequirement } from './factor-requirement.service.js';
import { OwnFactor } from './own-factor.service.js';
import { OwnPassword } from './password-proof.service.js';
import { StepUpRecords } from './step-up-records.service.js';
import { afterFactor, afterPassword, type StepUpMethod, type SteppingUpUser } from './step-up.js';

/**
 * Authenticates the user of a session again: its `auth_time` is renewed, and its level is raised by a second factor. Tokens
 * that were issued before keep what they say.
 */
@Injectable()
export class StepUp {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: Users,
    private readonly required: FactorRequirement,
    private readonly sessions: SessionAuthentication,
    private readonly ownPassword: OwnPassword,
    private readonly ownFactor: OwnFactor,
    private readonly records: StepUpRecords,
  ) {}

  /** @throws AppError `FACTOR_REQUIRED`, `WRONG_CURRENT_PASSWORD`, `RATE_LIMITED`, `SESSION_ENDED` */
  byPassword(by: SteppingUpUser, password: string): Promise<AuthenticatedSession> {
    const { principal, client } = by;
    return this.records.counted('password', async () => {
      // Before the comparison: a refusal must not tell whether the password is right.
      const { amr } = await this.sessions.get(principal);
      await this.amrByPassword(principal.userId, amr);
      const shown = { password, field: 'password' };
      const proven = await this.ownPassword.getProven(principal, shown, client);
      return this.unitOfWork.run(async ({ tx }) => {
        const user = await this.users.lock(tx, principal.userId);
        if (!user?.isActive || user.password !== proven.password) throw sessionEnded();
        return this.renew(tx, by, 'password', (from) => this.amrByPassword(user.id, from, tx));
      });
    });
  }

  /** @throws AppError `WRONG_FACTOR`, `RATE_LIMITED`, `SESSION_ENDED` */
  byFactor(by: SteppingUpUser, shown: ShownFactor): Promise<AuthenticatedSession> {
    const { principal } = by;
    const binding = { purpose: 'step_up', subject: principal.sessionId } as const;
    return this.records.counted(shown.type, () =>
      this.ownFactor.use({ ...by, shown, binding }, (tx, used) =>
        this.renew(tx, by, shown.type, (from) => Promise.resolve(afterFactor(from, used))),
      ),
    );
  }

  /** @throws AppError `FACTOR_REQUIRED` */
  private async amrByPassword(
    userId: string,
    amr: readonly string[],
    tx?: Tx,
  ): Promise<readonly string[]> {
    const factors = await this.required.factorsOf(userId, tx);
    const after = afterPassword({ amr, hasSecondFactor: factors.length > 0 });
    if (after === null) throw factorRequired(factors);
    return after;
  }

  /** The account is locked by the caller. */
  private async renew(
    tx: Tx,
    by: SteppingUpUser,
    method: StepUpMethod,
    amrOf: (from: readonly string[]) => Promise<readonly string[]>,
  ): Promise<AuthenticatedSession> {
    const { principal } = by;
    const { amr: from } = await this.sessions.get(principal, tx);
    const renewed = await this.sessions.renew(tx, principal, { from, amr: await amrOf(from) });
    await this.records.made(tx, { ...by, method, from, amr: renewed.amr });
    return renewed;
  }
}
