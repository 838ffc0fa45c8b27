import { Inject, Injectable } from '@nestjs/common';
import type { ConfigOf } from '#libs/config';
import type { Tx } from '#libs/database';
import { Clock } from '#libs/kernel';
import { MailLinks, Outbox, type MailCause, type MailedCredential } from '#api/mail';
import {
  addressee,
  OneTimeTokens,
  PendingRegistrations,
  type PendingRegistration,
  type User,
} from '#api/users';
import { authConfig } from './auth.config.js';
import { recoveryMailHeldBack } from './auth.errors.js';

const VERIFICATION_SECONDS = 86_400;

/** What was looked at when a password changed. */
interface ReviewedAccess {
  /** The linked providers and known devices that were removed and kept. */
  readonly removed: readonly MailedCredential[];
  readonly kept: readonly MailedCredential[];
  /** Second factors that were added lately, and stay. */
  readonly factors: readonly MailedCredential[];
  /** Issues the link that takes them back; `null` when none can be. */
  readonly takeBack: () => Promise<{ readonly link: string; readonly expiresAt: Date } | null>;
  readonly by: MailCause;
}

const NOTHING_REVIEWED: ReviewedAccess = {
  removed: [],
  kept: [],
  factors: [],
  takeBack: () => Promise.resolve(null),
  by: 'anybody',
};

/** Mails about accounts, each queued in the transaction of its cause. */
@Injectable()
export class AccountMails {
  constructor(
    private readonly outbox: Outbox,
    private readonly tokens: OneTimeTokens,
    private readonly registrations: PendingRegistrations,
    private readonly links: MailLinks,
    private readonly clock: Clock,
    @Inject(authConfig.KEY) private readonly config: ConfigOf<typeof authConfig>,
  ) {}

  /**
   * With a link that verifies the address; an older link becomes invalid.
   * @param providers all that are linked to the account: the confirmation of the address confirms them
   */
  async sendVerification(
    tx: Tx,
    user: User,
    providers: readonly string[],
    by: MailCause = 'anybody',
  ): Promise<boolean> {
    const data = async () => {
      const { token, expiresAt } = await this.tokens.issue(tx, {
        userId: user.id,
        purpose: 'verify_email',
        emailCanonical: user.emailCanonical,
        ttlSeconds: VERIFICATION_SECONDS,
      });
      return { link: this.links.verify(token), expiresAt, providers };
    };
    return this.outbox.enqueue(tx, { template: 'verify-email', data, by, ...addressee(user) });
  }

  /**
   * With the link of one pending registration; the links of others stay valid. Answers whether the mail was queued.
   */
  sendRegistrationVerification(
    tx: Tx,
    user: User,
    { id, firstName, locale }: Pick<PendingRegistration, 'id' | 'firstName' | 'locale'>,
  ): Promise<boolean> {
    const data = async () => {
      const { token, expiresAt } = await this.registrations.issueLink(tx, id);
      return { link: this.links.verify(token), expiresAt, providers: [] };
    };
    return this.outbox.enqueue(tx, {
      template: 'verify-registration',
      data,
      ...addressee({ ...user, firstName, locale: locale ?? user.locale }),
    });
  }

  /**
   * With a link to choose a new password; an older link becomes invalid. A mail that is held back leaves the older link
   * valid, for at least half its life.
   */
  async sendReset(tx: Tx, user: User, by: MailCause = 'anybody'): Promise<boolean> {
    // Not for an unverified address: anybody can register any number of addresses of one mailbox.
    const mayBeOwed = user.isEmailVerified && by !== 'recovery';
    const isOwed = mayBeOwed && !(await this.hasLinkFor(tx, user));
    const data = async () => {
      const { token, expiresAt } = await this.tokens.issue(tx, {
        userId: user.id,
        purpose: 'reset_password',
        emailCanonical: user.emailCanonical,
        ttlSeconds: this.config.resetTokenSeconds,
      });
      return { link: this.links.reset(token), expiresAt };
    };
    return this.outbox.enqueue(tx, {
      template: 'reset-password',
      data,
      by,
      isOwed,
      ...addressee(user),
    });
  }

  /**
   * As `sendReset`, for an act that revokes the credentials, after which only this mail lets the owner sign in again.
   * @throws AppError `RECOVERY_MAIL_HELD_BACK`: the caller must roll the whole act back
   */
  async sendRecovery(tx: Tx, user: User): Promise<void> {
    if (!(await this.sendReset(tx, user, 'recovery'))) throw recoveryMailHeldBack();
  }

  private hasLinkFor(tx: Tx, user: User): Promise<boolean> {
    const seconds = this.config.resetTokenSeconds / 2;
    return this.tokens.isLiveFor(tx, { userId: user.id, purpose: 'reset_password', seconds });
  }

  /** A registration was tried with the address of this account. */
  async sendAlreadyRegistered(tx: Tx, user: User): Promise<void> {
    const data = { signInLink: this.links.home(), resetLink: this.links.forgot() };
    await this.outbox.enqueue(tx, { template: 'already-registered', data, ...addressee(user) });
  }

  async sendPasswordChanged(tx: Tx, user: User, reviewed = NOTHING_REVIEWED): Promise<void> {
    const { by, takeBack, ...lists } = reviewed;
    const at = this.clock.now();
    const data = async () => ({ at, ...lists, takeBack: await takeBack() });
    await this.outbox.enqueue(tx, { template: 'password-changed', data, by, ...addressee(user) });
  }

  async sendPasswordRemoved(tx: Tx, user: User): Promise<void> {
    const data = { at: this.clock.now() };
    await this.outbox.enqueue(tx, { template: 'password-removed', data, ...addressee(user) });
  }

  /** @param removed what was undone with a sign-in that the owner has denied */
  async sendSignInUndone(tx: Tx, user: User, removed: readonly MailedCredential[]): Promise<void> {
    const data = { at: this.clock.now(), removed };
    await this.outbox.enqueue(tx, { template: 'sign-in-undone', data, ...addressee(user) });
  }

  /** To an administrator: the acts of a denied sign-in to another account on others, each kind with its number. */
  async sendDeniedActs(
    tx: Tx,
    administrator: User,
    { accountId, acts }: { readonly accountId: string; readonly acts: Record<string, number> },
  ): Promise<void> {
    const words = Object.entries(acts).map(([type, number]) => `${type} (${number})`);
    const data = { at: this.clock.now(), account: accountId, acts: words };
    await this.outbox.enqueue(tx, { template: 'denied-acts', data, ...addressee(administrator) });
  }
}
