import { Inject, Injectable } from '@nestjs/common';
import type { ConfigOf } from '#libs/config';
import { Database, type Tx } from '#libs/database';
import { Clock, secondsAfter } from '#libs/kernel';
import { DeviceCredentials, toSeenFrom } from './device.js';
import { RefreshTokens } from './refresh-token.js';
import type { RefreshUse } from './refresh-uses.service.js';
import { RefreshesStore, type RefreshableSession, type RotatedSession } from './refreshes.store.js';
import { RememberedSessions, type UnchangingFacts } from './remembered-sessions.js';
import { sessionsConfig } from './sessions.config.js';
import type { OpenSession } from './start-session.service.js';

type RotatableSession = UnchangingFacts & Pick<RefreshableSession, 'id' | 'generation'>;

/** A use of a refresh token with a valid MAC, of the generation that the session should have in the database. */
export type RotatingUse = Pick<RefreshUse, 'shown' | 'client'> & {
  readonly session: RotatableSession;
};

/** Rotates the refresh tokens of sessions, and remembers what the next rotation needs to know of each. */
@Injectable()
export class Rotations {
  constructor(
    private readonly database: Database,
    private readonly store: RefreshesStore,
    private readonly tokens: RefreshTokens,
    private readonly clock: Clock,
    @Inject(sessionsConfig.KEY) private readonly config: ConfigOf<typeof sessionsConfig>,
    private readonly devices: DeviceCredentials,
    private readonly remembered: RememberedSessions,
  ) {}

  /** The next token; `null` when another use was faster, or the session is not live. */
  async rotate(
    { session, shown, client }: RotatingUse,
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
      shown: shown.generation,
      deviceHash: this.devices.read(client.device?.shown)?.hash ?? null,
      ...toSeenFrom(client),
    });
    if (!rotated) return null;
    this.remembered.remember(session.id, session);
    return this.open({ ...session, ...rotated, generation: next });
  }

  /** With the token of the session's generation. */
  open(session: RotatableSession & RotatedSession): OpenSession {
    const { id, userId, authTime, amr, expiresAt, generation } = session;
    const refreshToken = this.tokens.make(session, generation);
    return { id, userId, authTime, amr, expiresAt, refreshToken };
  }
}
