import { Injectable } from '@nestjs/common';
import { AppError } from '#libs/kernel';
import { invalidTarget, TokenTargets, type TokenTarget } from '#api/services';
import {
  RefreshRecognition,
  type RecognisedUse,
  type RefreshProofs,
} from './refresh-recognition.service.js';
import { RefreshRotation } from './refresh-rotation.service.js';
import { RefreshReuse } from './refresh-reuse.service.js';
import type { TokenUse } from './judge-use.js';
import { parseRefreshToken } from './refresh-token.js';
import { RefreshWitness } from './refresh-witness.service.js';
import { invalidRefreshToken, refreshTokenReused } from './sessions.errors.js';
import type { OpenSession } from './start-session.service.js';

/** A session that goes on, and for whom its client wants the access token. */
export interface RefreshedSession {
  readonly session: OpenSession;
  readonly target: TokenTarget;
}

/** A rotation that is lost to another shows its winner's generation; each loss brings the row nearer to what was shown. */
const ATTEMPTS = 5;

/**
 * Exchanges refresh tokens. Of many uses of one token, on any number of instances, one rotates; the others get the same
 * successor within the grace window, or for as long as it is unused when they prove to be the same client, and end the
 * session otherwise. A token that is newer than what the database holds shows that writes were lost: it goes on.
 */
@Injectable()
export class RefreshSession {
  constructor(
    private readonly recognition: RefreshRecognition,
    private readonly rotation: RefreshRotation,
    private readonly witness: RefreshWitness,
    private readonly reuse: RefreshReuse,
    private readonly targets: TokenTargets,
  ) {}

  /**
   * @throws AppError `INVALID_REFRESH_TOKEN`, `REFRESH_TOKEN_REUSED`, `SESSION_ENDED`, `SERVICE_UNAVAILABLE`, or
   * `INVALID_TARGET` when there is no token for what was asked: the refresh token is then as good as before
   */
  async refresh(token: string, proofs: RefreshProofs): Promise<RefreshedSession> {
    const parts = parseRefreshToken(token);
    if (!parts) throw invalidRefreshToken();
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const recognised = await this.recognition.recognise(parts, proofs);
      if (recognised.use === 'reused') return this.refuse(recognised);
      const target = await this.getTarget(recognised, proofs);
      const session = await this.answer(recognised, recognised.use);
      if (session) return { session, target };
    }
    throw new AppError('SERVICE_UNAVAILABLE', {
      detail: 'The session is being refreshed by too many at once. Try again with the same token.',
      retryAfterSeconds: 1,
    });
  }

  /** An incident, whatever the token was asked for. */
  private async refuse(recognised: RecognisedUse): Promise<never> {
    await this.reuse.end(recognised);
    throw refreshTokenReused();
  }

  /** Before anything is done with the refresh token: what is asked for wrongly uses nothing up. */
  private async getTarget({ session }: RecognisedUse, { resource }: RefreshProofs) {
    const found =
      resource === undefined
        ? await this.targets.findById(session.resourceId)
        : await this.targets.find(resource);
    if (!found) throw invalidTarget();
    return found;
  }

  /** `null` when another use was faster, or the session has just ended. */
  private async answer(
    recognised: RecognisedUse,
    use: Exclude<TokenUse, 'reused'>,
  ): Promise<OpenSession | null> {
    switch (use) {
      case 'current':
        return this.rotation.advance(recognised);
      case 'ahead':
        return this.witness.recordRollback(recognised, (tx) =>
          this.rotation.advance(recognised, tx),
        );
      case 'takeover': {
        const opened = await this.reuse.takeOver(recognised);
        if (opened) this.witness.forgave(use);
        return opened;
      }
      case 'grace':
      case 'key':
      case 'device':
        this.witness.forgave(use);
        return this.rotation.repeat(recognised);
    }
  }
}
