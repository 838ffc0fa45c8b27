import { Inject, Injectable } from '@nestjs/common';
import type { ConfigOf } from '#libs/config';
import { Database } from '#libs/database';
import { Clock, secondsAfter } from '#libs/kernel';
import { RefreshesStore } from './refreshes.store.js';
import { SeenSessions } from './seen-sessions.service.js';
import type { SessionEntity } from './session.entity.js';
import { sessionsConfig } from './sessions.config.js';

/** A session is not written again for less than this, or a tenth of its idle time. */
const COARSE_SECONDS = 3600;

export type UsedSession = Readonly<Pick<SessionEntity, 'id' | 'userId' | 'expiresAt' | 'endsAt'>>;

/** Keeps sessions alive by their use, for clients that hold no refresh token: never beyond the absolute end. */
@Injectable()
export class SessionUse {
  constructor(
    private readonly database: Database,
    private readonly store: RefreshesStore,
    private readonly seen: SeenSessions,
    private readonly clock: Clock,
    @Inject(sessionsConfig.KEY) private readonly config: ConfigOf<typeof sessionsConfig>,
  ) {}

  /** The session was just found live; answers when it expires now. */
  async note({ id, userId, expiresAt, endsAt }: UsedSession): Promise<Date> {
    this.seen.note(id, userId);
    const now = this.clock.now();
    const { idleSeconds } = this.config;
    const coarseSeconds = Math.min(COARSE_SECONDS, Math.floor(idleSeconds / 10));
    const idleEnd = secondsAfter(now, idleSeconds);
    const end = endsAt !== null && endsAt < idleEnd ? endsAt : idleEnd;
    if (secondsAfter(expiresAt, coarseSeconds) >= end) return expiresAt;
    const extension = { id, now, expiresAt: idleEnd, coarseSeconds };
    const extended = await this.store.extend(this.database.pool, extension);
    return extended?.expiresAt ?? expiresAt;
  }
}
