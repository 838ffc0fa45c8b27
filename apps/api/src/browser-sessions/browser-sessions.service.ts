import { Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import { Database, type Tx } from '#libs/database';
import { Clock, newId, randomToken, sha256 } from '#libs/kernel';
import { Audit } from '#api/audit';
import { UnitOfWork, type Unit } from '#api/platform/changes';
import { EndSessions, parseRefreshToken, sessionEnded, SessionUse } from '#api/sessions';
import { BrowserCookies } from './browser-cookies.service.js';
import { BrowserSessionsStore, type LiveBrowserSession } from './browser-sessions.store.js';
import {
  toBrowserSession,
  type Browser,
  type BrowserSession,
  type ShownBrowser,
} from './browser-session.js';

/** Accounts that are signed in in one browser at most; one more ends the one that was chosen longest ago. */
export const MOST_ACCOUNTS = 5;

/** The session of a sign-in that was just made. */
export interface OwnSession {
  readonly userId: string;
  readonly sessionId: string;
}

type EndedBecause = 'signed_in_again' | 'browser_limit';

/**
 * The sessions of browsers at the pages of this server. A browser shows a secret whose digest is stored; it stands for an
 * ordinary session, and is worth nothing when that has ended. A secret is never adopted: each sign-in makes a new one.
 */
@Injectable()
export class BrowserSessions {
  constructor(
    private readonly database: Database,
    private readonly store: BrowserSessionsStore,
    private readonly cookies: BrowserCookies,
    private readonly unitOfWork: UnitOfWork,
    private readonly sessions: EndSessions,
    private readonly use: SessionUse,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** All accounts that are signed in in this browser; the first is the one that acts. */
  async list(header: string | undefined): Promise<ShownBrowser> {
    const live = await this.listLive(this.database.pool, header);
    const kept = new Set(live.map(({ secretHash }) => this.cookies.nameOf(secretHash)));
    const dead = this.cookies.namesIn(header).filter((name) => !kept.has(name));
    const [current, ...others] = live;
    const sessions = current ? [await this.used(current), ...others] : [];
    return {
      sessions: sessions.map(toBrowserSession),
      cookies: dead.map((name) => this.cookies.clear(name)),
    };
  }

  /** The session that acts in this browser: the one that was opened or chosen last. Its use keeps it alive. */
  async find(header: string | undefined): Promise<BrowserSession | null> {
    const [current] = await this.listLive(this.database.pool, header);
    return current ? toBrowserSession(await this.used(current)) : null;
  }

  /**
   * Binds the session of a sign-in to this browser. An earlier session of the same account in this browser ends.
   * @returns `Set-Cookie` lines
   * @throws AppError `SESSION_ENDED` when the session has ended meanwhile, or is bound already
   */
  async open(unit: Unit, session: OwnSession, browser: Browser<ClientInfo>): Promise<string[]> {
    const { tx } = unit;
    const now = this.clock.now();
    const live = await this.listLive(tx, browser.cookies);
    const replaced = live.filter(({ userId }) => userId === session.userId);
    const others = live.filter(({ userId }) => userId !== session.userId);
    const surplus = others.slice(MOST_ACCOUNTS - 1);
    const reasonOf = (one: LiveBrowserSession) =>
      replaced.includes(one) ? 'signed_in_again' : 'browser_limit';
    // In the order in which all sessions of a user are locked.
    const ending = [...replaced, ...surplus].sort((a, b) => (a.sessionId < b.sessionId ? -1 : 1));
    for (const one of ending) await this.endFor(unit, one, reasonOf(one), browser.client);
    const secret = randomToken();
    const made = { ...session, id: newId(), secretHash: sha256(secret), now };
    if (!(await this.store.insert(tx, made))) throw sessionEnded();
    const kept = new Set(
      others.slice(0, MOST_ACCOUNTS - 1).map(({ secretHash }) => this.cookies.nameOf(secretHash)),
    );
    const dropped = this.cookies.namesIn(browser.cookies).filter((name) => !kept.has(name));
    return [...dropped.map((name) => this.cookies.clear(name)), this.cookies.give(secret)];
  }

  /**
   * Binds the session of these tokens, which the browser is not given.
   * @throws AppError those of `open`
   */
  openFor(
    signedIn: { readonly refresh_token: string; readonly user: { readonly id: string } },
    browser: Browser<ClientInfo>,
  ): Promise<string[]> {
    const sessionId = parseRefreshToken(signedIn.refresh_token)?.sessionId;
    if (sessionId === undefined) throw sessionEnded();
    const session = { userId: signedIn.user.id, sessionId };
    return this.unitOfWork.run((unit) => this.open(unit, session, browser));
  }

  /**
   * A new secret for a session whose level has risen, or whose owner has changed the password: an old copy of the cookie is worth nothing.
   * @returns `Set-Cookie` lines
   * @throws AppError `SESSION_ENDED` when the secret was replaced meanwhile
   */
  async rotate({ secretHash }: BrowserSession): Promise<string[]> {
    const secret = randomToken();
    const { pool } = this.database;
    const isFirst = await this.store.rotate(pool, secretHash, sha256(secret), this.clock.now());
    if (!isFirst) throw sessionEnded();
    return [this.cookies.clear(this.cookies.nameOf(secretHash)), this.cookies.give(secret)];
  }

  /** The person has chosen this account among those of the browser. */
  choose({ id }: BrowserSession): Promise<void> {
    return this.store.choose(this.database.pool, id, this.clock.now());
  }

  /**
   * Signs the account out of this browser. Sessions of applications stay.
   * @returns `Set-Cookie` lines
   */
  async end({ principal, secretHash }: BrowserSession, client: ClientInfo): Promise<string[]> {
    await this.sessions.signOut(principal, client);
    return [this.cookies.clear(this.cookies.nameOf(secretHash))];
  }

  private listLive(tx: Tx, header: string | undefined): Promise<LiveBrowserSession[]> {
    const hashes = this.cookies.read(header).map(({ hash }) => hash);
    if (hashes.length === 0) return Promise.resolve([]);
    return this.store.listLive(tx, hashes, this.clock.now());
  }

  private async used(live: LiveBrowserSession): Promise<LiveBrowserSession> {
    return { ...live, expiresAt: await this.use.note({ ...live, id: live.sessionId }) };
  }

  private async endFor(
    unit: Unit,
    { sessionId: id, userId }: LiveBrowserSession,
    reason: EndedBecause,
    client: ClientInfo,
  ): Promise<void> {
    if (!(await this.sessions.endOne(unit, { id, userId, reason }))) return;
    await this.audit.record(unit.tx, {
      type: 'session.ended',
      outcome: 'success',
      actor: { kind: 'system' },
      target: { kind: 'session', id },
      client,
      details: { user_id: userId, reason },
    });
  }
}
