import { Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import { Database } from '#libs/database';
import { toSeenFrom } from './device.js';
import { EndSessions } from './end-sessions.service.js';
import { parseRefreshToken, RefreshTokens, type RefreshTokenParts } from './refresh-token.js';
import { SessionLife } from './session-life.js';
import { invalidRefreshToken, refreshTokenReused, sessionEnded } from './sessions.errors.js';
import { SessionsStore, type RefreshableSession } from './sessions.store.js';
import type { OpenSession } from './start-session.service.js';

/** A rotation can be lost to another once; then the row shows the winner's generation. */
const ATTEMPTS = 2;

/**
 * Exchanges refresh tokens. Of many uses of one token, on any number of instances, one rotates; the others
 * get the same successor within the grace window, and end the session after it.
 */
@Injectable()
export class RefreshSession {
  constructor(
    private readonly database: Database,
    private readonly store: SessionsStore,
    private readonly tokens: RefreshTokens,
    private readonly life: SessionLife,
    private readonly sessions: EndSessions,
  ) {}

  /** @throws AppError `INVALID_REFRESH_TOKEN`, `REFRESH_TOKEN_REUSED` or `SESSION_ENDED` */
  async refresh(token: string, client: ClientInfo): Promise<OpenSession> {
    const parts = parseRefreshToken(token);
    if (!parts) throw invalidRefreshToken();
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const session = await this.recognise(parts);
      const isCurrent = parts.generation === session.generation;
      const opened = isCurrent
        ? await this.use(session, client)
        : await this.forgiveOrEnd(session, parts, client);
      if (opened) return opened;
    }
    throw sessionEnded();
  }

  /** The session of a token that is ours; who cannot make its MAC learns nothing and changes nothing. */
  private async recognise(parts: RefreshTokenParts): Promise<RefreshableSession> {
    const { database, store, life } = this;
    const session = await store.findForRefresh(
      database.pool,
      parts.sessionId,
      life.now(),
      life.graceSeconds,
    );
    const isOurs = session !== null && this.tokens.isOurs(parts, session.secret);
    if (!isOurs || parts.generation > session.generation) throw invalidRefreshToken();
    if (!session.isLive) throw sessionEnded();
    return session;
  }

  /** `null` when another use of the same token was faster, or the session has just ended. */
  private async use(session: RefreshableSession, client: ClientInfo): Promise<OpenSession | null> {
    const now = this.life.now();
    const advances = this.life.rotates;
    const rotated = await this.store.rotate(this.database.pool, {
      id: session.id,
      generation: session.generation,
      now,
      expiresAt: this.life.idleEnd(now),
      advances,
      ...toSeenFrom(client),
    });
    if (!rotated) return null;
    const generation = session.generation + (advances ? 1 : 0);
    return this.open({ ...session, generation, expiresAt: rotated.expiresAt });
  }

  private async forgiveOrEnd(
    session: RefreshableSession,
    parts: RefreshTokenParts,
    client: ClientInfo,
  ): Promise<OpenSession> {
    const isLast = parts.generation === session.generation - 1;
    if (isLast && session.isInGrace) return this.open(session);
    await this.sessions.endReused(session, parts.generation, client);
    throw refreshTokenReused();
  }

  private open(session: RefreshableSession): OpenSession {
    const { id, userId, authTime, amr, expiresAt } = session;
    const refreshToken = this.tokens.make(session, session.generation);
    return { id, userId, authTime, amr, expiresAt, refreshToken };
  }
}
