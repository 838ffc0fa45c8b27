import { Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import type { Tx } from '#libs/database';
import { UnitOfWork, type Unit } from '#api/platform/changes';
import { invalidTarget, TokenTargets, type TokenTarget } from '#api/services';
import {
  SessionLineage,
  StartSession,
  type OpenSession,
  type OriginSession,
  type SignIn,
} from '#api/sessions';
import { toUser, Users, type User } from '#api/users';
import { SessionTokens } from './session-tokens.service.js';
import { SignInAudit } from './sign-in-audit.service.js';
import type { SignedInDto } from './sign-in.dto.js';

/** The method of a sign-in of an application by the session of a browser, in the audit trail and in statistics. */
export const BROWSER_METHOD = 'browser';

/** A sign-in by a session of the same person in the same browser. */
export interface FromSession {
  readonly userId: string;
  readonly sessionId: string;
  readonly client: ClientInfo;
  /** The target of the access token (RFC 8707), as the request named it. */
  readonly resource: unknown;
  /** Called while the account and the session are locked; with `false` nothing is opened. */
  readonly useUp: (tx: Tx) => Promise<boolean>;
  readonly noteOpened: (tx: Tx, sessionId: string) => Promise<void>;
}

/** What the new session has of the one that it is opened from. */
function inheritedFrom(from: OriginSession): Omit<SignIn, 'userId' | 'client'> {
  const { amr, deviceId, identityId, risk, riskReasons } = from;
  return {
    amr,
    from,
    ...(deviceId !== null && { deviceId }),
    ...(identityId !== null && { identityId }),
    ...(risk !== null && { risk: { score: risk, reasons: riskReasons ?? [] } }),
  };
}

interface Opened {
  readonly user: User;
  readonly session: OpenSession;
}

/**
 * Opens a session of an application from a live session of the same person: with its time and methods of authentication, its
 * device and identity, and no longer than it would live. The risk check is not repeated: the sign-in passed it.
 */
@Injectable()
export class OpenFromSession {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly targets: TokenTargets,
    private readonly users: Users,
    private readonly lineage: SessionLineage,
    private readonly sessions: StartSession,
    private readonly signInAudit: SignInAudit,
    private readonly tokens: SessionTokens,
  ) {}

  /**
   * `null` when the session has ended, the user is not active, or `useUp` refused.
   * @throws AppError `INVALID_TARGET`, before anything is used up
   */
  async open(from: FromSession): Promise<SignedInDto | null> {
    const target = await this.targets.find(from.resource);
    if (!target) throw invalidTarget(from.userId);
    const opened = await this.unitOfWork.run((unit) => this.start(unit, from, target));
    if (!opened) return null;
    this.signInAudit.succeeded({ method: BROWSER_METHOD, client: from.client });
    return { ...(await this.tokens.issue(opened.session, target)), user: toUser(opened.user) };
  }

  private async start(unit: Unit, from: FromSession, target: TokenTarget): Promise<Opened | null> {
    const { tx } = unit;
    const { userId, sessionId, client } = from;
    const user = await this.users.lock(tx, userId);
    const origin = user?.isActive ? await this.lineage.holdOrigin(tx, sessionId, userId) : null;
    if (!user || !origin || !(await from.useUp(tx))) return null;
    const resourceId = target.service?.id ?? null;
    const session = await this.sessions.start(unit, {
      ...inheritedFrom(origin),
      ...{ userId, client, resourceId },
    });
    await from.noteOpened(tx, session.id);
    const { amr } = origin;
    const details = {
      opened_from: sessionId,
      device_id: origin.deviceId,
      ...(target.service && { resource: target.service }),
    };
    const opened = { userId, sessionId: session.id, method: BROWSER_METHOD, amr, client, details };
    await this.signInAudit.opened(tx, opened);
    return { user, session };
  }
}
