import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import type { Unit } from '#api/platform/changes';
import { LoginBackOff } from '#api/protection/login-back-off';
import { SignInRiskCheck, type Finding } from '#api/protection/risk';
import type { TokenTarget } from '#api/services';
import { StartSession, type OpenSession } from '#api/sessions';
import { UsersStore, type User } from '#api/users';
import { invalidCredentials } from './auth.errors.js';
import { SignInAudit } from './sign-in-audit.service.js';
import type { ProvenSignIn } from './proven-sign-in.js';

/** Let in, held up until the owner confirms it by mail, or turned away for what it asked for. */
export interface Admitted {
  readonly user: User;
  readonly session: OpenSession | null;
  readonly isHeldUp: boolean;
  /** What the device holds from now on. */
  readonly credential: string;
}

/** Lets a proven sign-in in, as far as nothing speaks against it; all of it in one transaction. */
@Injectable()
export class SignInAdmission {
  constructor(
    private readonly users: UsersStore,
    private readonly backOff: LoginBackOff,
    private readonly riskCheck: SignInRiskCheck,
    private readonly sessions: StartSession,
    private readonly signInAudit: SignInAudit,
  ) {}

  /**
   * @param target for whom its access token is; `null`: there is none to be had. Its owner hears of such a sign-in as of any
   * other, so that nobody tries passwords in silence by asking for what is not there.
   * @throws AppError `INVALID_CREDENTIALS` when the proof no longer holds or the account was closed meanwhile
   */
  async decide(unit: Unit, signIn: ProvenSignIn, target: TokenTarget | null): Promise<Admitted> {
    const { tx } = unit;
    const finding = await this.examine(tx, signIn);
    const { user } = finding;
    const { credential } = finding.deviceMatch.held;
    if (finding.isRefusal) {
      await this.riskCheck.refuse(tx, finding);
      return { user, session: null, isHeldUp: true, credential };
    }
    if (!target) {
      await this.riskCheck.turnAway(tx, finding);
      return { user, session: null, isHeldUp: false, credential };
    }
    const entered = await this.enter(unit, signIn, finding, target);
    return { ...entered, isHeldUp: false, credential };
  }

  /**
   * What speaks against it; the account is held from then on.
   * @throws AppError `INVALID_CREDENTIALS` when the proof no longer holds or the account was closed meanwhile
   */
  async examine(tx: Tx, signIn: Omit<ProvenSignIn, 'amr'>): Promise<Finding> {
    const { id, password } = signIn.user;
    const user = await this.users.findForUpdate(tx, id);
    if (!user?.isActive || user.password !== password) throw invalidCredentials(id);
    const isProven = (await signIn.isStillProven?.(tx)) ?? true;
    if (!isProven) throw invalidCredentials(id);
    const byStrangers = await this.backOff.failuresOf(tx, user.emailCanonical);
    const failures = Math.max(signIn.failures ?? 0, byStrangers);
    return this.riskCheck.examine(tx, { user, client: signIn.client, failures });
  }

  private async enter(unit: Unit, signIn: ProvenSignIn, finding: Finding, target: TokenTarget) {
    const { tx } = unit;
    const { user, risk, deviceMatch } = finding;
    const userId = user.id;
    if (!(await this.users.recordLogin(tx, userId, signIn.user.password))) {
      throw invalidCredentials(userId);
    }
    // The owner's other sessions show when the last one began.
    unit.changed({ kind: 'user_changed', userId });
    const deviceId = await this.riskCheck.admit(tx, finding);
    const { score, reasons } = risk;
    const session = await this.sessions.start(unit, {
      ...signIn,
      userId,
      deviceId,
      resourceId: target.service?.id ?? null,
      risk: { score, reasons: reasons.map(({ signal }) => signal) },
    });
    const details = {
      risk,
      device_id: deviceId,
      country: deviceMatch.place?.country ?? null,
      ...(target.service && { resource: target.service }),
    };
    await this.signInAudit.opened(tx, { ...signIn, userId, sessionId: session.id, details });
    await this.riskCheck.tell(tx, finding, { deviceId, sessionId: session.id });
    return { session, user: (await this.users.findById(tx, userId)) ?? user };
  }
}
