import { Injectable } from '@nestjs/common';
import type { Principal } from '#libs/access';
import { TokenTargets, invalidTarget, type TokenTarget } from '#api/services';
import { parseRefreshToken, SessionAuthentication, type AuthenticatedSession } from '#api/sessions';
import { foreignRefreshToken } from './auth.errors.js';
import { SessionTokens } from './session-tokens.service.js';
import { toSteppedUp, type SteppedUpDto } from './step-up.dto.js';
import type { SteppingUpUser } from './step-up.js';

/** Which tokens a step-up answers. */
export interface WantedTokens {
  /** The present refresh token of the session, of any type; without it there is no new one. */
  readonly refreshToken: unknown;
  readonly resource: unknown;
}

/**
 * Issues the tokens of a session that steps up. An access token is sent to every service that its owner calls: with it alone
 * nobody gets a refresh token.
 */
@Injectable()
export class StepUpTokens {
  constructor(
    private readonly sessions: SessionAuthentication,
    private readonly targets: TokenTargets,
    private readonly tokens: SessionTokens,
  ) {}

  /**
   * Checks what is wanted before `stepUp` uses anything up, and answers tokens of the session that it returns.
   * @throws AppError `INVALID_TARGET`, `INVALID_REFRESH_TOKEN`, `REFRESH_TOKEN_REUSED`, and what `stepUp` throws
   */
  async after(
    { principal, client }: SteppingUpUser,
    wanted: WantedTokens,
    stepUp: () => Promise<AuthenticatedSession>,
  ): Promise<SteppedUpDto> {
    const { refreshToken, resource } = wanted;
    const target = await this.getTarget(principal, resource);
    if (refreshToken == null) {
      const session = await stepUp();
      const { userId, sessionId: id } = principal;
      return toSteppedUp(
        await this.tokens.issueAccess({ ...session, id, userId }, target),
        session,
      );
    }
    assertOfSession(refreshToken, principal);
    const session = await stepUp();
    const shown = { refreshToken, bearer: undefined, client, idempotencyKey: null, resource };
    return toSteppedUp(await this.tokens.refresh(shown), session);
  }

  /** @throws AppError `INVALID_TARGET` */
  private async getTarget(
    principal: SteppingUpUser['principal'],
    resource: unknown,
  ): Promise<TokenTarget> {
    const { resourceId } = await this.sessions.get(principal);
    const target =
      resource === undefined
        ? await this.targets.findById(resourceId)
        : await this.targets.find(resource);
    if (!target) throw invalidTarget(principal.userId);
    return target;
  }
}

/** Whether it is ours and still current is seen when it is used. @throws AppError `INVALID_REFRESH_TOKEN` */
function assertOfSession(token: unknown, { sessionId }: Pick<Principal, 'sessionId'>): void {
  const parts = typeof token === 'string' ? parseRefreshToken(token) : null;
  if (parts?.sessionId !== sessionId) throw foreignRefreshToken();
}
