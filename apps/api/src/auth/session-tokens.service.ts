import { Inject, Injectable } from '@nestjs/common';
import { decodeJwt } from 'jose';
import type { ConfigOf } from '#libs/config';
import { AppError, Clock } from '#libs/kernel';
import { Activity } from '#api/audit/statistics';
import type { TokenTarget } from '#api/services';
import {
  parseRefreshToken,
  RefreshSession,
  type OpenSession,
  type RefreshProofs,
} from '#api/sessions';
import { AccessTokens, ENROLMENT } from '#api/signing-keys';
import { authConfig } from './auth.config.js';
import { toEnrolmentDuty } from './second-factor/enrolment-duty.dto.js';
import { EnrolmentDuty } from './second-factor/enrolment-duty.service.js';
import type { TokensDto } from './sign-in.dto.js';

/** The credentials of a refresh request. */
export interface ShownRefresh extends RefreshProofs {
  /** The refresh token of the body, of any type; it takes precedence over `bearer`. */
  readonly refreshToken: unknown;
  readonly bearer: string | undefined;
}

const toSeconds = (moment: Date) => Math.floor(moment.getTime() / 1000);

/** Issues the access and refresh tokens of open sessions, and exchanges refresh tokens for new ones. */
@Injectable()
export class SessionTokens {
  constructor(
    private readonly sessions: RefreshSession,
    private readonly accessTokens: AccessTokens,
    private readonly clock: Clock,
    private readonly activity: Activity,
    private readonly enrolment: EnrolmentDuty,
    @Inject(authConfig.KEY) private readonly config: ConfigOf<typeof authConfig>,
  ) {}

  /** An account that must enrol a second factor gets ordinary tokens until then, and after that ones for enrolling alone. */
  async issue(session: OpenSession, target: TokenTarget): Promise<TokensDto> {
    const access = await this.issueAccess(session, target);
    return { ...access, refresh_token: session.refreshToken };
  }

  /** An access token alone. */
  async issueAccess(
    session: Omit<OpenSession, 'refreshToken'>,
    { service }: TokenTarget,
  ): Promise<Omit<TokensDto, 'refresh_token'>> {
    this.activity.note(session.id, session.userId);
    const duty = this.enrolment.exists ? await this.enrolment.find(session.userId) : null;
    const endsAt =
      duty && !duty.isOverdue && duty.enrolUntil < session.expiresAt
        ? duty.enrolUntil
        : session.expiresAt;
    const secondsLeft = toSeconds(endsAt) - this.clock.nowSeconds();
    const access = await this.accessTokens.issue({
      userId: session.userId,
      sessionId: session.id,
      authTime: toSeconds(session.authTime),
      amr: session.amr,
      service: duty?.isOverdue ? ENROLMENT : service,
      // A service that verifies the token locally must not accept it after the end of its session.
      ttlSeconds: Math.max(1, Math.min(this.config.accessTokenSeconds, secondsLeft)),
    });
    return {
      success: true,
      access_token: access.token,
      token_type: 'Bearer',
      expires_in: access.expiresInSeconds,
      ...toEnrolmentDuty(duty),
    };
  }

  /**
   * @throws AppError `INVALID_REFRESH_TOKEN`, `REFRESH_TOKEN_REUSED`, `SESSION_ENDED`, `INVALID_TARGET`, `SERVICE_UNAVAILABLE`
   */
  async refresh({ refreshToken, bearer, ...proofs }: ShownRefresh): Promise<TokensDto> {
    const shown = refreshToken ?? bearer;
    if (typeof refreshToken === 'string') assertOneSession(refreshToken, bearer);
    if (typeof shown !== 'string') {
      throw new AppError('INVALID_REFRESH_TOKEN', {
        detail: 'Send the refresh token as Bearer or in the body as refresh_token',
      });
    }
    const { session, target } = await this.sessions.refresh(shown, proofs);
    return this.issue(session, target);
  }
}

/**
 * Some clients send their access token, often an expired one, with every request, and so with a refresh token. When the two
 * are of different sessions, a client may have mixed up the tokens of two users: neither gets tokens of the other. This is
 * checked before the refresh token is used, so that it can be used again. The signature of the access token does not matter
 * here.
 * @throws AppError `INVALID_REFRESH_TOKEN`
 */
function assertOneSession(refreshToken: string, bearer: string | undefined): void {
  const sessionId = bearer === undefined ? null : sessionIdOf(bearer);
  if (sessionId === null || parseRefreshToken(refreshToken)?.sessionId === sessionId) return;
  throw new AppError('INVALID_REFRESH_TOKEN', {
    detail: 'The refresh token and the access token sent with it are of different sessions',
  });
}

/** `null` for a text that is no access token: a refresh token, or a credential that a proxy added. */
function sessionIdOf(bearer: string): string | null {
  try {
    const { sid } = decodeJwt(bearer);
    return typeof sid === 'string' ? sid : null;
  } catch {
    return null;
  }
}
