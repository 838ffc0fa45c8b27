import { Injectable } from '@nestjs/common';
import type { Principal } from '#libs/access';
import { Database, type Tx } from '#libs/database';
import { Clock } from '#libs/kernel';
import type { AuthenticatedSession } from './authenticated-session.js';
import { SessionAuthenticationStore } from './session-authentication.store.js';
import { sessionEnded } from './sessions.errors.js';

type SessionOfUser = Pick<Principal, 'userId' | 'sessionId'>;

/** When and how the users of sessions were authenticated, after a session began too. */
@Injectable()
export class SessionAuthentication {
  constructor(
    private readonly database: Database,
    private readonly store: SessionAuthenticationStore,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `SESSION_ENDED` when it is not a live session of this user */
  async get(
    { userId, sessionId: id }: SessionOfUser,
    tx: Tx = this.database.pool,
  ): Promise<AuthenticatedSession> {
    const session = await this.store.find(tx, { id, userId, now: this.clock.now() });
    if (!session) throw sessionEnded();
    return session;
  }

  /**
   * The user was authenticated now: the access tokens that follow say so. The caller has locked the account and seen that it
   * is active.
   * @param methods those that the session had, and those that it has from now on
   * @throws AppError `SESSION_ENDED` when it is not a live session of this user
   */
  async renew(
    tx: Tx,
    { userId, sessionId: id }: SessionOfUser,
    methods: Readonly<Record<'from' | 'amr', readonly string[]>>,
  ): Promise<AuthenticatedSession> {
    const renewed = await this.store.renew(tx, { id, userId, ...methods, now: this.clock.now() });
    if (!renewed) throw sessionEnded();
    return renewed;
  }
}
