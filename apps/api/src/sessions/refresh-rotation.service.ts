import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '#libs/database';
import { toSeenFrom } from './device.js';
import type { RecognisedUse } from './refresh-recognition.service.js';
import { RefreshTokens } from './refresh-token.js';
import { SessionLife } from './session-life.js';
import { RefreshesStore, type RefreshableSession } from './refreshes.store.js';
import type { OpenSession } from './start-session.service.js';

/** Gives the refresh tokens that a session goes on with. */
@Injectable()
export class RefreshRotation {
  constructor(
    private readonly database: Database,
    private readonly store: RefreshesStore,
    private readonly tokens: RefreshTokens,
    private readonly life: SessionLife,
  ) {}

  /** The next token; `null` when another use was faster, or the session has just ended. */
  async advance(
    recognised: RecognisedUse,
    tx: Tx = this.database.pool,
  ): Promise<OpenSession | null> {
    const { session, shown, client } = recognised;
    const now = this.life.now();
    const next = shown.generation + (this.life.rotates ? 1 : 0);
    const rotated = await this.store.rotate(tx, {
      id: session.id,
      generation: session.generation,
      next,
      now,
      expiresAt: this.life.idleEnd(now),
      rotationKey: shown.keyDigest,
      deviceGeneration: session.isOwnDevice ? shown.generation : null,
      ...toSeenFrom(client),
    });
    return rotated && this.open({ ...session, generation: next, expiresAt: rotated.expiresAt });
  }

  /** The same token again, to a client that another use of its token was faster than. */
  async repeat({ session, shown }: RecognisedUse): Promise<OpenSession> {
    const isNew = session.isOwnDevice && session.deviceGeneration !== shown.generation;
    if (isNew) {
      await this.store.noteDevice(this.database.pool, session.id, session.generation);
    }
    return this.open(session);
  }

  /** The token of the generation that the session has. */
  open(session: RefreshableSession): OpenSession {
    const { id, userId, authTime, amr, expiresAt, generation } = session;
    const refreshToken = this.tokens.make(session, generation);
    return { id, userId, authTime, amr, expiresAt, refreshToken };
  }
}
