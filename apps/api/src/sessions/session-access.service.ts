import { Injectable } from '@nestjs/common';
import type { Principal } from '#libs/access';
import { AccessTokens, type AccessTokenClaims } from '#api/signing-keys';
import { SeenSessions } from './seen-sessions.service.js';
import { SessionStates } from './session-states.service.js';
import { madeForAnother, sessionEnded, wrongAudience } from './sessions.errors.js';

/**
 * Accepts an access token of ours whose session is alive and whose user is active now: what one
 * instance ends, all refuse on the next request.
 */
@Injectable()
export class SessionAccess {
  constructor(
    private readonly tokens: AccessTokens,
    private readonly states: SessionStates,
    private readonly seen: SeenSessions,
  ) {}

  /**
   * The principal behind an access token for this server whose session is alive now.
   * @param onKnown told whose token it is before it is looked at whether it is for this server
   * @throws AppError `INVALID_TOKEN`, `SESSION_ENDED`, or `WRONG_AUDIENCE` for a token that is for one service alone
   */
  async authenticate(token: string, onKnown?: (principal: Principal) => void): Promise<Principal> {
    const claims = await this.tokens.verify(token);
    const principal = await this.find(claims);
    onKnown?.(principal);
    if (claims.service_id !== undefined) throw wrongAudience(claims.aud);
    this.seen.note(claims.sid, claims.sub);
    return principal;
  }

  /**
   * The principal behind an access token that a service was shown: one for this server, or for that service alone.
   * @throws AppError `INVALID_TOKEN`, also for a token that is for another service, or `SESSION_ENDED`
   */
  async authenticateAt(token: string, serviceId: string): Promise<Principal> {
    const claims = await this.tokens.verify(token);
    const isForAnother = claims.service_id !== undefined && claims.service_id !== serviceId;
    if (isForAnother) throw madeForAnother();
    const principal = await this.find(claims);
    this.seen.note(claims.sid, claims.sub);
    return principal;
  }

  private async find(claims: AccessTokenClaims): Promise<Principal> {
    const session = await this.states.findAlive(claims.sid, claims.sub);
    if (!session) throw sessionEnded();
    return {
      userId: claims.sub,
      sessionId: claims.sid,
      tokenId: claims.jti,
      authTime: claims.auth_time,
      amr: claims.amr,
      expiresAt: claims.exp,
      account: session.account,
    };
  }
}
