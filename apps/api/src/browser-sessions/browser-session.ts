import { acrOf, type Principal } from '#libs/access';
import type { LiveBrowserSession } from './browser-sessions.store.js';

/** A live session of a browser at the pages of this server. */
export interface BrowserSession {
  readonly id: string;
  /** For the services that act for a signed-in user; its `tokenId` is the id of the browser session. */
  readonly principal: Principal;
  /** The digest of the secret that the browser showed: forms are bound to it. */
  readonly secretHash: Buffer;
}

/** The live sessions of one browser, and what its answer must tell it. */
export interface ShownBrowser {
  /** The last chosen one first. */
  readonly sessions: readonly BrowserSession[];
  /** `Set-Cookie` lines that delete the cookies of sessions that have ended. */
  readonly cookies: readonly string[];
}

/** A `Cookie` header, and the client that sent it. */
export interface Browser<C> {
  readonly cookies: string | undefined;
  readonly client: C;
}

const toSeconds = (moment: Date) => Math.floor(moment.getTime() / 1000);

export function toBrowserSession(live: LiveBrowserSession): BrowserSession {
  const { id, secretHash, userId, sessionId, authTime, amr, expiresAt } = live;
  const { email, firstName, lastName, locale, isEmailVerified, createdAt, lastLogin } = live;
  return {
    id,
    secretHash,
    principal: {
      userId,
      sessionId,
      tokenId: id,
      authTime: toSeconds(authTime),
      amr,
      acr: acrOf(amr),
      expiresAt: toSeconds(expiresAt),
      account: { email, firstName, lastName, locale, isEmailVerified, createdAt, lastLogin },
    },
  };
}
