import { Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import { Database, type Tx } from '#libs/database';
import { Clock, randomToken, sha256 } from '#libs/kernel';
import { OpenFromSession, type SignedInDto } from '#api/auth';
import { sessionEnded } from '#api/sessions';
import { invalidOAuthCode, tooManyCodes } from '../oauth.errors.js';
import type { Trade } from '../sign-in/provider-sign-in.service.js';
import { SessionCodeReuse } from './session-code-reuse.service.js';
import { SessionCodesStore, type ShownSessionCode } from './session-codes.store.js';

const CODE_SECONDS = 60;
/** Open codes of one session: more than a person can ask for within a minute. */
const MOST_OPEN = 20;
/** Tells these codes from those of a sign-in at a provider without a look-up. */
const PREFIX = 'bs.';
const CODE = /^bs\.[A-Za-z0-9_-]{43}$/;
/** RFC 7636 section 4.1. */
const VERIFIER = /^[A-Za-z0-9._~-]{43,128}$/;
/** For so long a used code is recognised when it is used again. */
const KEPT_LONGER_MS = 3_600_000;

/** The session of a browser, and the request of the application. */
export interface SessionCodeRequest {
  readonly userId: string;
  readonly sessionId: string;
  /** S256 of a verifier: always required. */
  readonly codeChallenge: string;
  readonly resource: string | null;
}

export const isSessionCode = (code: string): boolean => code.startsWith(PREFIX);

/** One-time codes by which applications get sessions of their own from the session of a browser. */
@Injectable()
export class SessionCodes {
  constructor(
    private readonly database: Database,
    private readonly store: SessionCodesStore,
    private readonly opening: OpenFromSession,
    private readonly reuse: SessionCodeReuse,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `SESSION_ENDED`, `RATE_LIMITED` for a session with too many open codes */
  async issue({ codeChallenge, resource, ...whose }: SessionCodeRequest): Promise<string> {
    const code = `${PREFIX}${randomToken()}`;
    const createdAt = this.clock.now();
    const issued = await this.store.insert(this.database.pool, {
      ...whose,
      codeHash: sha256(code),
      codeChallenge,
      resource,
      createdAt,
      expiresAt: new Date(createdAt.getTime() + CODE_SECONDS * 1000),
      most: MOST_OPEN,
    });
    if (!issued) throw sessionEnded();
    if (issued.isFull) throw tooManyCodes(CODE_SECONDS);
    return code;
  }

  /**
   * A new session of the application. A code that was used before ends the session that it opened.
   * @throws AppError `INVALID_OAUTH_CODE`, the same for an unknown, used or expired code, a wrong verifier and an ended session;
   * `INVALID_TARGET`
   */
  async trade({ shown: { code, verifier }, resource, client }: Trade): Promise<SignedInDto> {
    const shown = this.read(code, verifier, client);
    const found = await this.store.find(this.database.pool, shown);
    if (!found) throw invalidOAuthCode();
    const { userId, sessionId } = found;
    const signedIn = await this.opening.open({
      userId,
      sessionId,
      client,
      resource: resource === undefined ? (found.resource ?? undefined) : resource,
      useUp: (tx: Tx) => this.store.consume(tx, shown, userId),
      noteOpened: (tx: Tx, id: string) => this.store.noteOpened(tx, shown.codeHash, id),
    });
    if (signedIn) return signedIn;
    await this.reuse.endIfReused(shown, client);
    throw invalidOAuthCode();
  }

  purgeExpired(tx: Tx, limit: number): Promise<number> {
    const before = new Date(this.clock.nowMs() - KEPT_LONGER_MS);
    return this.store.deleteExpired(tx, before, limit);
  }

  private read(code: string, verifier: string | undefined, client: ClientInfo): ShownSessionCode {
    const isSane = CODE.test(code) && verifier !== undefined && VERIFIER.test(verifier);
    if (!isSane) throw invalidOAuthCode();
    return {
      codeHash: sha256(code),
      codeChallenge: sha256(verifier).toString('base64url'),
      now: this.clock.now(),
      clientHash: sha256(JSON.stringify([client.ip, client.userAgent])),
    };
  }
}
