import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import { AppError } from '#libs/kernel';
import {
  RefreshRecognition,
  type RecognisedUse,
  type RefreshProofs,
} from './refresh-recognition.service.js';
import { RefreshRotation } from './refresh-rotation.service.js';
import { RefreshReuse } from './refresh-reuse.service.js';
import { parseRefreshToken } from './refresh-token.js';
import { RefreshWitness } from './refresh-witness.service.js';
import { invalidRefreshToken, refreshTokenReused } from './sessions.errors.js';
import type { OpenSession } from './start-session.service.js';

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
    private readonly database: Database,
    private readonly recognition: RefreshRecognition,
    private readonly rotation: RefreshRotation,
    private readonly witness: RefreshWitness,
    private readonly reuse: RefreshReuse,
  ) {}

  /** @throws AppError `INVALID_REFRESH_TOKEN`, `REFRESH_TOKEN_REUSED`, `SESSION_ENDED` or `SERVICE_UNAVAILABLE` */
  async refresh(token: string, proofs: RefreshProofs): Promise<OpenSession> {
    const parts = parseRefreshToken(token);
    if (!parts) throw invalidRefreshToken();
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const opened = await this.answer(await this.recognition.recognise(parts, proofs));
      if (opened) return opened;
    }
    throw new AppError('SERVICE_UNAVAILABLE', {
      detail: 'The session is being refreshed by too many at once. Try again with the same token.',
      retryAfterSeconds: 1,
    });
  }

  /** `null` when another use was faster, or the session has just ended. */
  private async answer(recognised: RecognisedUse): Promise<OpenSession | null> {
    const { use } = recognised;
    switch (use) {
      case 'current':
        return this.rotation.advance(this.database.pool, recognised);
      case 'ahead':
        return this.witness.recordRollback(recognised, (tx) =>
          this.rotation.advance(tx, recognised),
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
        return this.rotation.repeat(this.database.pool, recognised);
      case 'reused':
        await this.reuse.end(recognised);
        throw refreshTokenReused();
    }
  }
}
