import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import { AppError } from '#libs/kernel';
import { invalidTarget, TokenTargets, type TokenTarget } from '#api/services';
import { RefreshIncidents } from './refresh-incidents.service.js';
import { parseRefreshToken, RefreshTokens, type RefreshTokenParts } from './refresh-token.js';
import {
  RefreshUses,
  type RefreshProofs,
  type RefreshUse,
  type TokenUse,
} from './refresh-uses.service.js';
import { RefreshesStore } from './refreshes.store.js';
import { RememberedSessions } from './remembered-sessions.js';
import { Rotations } from './rotations.service.js';
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
    private readonly remembered: RememberedSessions,
    private readonly rotations: Rotations,
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
    const refreshed = await this.refreshRemembered(parts, proofs);
    if (refreshed) return refreshed;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const use = await this.uses.judge(parts, proofs);
      if (use.use === 'reused') return this.refuse(use);
      const target = await this.findTarget(use.session.resourceId, proofs);
      if (!target) throw invalidTarget();
      const session = await this.answer(use, use.use);
      if (session) return { session, target };
    }
    throw new AppError('SERVICE_UNAVAILABLE', {
      detail: 'The session is being refreshed by too many at once. Try again with the same token.',
      retryAfterSeconds: 1,
    });
  }

  /**
   * The next token of a session that this process remembers, by one statement. `null` when it is not the present token of a
   * live session, or there is no token for the target: then the session is read, and the use judged.
   * @throws AppError `INVALID_REFRESH_TOKEN`, without a statement, for a token that is not ours
   */
  private async refreshRemembered(
    parts: RefreshTokenParts,
    proofs: RefreshProofs,
  ): Promise<RefreshedSession | null> {
    const known = this.remembered.find(parts.sessionId);
    if (!known) return null;
    if (!this.tokens.isOurs(parts, known.secret)) throw invalidRefreshToken();
    const target = await this.findTarget(known.resourceId, proofs);
    if (!target) return null;
    const { generation } = parts;
    const session = await this.rotations.rotate({
      session: { id: parts.sessionId, generation, ...known },
      shown: this.uses.shownBy(known.secret, generation, proofs),
      client: proofs.client,
    });
    return session && { session, target };
  }

  /** Reuse is an incident for every requested target. */
  private async refuse(use: RefreshUse): Promise<never> {
    await this.incidents.endReused(use);
    throw refreshTokenReused();
  }

  /** Looked up before the refresh token is used: a wrong target (`null`) leaves it valid. */
  private findTarget(resourceId: string | null, { resource }: RefreshProofs) {
    return resource === undefined ? this.targets.findById(resourceId) : this.targets.find(resource);
  }

  /** `null` when another use was faster, or the session has just ended. */
  private async answer(
    use: RefreshUse,
    kind: Exclude<TokenUse, 'reused'>,
  ): Promise<OpenSession | null> {
    switch (kind) {
      case 'current':
        return this.rotations.rotate(use);
      case 'ahead':
        return this.incidents.recordRollback(use, (tx) => this.rotations.rotate(use, tx));
      case 'takeover': {
        const successor = await this.incidents.takeOver(use);
        if (successor) this.incidents.countForgiven(kind);
        return successor && this.rotations.open(successor);
      }
      case 'grace':
      case 'key':
      case 'device':
        this.incidents.countForgiven(kind);
        return this.repeat(use);
    }
  }

  /** The same successor again, for a client that lost to another use of its token. */
  private async repeat({ session, shown }: RefreshUse): Promise<OpenSession> {
    const isNew = session.isOwnDevice && session.deviceGeneration !== shown.generation;
    if (isNew) await this.store.noteDevice(this.database.pool, session.id, session.generation);
    return this.rotations.open(session);
  }
}
