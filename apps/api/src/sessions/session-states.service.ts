import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '#libs/database';
import { ValidatedCaches, type ValidatedCache } from '#api/platform/changes';
import { SessionLife } from './session-life.js';
import { SessionsStore, type SessionState } from './sessions.store.js';

/** Sessions whose state one process remembers. */
const REMEMBERED_SESSIONS = 100_000;

/** Knows whether a session is alive now, with PostgreSQL's word or one that is provably as good. */
@Injectable()
export class SessionStates {
  private readonly states: ValidatedCache<SessionState | null>;

  constructor(
    private readonly database: Database,
    private readonly store: SessionsStore,
    private readonly life: SessionLife,
    private readonly caches: ValidatedCaches,
  ) {
    this.states = caches.create('session', { maxEntries: REMEMBERED_SESSIONS, lane: 'users' });
  }

  /** The session, if it is this user's, neither ended nor expired, and the user active; `null` otherwise. */
  async findAlive(sessionId: string, userId: string): Promise<SessionState | null> {
    const load = () => this.store.findState(this.database.checks, sessionId);
    const markers = [`session:${sessionId}`, `user:${userId}`] as const;
    const known = await this.states.get(sessionId, markers, load);
    if (known?.userId !== userId) return null;
    if (this.isCurrent(known)) return known;
    // A refresh extends a session without changing a marker: only PostgreSQL may say that it has expired.
    const read = await this.caches.within('users', load);
    return this.isCurrent(read) ? read : null;
  }

  /** Whether it is, by the word of this transaction, which holds the account: for what must not follow the session's end. */
  async isAliveIn(tx: Tx, sessionId: string, userId: string): Promise<boolean> {
    const state = await this.store.findState(tx, sessionId);
    return state?.userId === userId && this.isCurrent(state);
  }

  private isCurrent(state: SessionState | null): state is SessionState {
    return state !== null && state.expiresAt > this.life.now();
  }
}
