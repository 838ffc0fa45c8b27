import { Inject, Injectable } from '@nestjs/common';
import type { ConfigOf } from '#libs/config';
import { Database, type Tx } from '#libs/database';
import { AppError, Clock, secondsAfter } from '#libs/kernel';
import { invalidTarget, TokenTargets, type TokenTarget } from '#api/services';
import { toSeenFrom } from './device.js';
import { RefreshIncidents } from './refresh-incidents.service.js';
import { parseRefreshToken, RefreshTokens } from './refresh-token.js';
import {
  RefreshUses,
  type RefreshProofs,
  type RefreshUse,
  type TokenUse,
} from './refresh-uses.service.js';
import { RefreshesStore, type RefreshableSession } from './refreshes.store.js';
import { sessionsConfig } from './sessions.config.js';
import { invalidRefreshToken, refreshTokenReused } from './sessions.errors.js';
import type { OpenSession } from './start-session.service.js';

/** A refreshed session, and the target of the access token that its client asks for. */
export interface RefreshedSession {
  readonly session: OpenSession;
  readonly target: TokenTarget;
}

/** A rotation that loses to another reads the row again; each time the row is nearer to the generation that was shown. */
const ATTEMPTS = 5;

/**
 * Exchanges refresh tokens. Of many uses of one token, on any number of instances, one rotates; the others get the same
 * successor within the grace window, or for as long as it is unused when they prove to be the same client, and end the
 * session otherwise. A token that is newer than what the database holds shows that writes were lost: it is accepted.
 */
@Injectable()
export class RefreshSession {
  constructor(
    private readonly database: Database,
    private readonly store: RefreshesStore,
    private readonly tokens: RefreshTokens,
    private readonly clock: Clock,
    @Inject(sessionsConfig.KEY) private readonly config: ConfigOf<typeof sessionsConfig>,
    private readonly uses: RefreshUses,
    private readonly incidents: RefreshIncidents,
    private readonly targets: TokenTargets,
  ) {}

  /**
   * @throws AppError `INVALID_REFRESH_TOKEN`, `REFRESH_TOKEN_REUSED`, `SESSION_ENDED`, `SERVICE_UNAVAILABLE`, or
   * `INVALID_TARGET` when there is no token for the requested target: the refresh token stays valid
   */
  async refresh(token: string, proofs: RefreshProofs): Promise<RefreshedSession> {
    const parts = parseRefreshToken(token);
    if (!parts) throw invalidRefreshToken();
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const use = await this.uses.judge(parts, proofs);
      if (use.use === 'reused') return this.refuse(use);
      const target = await this.getTarget(use, proofs);
      const session = await this.answer(use, use.use);
      if (session) return { session, target };
    }
    throw new AppError('SERVICE_UNAVAILABLE', {
      detail: 'The session is being refreshed by too many at once. Try again with the same token.',
      retryAfterSeconds: 1,
    });
  }

  /** Reuse is an incident for every requested target. */
  private async refuse(use: RefreshUse): Promise<never> {
    await this.incidents.endReused(use);
    throw refreshTokenReused();
  }

  /** Checked before the refresh token is used: a wrong target leaves it valid. */
  private async getTarget({ session }: RefreshUse, { resource }: RefreshProofs) {
    const found =
      resource === undefined
        ? await this.targets.findById(session.resourceId)
        : await this.targets.find(resource);
    if (!found) throw invalidTarget();
    return found;
  }

  /** `null` when another use was faster, or the session has just ended. */
  private async answer(
    use: RefreshUse,
    kind: Exclude<TokenUse, 'reused'>,
  ): Promise<OpenSession | null> {
    switch (kind) {
      case 'current':
        return this.rotate(use);
      case 'ahead':
        return this.incidents.recordRollback(use, (tx) => this.rotate(use, tx));
      case 'takeover': {
        const successor = await this.incidents.takeOver(use);
        if (successor) this.incidents.countForgiven(kind);
        return successor && this.open(successor);
      }
      case 'grace':
      case 'key':
      case 'device':
        this.incidents.countForgiven(kind);
        return this.repeat(use);
    }
  }

  /** The next token; `null` when another use was faster, or the session has just ended. */
  private async rotate(
    { session, shown, client }: RefreshUse,
    tx: Tx = this.database.pool,
  ): Promise<OpenSession | null> {
    const now = this.clock.now();
    const next = shown.generation + (this.config.rotation ? 1 : 0);
    const rotated = await this.store.rotate(tx, {
      id: session.id,
      generation: session.generation,
      next,
      now,
      expiresAt: secondsAfter(now, this.config.idleSeconds),
      rotationKey: shown.keyDigest,
      deviceGeneration: session.isOwnDevice ? shown.generation : null,
      ...toSeenFrom(client),
    });
    return rotated && this.open({ ...session, generation: next, expiresAt: rotated.expiresAt });
  }

  /** The same successor again, for a client that lost to another use of its token. */
  private async repeat({ session, shown }: RefreshUse): Promise<OpenSession> {
    const isNew = session.isOwnDevice && session.deviceGeneration !== shown.generation;
    if (isNew) await this.store.noteDevice(this.database.pool, session.id, session.generation);
    return this.open(session);
  }

  /** With the token of the session's generation. */
  private open(session: RefreshableSession): OpenSession {
    const { id, userId, authTime, amr, expiresAt, generation } = session;
    const refreshToken = this.tokens.make(session, generation);
    return { id, userId, authTime, amr, expiresAt, refreshToken };
  }
}
