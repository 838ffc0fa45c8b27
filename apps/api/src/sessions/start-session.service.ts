import { Inject, Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import type { ConfigOf } from '#libs/config';
import { Clock, newId, secondsAfter } from '#libs/kernel';
import { Audit } from '#api/audit';
import type { Unit } from '#api/platform/changes';
import { toSeenFrom } from './device.js';
import { newSessionSecret, RefreshTokens } from './refresh-token.js';
import { RememberedSessions } from './remembered-sessions.js';
import { sessionsConfig } from './sessions.config.js';
import type { OriginSession } from './session-lineage.store.js';
import { SessionsStore } from './sessions.store.js';

export interface SignIn {
  readonly userId: string;
  /** How the person proved who they are (RFC 8176). */
  readonly amr: readonly string[];
  readonly client: ClientInfo;
  readonly deviceId?: string;
  /** The service that its tokens are for unless another is named; `null`: for everything. */
  readonly resourceId?: string | null;
  /** Of the provider by which it is opened. */
  readonly identityId?: string;
  /** How suspicious it is, in points, and for what. */
  readonly risk?: { readonly score: number; readonly reasons: readonly string[] };
  /** The session that it is opened from, without another authentication. */
  readonly from?: OriginSession;
}

/** A live session with its current refresh token: what the tokens of an answer are made from. */
export interface OpenSession {
  readonly id: string;
  readonly userId: string;
  readonly refreshToken: string;
  readonly authTime: Date;
  readonly amr: readonly string[];
  readonly expiresAt: Date;
}

/**
 * Begins sessions. A user never has more live ones than `SESSION_LIMIT_PER_USER`, however many sign-ins
 * run at once: they follow each other by the lock on the user's row, and the oldest end.
 */
@Injectable()
export class StartSession {
  constructor(
    private readonly store: SessionsStore,
    private readonly tokens: RefreshTokens,
    private readonly clock: Clock,
    @Inject(sessionsConfig.KEY) private readonly config: ConfigOf<typeof sessionsConfig>,
    private readonly audit: Audit,
    private readonly remembered: RememberedSessions,
  ) {}

  /** The caller holds the lock on the user's row, and has seen under it that the user is active. */
  async start(unit: Unit, signIn: SignIn): Promise<OpenSession> {
    const { userId, amr, client, deviceId = null, resourceId = null, risk } = signIn;
    const now = this.clock.now();
    await this.endSurplus(unit, signIn, now);
    const { idleSeconds } = this.config;
    const secret = newSessionSecret();
    const { authTime, endsAt, openedFrom } = this.termOf(signIn, now);
    const session = { id: newId(), userId, secret, now, authTime, amr, ...toSeenFrom(client) };
    const expiresAt = await this.store.insert(unit.tx, {
      ...session,
      deviceId,
      resourceId,
      identityId: signIn.identityId ?? null,
      risk: risk?.score ?? null,
      riskReasons: risk?.reasons ?? null,
      expiresAt: secondsAfter(now, idleSeconds),
      endsAt,
      openedFrom,
    });
    this.remembered.remember(session.id, { ...session, resourceId });
    const refreshToken = this.tokens.make(session, 0);
    return { id: session.id, userId, refreshToken, authTime, amr, expiresAt };
  }

  /** The age of a session counts from its authentication, also where it is opened from another. */
  private termOf({ from }: SignIn, now: Date) {
    const { maxSeconds } = this.config;
    const ownEnd = maxSeconds === 0 ? null : secondsAfter(now, maxSeconds);
    if (!from) return { authTime: now, endsAt: ownEnd, openedFrom: null };
    return { authTime: from.authTime, endsAt: from.endsAt ?? ownEnd, openedFrom: from.id };
  }

  /**
   * Ends the oldest sessions, so that with the new one the user has no more than the limit. The one that it is opened from ends
   * only where no other can.
   */
  private async endSurplus(unit: Unit, { userId, client, from }: SignIn, now: Date): Promise<void> {
    const { limitPerUser } = this.config;
    if (limitPerUser === 0) return;
    const which = { keep: limitPerUser - 1, lastId: from?.id ?? null, now };
    const ended = await this.store.endOldest(unit.tx, userId, which);
    for (const { id } of ended) {
      unit.changed({ kind: 'session_ended', sessionId: id, userId });
      await this.audit.record(unit.tx, {
        type: 'session.ended',
        outcome: 'success',
        actor: { kind: 'system' },
        target: { kind: 'session', id },
        client,
        details: { user_id: userId, reason: 'session_limit' },
      });
    }
  }
}
