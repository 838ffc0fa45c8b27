import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '#libs/database';
import { Clock, DAY_MS, randomToken, sha256 } from '#libs/kernel';
import { knownLanguage, type Language } from '#libs/languages';
import type { User } from '#api/users';
import type { SignInLinkPurpose } from './sign-in-link.entity.js';
import {
  SignInLinksStore,
  type LinkedSignIn,
  type LinkUse,
  type OpenedSignIn,
} from './sign-in-links.store.js';

const TOKEN = /^[\w-]{43}$/;
const KEPT_LONGER_MS = 3_600_000;
/** A mail may be read days later; a user who must confirm waits for the mail. */
const LIFE_MS: Readonly<Record<SignInLinkPurpose, number>> = {
  deny: 7 * DAY_MS,
  deny_factor: 7 * DAY_MS,
  confirm: 3_600_000,
};

/** By what an answer is given: who denies may do so by either kind of link. */
const PURPOSES = {
  deny: ['deny', 'deny_factor'],
  confirm: ['confirm'],
} as const satisfies Record<string, readonly SignInLinkPurpose[]>;

/** What the owner answers to a mail. */
export type SignInAnswer = keyof typeof PURPOSES;

const CANCELLED = {
  password_changed: ['confirm'],
  password_reset: ['deny', 'confirm'],
  account_taken_over: ['deny', 'deny_factor', 'confirm'],
} as const satisfies Record<string, readonly SignInLinkPurpose[]>;

type CancelReason = keyof typeof CANCELLED;

/** A factor that a link is about. */
export interface LinkedFactor {
  readonly user: User;
  readonly sessionId: string | null;
  readonly deviceId: string | null;
  readonly addedAt: Date;
}

interface NewLink extends Omit<LinkedFactor, 'addedAt'> {
  readonly createdAt: Date;
}

export interface IssuedLink {
  readonly token: string;
  readonly expiresAt: Date;
}

/** What the owner answers about. */
export type AnsweredSignIn = LinkedSignIn & {
  /** Of a denied factor: all that was made since is denied with it. */
  readonly since?: Date;
};

/** What a valid link is for, and the language of its account. */
export interface LiveLink {
  readonly purpose: SignInLinkPurpose;
  readonly locale: Language | null;
}

/** One-time links by which the owner of an account denies or confirms a sign-in, or denies an added factor. */
@Injectable()
export class SignInLinks {
  constructor(
    private readonly database: Database,
    private readonly store: SignInLinksStore,
    private readonly clock: Clock,
  ) {}

  async issue(
    tx: Tx,
    purpose: 'deny' | 'confirm',
    about: { readonly user: User; readonly deviceId: string; readonly sessionId: string | null },
  ): Promise<IssuedLink> {
    // Of links that confirm a sign-in only the newest is valid.
    if (purpose === 'confirm') await this.store.deleteOf(tx, about.user.id, [purpose]);
    return this.insert(tx, purpose, { ...about, createdAt: this.clock.now() });
  }

  /** For a factor that was added at that moment: all links about it end at the same time, whenever they are issued. */
  issueForFactor(tx: Tx, { addedAt: createdAt, ...about }: LinkedFactor): Promise<IssuedLink> {
    return this.insert(tx, 'deny_factor', { ...about, createdAt });
  }

  /** Factors that began to count later can be taken from the account by a mailed link; no link takes older ones. */
  get deniableSince(): Date {
    return new Date(this.clock.nowMs() - LIFE_MS.deny_factor);
  }

  private async insert(
    tx: Tx,
    purpose: SignInLinkPurpose,
    { user, deviceId, sessionId, createdAt }: NewLink,
  ): Promise<IssuedLink> {
    const token = randomToken();
    const expiresAt = new Date(createdAt.getTime() + LIFE_MS[purpose]);
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

  /** Uses the link; `null` for one that is unknown, of another answer, used or expired. */
  async consume(tx: Tx, answer: SignInAnswer, token: string): Promise<AnsweredSignIn | null> {
    const use = this.useOf(answer, token);
    const about = use && (await this.store.consume(tx, use));
    if (about?.purpose !== 'deny_factor') return about;
    return { ...about, since: about.createdAt };
  }

  /** What a link that `consume` would accept is for; uses nothing up. */
  async look(answer: SignInAnswer, token: string): Promise<LiveLink | null> {
    const use = this.useOf(answer, token);
    const found = use && (await this.store.find(this.database.pool, use));
    return found && { purpose: found.purpose, locale: knownLanguage(found.locale) };
  }

  /**
   * When the password changes. A reset, which only the reader of the mails can do, cancels the links about sign-ins, but not those
   * about factors, which a reset does not remove. A signed-in user's change cancels only links that confirm: that user may be
   * the attacker whom the others deny. A new owner of the account has none of the factors.
   */
  cancel(tx: Tx, userId: string, reason: CancelReason): Promise<void> {
    return this.store.deleteOf(tx, userId, CANCELLED[reason]);
  }

  private useOf(answer: SignInAnswer, token: string): LinkUse | null {
    if (!TOKEN.test(token)) return null;
    return { purposes: PURPOSES[answer], tokenHash: sha256(token), now: this.clock.now() };
  }

  /** Deletes a batch of expired links; answers how many. */
  purge(batch: number): Promise<number> {
    const before = new Date(this.clock.nowMs() - KEPT_LONGER_MS);
    return this.store.deleteExpired(this.database.pool, before, batch);
  }
}
