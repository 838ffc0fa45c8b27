import { Injectable } from '@nestjs/common';
import type { Principal } from '#libs/access';
import type { Tx } from '#libs/database';
import { AppError, Clock } from '#libs/kernel';
import type { SessionLine } from './session-lineage.js';
import { type OriginSession, SessionLineageStore } from './session-lineage.store.js';

export type { OriginSession };

/** Where the sessions of an account came from. */
@Injectable()
export class SessionLineage {
  constructor(
    private readonly store: SessionLineageStore,
    private readonly clock: Clock,
  ) {}

  /** Also the sessions that ended within a week. */
  listOfUser(tx: Tx, userId: string): Promise<SessionLine[]> {
    return this.store.listOfUser(tx, userId);
  }

  /**
   * For what is made in a session and must be removed when the sign-in is denied: the session cannot end until the transaction
   * ends, and an act that ends it afterwards sees what was made. Call it before anything else is locked.
   * @throws AppError `SESSION_ENDED`
   */
  async assertOpen(tx: Tx, { sessionId, userId }: Pick<Principal, 'sessionId' | 'userId'>) {
    if (await this.store.holdOpen(tx, sessionId, userId)) return;
    throw new AppError('SESSION_ENDED', { detail: 'The session has ended, sign in again' });
  }

  /**
   * The session that another is to be opened from, if it is this user's and live; it cannot end until the transaction ends. The
   * caller has locked the account.
   */
  holdOrigin(tx: Tx, id: string, userId: string): Promise<OriginSession | null> {
    return this.store.holdOrigin(tx, id, userId, this.clock.now());
  }

  /** The device that a session was opened from; `null` when it is not known. */
  findDeviceId(tx: Tx, sessionId: string): Promise<string | null> {
    return this.store.findDeviceId(tx, sessionId);
  }
}
