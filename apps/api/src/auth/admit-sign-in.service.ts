import { Injectable } from '@nestjs/common';
import type { Unit } from '#api/platform/changes';
import { SignInRiskCheck, type Finding } from '#api/protection/risk';
import type { TokenTarget } from '#api/services';
import { StartSession, type OpenSession } from '#api/sessions';
import { Users, type User } from '#api/users';
import type { ProvenSignIn } from './proven-sign-in.js';
import { SignInAudit } from './sign-in-audit.service.js';

/** A session that was opened in the transaction. */
export interface AdmittedSignIn {
  readonly session: OpenSession;
  readonly user: User;
  readonly deviceId: string;
}

/** A sign-in that the risk check has examined. */
export interface ExaminedSignIn {
  readonly signIn: ProvenSignIn;
  readonly finding: Finding;
  readonly target: TokenTarget;
  /** When its first factor was shown, of a sign-in with two: the owner was notified of it then. */
  readonly toldSince?: Date;
}

/** Opens the session of a sign-in that has shown all that it needs. */
@Injectable()
export class AdmitSignIn {
  constructor(
    private readonly users: Users,
    private readonly riskCheck: SignInRiskCheck,
    private readonly sessions: StartSession,
    private readonly signInAudit: SignInAudit,
  ) {}

  /** `null` when the password was changed or the account deactivated meanwhile. The account is locked by the caller. */
  async admit(unit: Unit, examined: ExaminedSignIn): Promise<AdmittedSignIn | null> {
    const { tx } = unit;
    const { signIn, finding, target, toldSince } = examined;
    const { risk, deviceMatch } = finding;
    const userId = finding.user.id;
    const user = await this.users.recordLogin(tx, userId, signIn.user.password);
    if (!user) return null;
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
    const sessionId = session.id;
    await this.signInAudit.opened(tx, { ...signIn, userId, sessionId, details });
    const opened = { deviceId, sessionId };
    await (toldSince
      ? this.riskCheck.tellOnce(tx, finding, opened, toldSince)
      : this.riskCheck.tell(tx, finding, opened));
    return { session, user, deviceId };
  }
}
