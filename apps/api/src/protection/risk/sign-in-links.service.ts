import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '#libs/database';
import { Clock, randomToken, sha256 } from '#libs/kernel';
import { knownLanguage, type Language } from '#libs/languages';
import type { User } from '#api/users';
import type { SignInLinkPurpose } from './sign-in-link.entity.js';
import { SignInLinksStore, type LinkedSignIn, type OpenedSignIn } from './sign-in-links.store.js';

const TOKEN = /^[\w-]{43}$/;
const KEPT_LONGER_MS = 3_600_000;
/** A mail may be read days later; a user who must confirm waits for the mail. */
const LIFE_MS: Readonly<Record<SignInLinkPurpose, number>> = {
  deny: 7 * 86_400_000,
  confirm: 3_600_000,
};

/** One-time links by which the owner of an account denies or confirms a sign-in. */
@Injectable()
export class SignInLinks {
  constructor(
    private readonly database: Database,
    private readonly store: SignInLinksStore,
    private readonly clock: Clock,
  ) {}

  async issue(
    tx: Tx,
    purpose: SignInLinkPurpose,
    about: { readonly user: User; readonly deviceId: string; readonly sessionId: string | null },
  ): Promise<{ token: string; expiresAt: Date }> {
    const token = randomToken();
    const createdAt = this.clock.now();
    const expiresAt = new Date(createdAt.getTime() + LIFE_MS[purpose]);
    const { user, deviceId, sessionId } = about;
    // Of links that confirm a sign-in only the newest is valid.
    if (purpose === 'confirm') await this.store.deleteOf(tx, user.id, [purpose]);
    await this.store.insert(tx, {
      tokenHash: sha256(token),
      purpose,
      userId: user.id,
      deviceId,
      sessionId,
      emailCanonical: user.emailCanonical,
      createdAt,
      expiresAt,
    });
    return { token, expiresAt };
  }

  /**
   * The links that were mailed at the first step of a sign-in undo the session that its second step has opened; `false` when
   * none was mailed.
   */
  adopt(tx: Tx, opened: OpenedSignIn): Promise<boolean> {
    return this.store.adopt(tx, opened);
  }

  /** Uses the link; `null` for one that is unknown, of another purpose, used or expired. */
  consume(tx: Tx, purpose: SignInLinkPurpose, token: string): Promise<LinkedSignIn | null> {
    if (!TOKEN.test(token)) return Promise.resolve(null);
    return this.store.consume(tx, { purpose, tokenHash: sha256(token), now: this.clock.now() });
  }

  /** The language of the account, of a link that `consume` would accept; uses nothing up. */
  async look(
    purpose: SignInLinkPurpose,
    token: string,
  ): Promise<{ readonly locale: Language | null } | null> {
    if (!TOKEN.test(token)) return null;
    const use = { purpose, tokenHash: sha256(token), now: this.clock.now() };
    const found = await this.store.find(this.database.pool, use);
    return found && { locale: knownLanguage(found.locale) };
  }

  /**
   * When the password changes. A reset, which only the reader of the mails can do, cancels all links. A signed-in user's
   * change cancels only links that confirm: that user may be the attacker whom the others deny.
   */
  cancel(tx: Tx, userId: string, isReset: boolean): Promise<void> {
    return this.store.deleteOf(tx, userId, isReset ? ['deny', 'confirm'] : ['confirm']);
  }

  /** Deletes a batch of expired links; answers how many. */
  purge(batch: number): Promise<number> {
    const before = new Date(this.clock.nowMs() - KEPT_LONGER_MS);
    return this.store.deleteExpired(this.database.pool, before, batch);
  }
}
