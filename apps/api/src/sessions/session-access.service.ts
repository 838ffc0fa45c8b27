import { Injectable } from '@nestjs/common';
import type { Principal } from '#libs/access';
import { Database, type Tx } from '#libs/database';
import { Clock } from '#libs/kernel';
import { ValidatedCaches, type Unconfirmed, type ValidatedCache } from '#api/platform/changes';
import { AccessTokens, ENROLMENT, type AccessTokenClaims } from '#api/signing-keys';
import { SeenSessions } from './seen-sessions.service.js';
import {
  enrolmentRequired,
  madeForAnother,
  sessionEnded,
  wrongAudience,
} from './sessions.errors.js';
import { SessionsStore, type SessionState } from './sessions.store.js';

/** An access token whose session is remembered. */
export interface RecalledSession {
  readonly claims: AccessTokenClaims;
  readonly state: Unconfirmed<SessionState | null>;
}

/** Sessions whose state one process remembers. */
const REMEMBERED_SESSIONS = 100_000;

/**
 * Accepts an access token of ours whose session is live and whose user is active now: a session that one instance ends is
 * refused by every instance from the next request on.
 */
@Injectable()
export class SessionAccess {
  private readonly states: ValidatedCache<SessionState | null>;

  constructor(
    private readonly database: Database,
    private readonly store: SessionsStore,
    private readonly clock: Clock,
    private readonly tokens: AccessTokens,
    private readonly seen: SeenSessions,
    private readonly caches: ValidatedCaches,
  ) {
    this.states = caches.create('session', { maxEntries: REMEMBERED_SESSIONS, lane: 'users' });
  }

  /**
   * The principal behind an access token for this server whose session is live now.
   * @param mayEnrol whether a token that is good for enrolling a second factor alone is accepted
   * @param onKnown called with the principal before the audience of the token is checked
   * @throws AppError `INVALID_TOKEN`, `SESSION_ENDED`, `WRONG_AUDIENCE` for a token that is for one service alone, or
   * `SECOND_FACTOR_ENROLMENT_REQUIRED`
   */
  async authenticate(
    token: string,
    mayEnrol: boolean,
    onKnown?: (principal: Principal) => void,
  ): Promise<Principal> {
    const claims = await this.tokens.verify(token);
    const principal = await this.getPrincipal(claims);
    onKnown?.(principal);
    assertAccepted(claims, mayEnrol);
    this.seen.note(claims.sid, claims.sub);
    return principal;
  }

  /**
   * The principal behind an access token that a service was shown: one for this server, or for that service alone.
   * @throws AppError `INVALID_TOKEN`, also for a token that is for another service, or `SESSION_ENDED`
   */
  async authenticateAt(token: string, serviceId: string): Promise<Principal> {
    const claims = await this.tokens.verify(token);
    const isForAnother = claims.service_id !== undefined && claims.service_id !== serviceId;
    if (isForAnother) throw madeForAnother();
    const principal = await this.getPrincipal(claims);
    this.seen.note(claims.sid, claims.sub);
    return principal;
  }

  /**
   * The remembered session of an access token for this server, or for one service alone when it is named. Its principal may
   * be used once `ValidatedCaches.confirm` has confirmed the state. `null` if only `authenticate` or `authenticateAt` can tell.
   */
  recall(token: string, serviceId?: string): RecalledSession | null {
    const claims = this.tokens.recall(token);
    if (!claims || (claims.service_id !== undefined && claims.service_id !== serviceId))
      return null;
    const state = this.states.find(claims.sid);
    return state?.value?.userId === claims.sub ? { claims, state } : null;
  }

  /** The principal of a recalled session whose state was confirmed; `null` when the session may have expired. */
  admit({ claims, state }: RecalledSession): Principal | null {
    if (!this.isCurrent(state.value)) return null;
    this.seen.note(claims.sid, claims.sub);
    return toPrincipal(claims, state.value);
  }

  /** The session, if it is this user's, neither ended nor expired, and the user active; `null` otherwise. */
  async findLive(sessionId: string, userId: string): Promise<SessionState | null> {
    const load = () => this.store.findState(this.database.checks, sessionId);
    const markers = [`session:${sessionId}`, `user:${userId}`] as const;
    const known = await this.states.get(sessionId, markers, load);
    if (known?.userId !== userId) return null;
    if (this.isCurrent(known)) return known;
    // A refresh extends a session without changing a marker: only PostgreSQL may say that it has expired.
    const read = await this.caches.within('users', load);
    return this.isCurrent(read) ? read : null;
  }

  /** Like `findLive`, read in a transaction that holds the account: for acts that must not follow the session's end. */
  async isLiveIn(tx: Tx, sessionId: string, userId: string): Promise<boolean> {
    const state = await this.store.findState(tx, sessionId);
    return state?.userId === userId && this.isCurrent(state);
  }

  private async getPrincipal(claims: AccessTokenClaims): Promise<Principal> {
    const session = await this.findLive(claims.sid, claims.sub);
    if (!session) throw sessionEnded();
    return toPrincipal(claims, session);
  }

  private isCurrent(state: SessionState | null): state is SessionState {
    return state !== null && state.expiresAt > this.clock.now();
  }
}

/** @throws AppError `WRONG_AUDIENCE`, `SECOND_FACTOR_ENROLMENT_REQUIRED` */
function assertAccepted({ service_id: serviceId, aud }: AccessTokenClaims, mayEnrol: boolean) {
  if (serviceId === undefined) return;
  if (serviceId !== ENROLMENT.id) throw wrongAudience(aud);
  if (!mayEnrol) throw enrolmentRequired();
}

const toPrincipal = (claims: AccessTokenClaims, { account }: SessionState): Principal => ({
  userId: claims.sub,
  sessionId: claims.sid,
  tokenId: claims.jti,
  authTime: claims.auth_time,
  amr: claims.amr,
  acr: claims.acr ?? 'aal1',
  expiresAt: claims.exp,
  account,
});
