import { Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import type { Tx } from '#libs/database';
import { UnitOfWork, type Unit } from '#api/platform/changes';
import { LoginBackOff } from '#api/protection/login-back-off';
import { SignInRiskCheck, type Finding } from '#api/protection/risk';
import { invalidTarget, TokenTargets, type TokenTarget } from '#api/services';
import { StartSession, type OpenSession } from '#api/sessions';
import { toUser, Users, type User, type UserWithPassword } from '#api/users';
import { confirmationRequired, invalidCredentials } from './auth.errors.js';
import { SessionTokens } from './session-tokens.service.js';
import { SignInAudit } from './sign-in-audit.service.js';
import type { SignedInDto } from './sign-in.dto.js';

/** A sign-in whose user was authenticated just before, by a password or by a provider. */
export interface ProvenSignIn {
  /** As it was read during the authentication. */
  readonly user: UserWithPassword;
  /** `password`, `passkey`, or the name of a provider. */
  readonly method: string;
  /** The authentication methods (RFC 8176). */
  readonly amr: readonly string[];
  readonly client: ClientInfo;
  /** The target of the access token (RFC 8707), as the request named it. */
  readonly resource?: unknown;
  /** The linked identity, of a sign-in by a provider. */
  readonly identityId?: string;
  /** Failed attempts before this one. */
  readonly failures?: number;
  /** Whether the proof is a one-time code: then an unknown target is refused before the code is used up. */
  readonly isOneTime?: boolean;
  /** Called while the account is locked, for a proof that another request may have revoked meanwhile. */
  readonly isStillProven?: (tx: Tx) => Promise<boolean>;
}

/** `session` is `null` for a sign-in that needs a confirmation, and for one whose target does not exist. */
interface Decision {
  readonly user: User;
  readonly session: OpenSession | null;
  /** Whether the owner must confirm the sign-in by mail first. */
  readonly isHeldUp: boolean;
  /** The device credential, new or renewed. */
  readonly credential: string;
}

/** Opens the session of an authenticated sign-in, unless the risk check requires a confirmation. */
@Injectable()
export class OpenSignIn {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly targets: TokenTargets,
    private readonly users: Users,
    private readonly backOff: LoginBackOff,
    private readonly riskCheck: SignInRiskCheck,
    private readonly sessions: StartSession,
    private readonly signInAudit: SignInAudit,
    private readonly tokens: SessionTokens,
  ) {}

  /**
   * @throws AppError `INVALID_CREDENTIALS` when the password was changed or the account deactivated meanwhile,
   * `SIGN_IN_CONFIRMATION_REQUIRED` when the owner must confirm the sign-in by mail first, `INVALID_TARGET` when the
   * requested target does not exist
   */
  async open(signIn: ProvenSignIn): Promise<SignedInDto> {
    const target = await this.targets.find(signIn.resource);
    if (!target && signIn.isOneTime) throw invalidTarget(signIn.user.id);
    const { session, isHeldUp, user, credential } = await this.unitOfWork.run((unit) =>
      this.decide(unit, signIn, target),
    );
    signIn.client.device?.give(credential);
    if (isHeldUp) throw confirmationRequired(user.id);
    if (!session || !target) throw invalidTarget(user.id);
    this.signInAudit.succeeded(signIn);
    return { ...(await this.tokens.issue(session, target)), user: toUser(user) };
  }

  /**
   * The finding of the risk check on the sign-in; locks the account until the transaction ends.
   * @throws AppError `INVALID_CREDENTIALS` when the proof is no longer valid or the account was deactivated meanwhile
   */
  async examine(tx: Tx, signIn: Omit<ProvenSignIn, 'amr'>): Promise<Finding> {
    const { id, password } = signIn.user;
    const user = await this.users.lock(tx, id);
    if (!user?.isActive || user.password !== password) throw invalidCredentials(id);
    const isProven = (await signIn.isStillProven?.(tx)) ?? true;
    if (!isProven) throw invalidCredentials(id);
    const byStrangers = await this.backOff.failuresOf(tx, user.emailCanonical);
    const failures = Math.max(signIn.failures ?? 0, byStrangers);
    return this.riskCheck.examine(tx, { user, client: signIn.client, failures });
  }

  private async decide(
    unit: Unit,
    signIn: ProvenSignIn,
    target: TokenTarget | null,
  ): Promise<Decision> {
    const { tx } = unit;
    const finding = await this.examine(tx, signIn);
    const { user } = finding;
    const { credential } = finding.deviceMatch.held;
    if (finding.isRefusal) {
      await this.riskCheck.refuse(tx, finding);
      return { user, session: null, isHeldUp: true, credential };
    }
    // The owner is notified as of any other sign-in: a wrong target must not test passwords without a notice.
    if (!target) {
      await this.riskCheck.turnAway(tx, finding);
      return { user, session: null, isHeldUp: false, credential };
    }
    const started = await this.start(unit, signIn, finding, target);
    return { ...started, isHeldUp: false, credential };
  }

  private async start(unit: Unit, signIn: ProvenSignIn, finding: Finding, target: TokenTarget) {
    const { tx } = unit;
    const { risk, deviceMatch } = finding;
    const userId = finding.user.id;
    const user = await this.users.recordLogin(tx, userId, signIn.user.password);
    if (!user) throw invalidCredentials(userId);
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
    return { session, user };
  }
}
