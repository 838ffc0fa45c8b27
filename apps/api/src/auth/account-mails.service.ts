import { Inject, Injectable } from '@nestjs/common';
import type { ConfigOf } from '#libs/config';
import type { Tx } from '#libs/database';
import { Clock, mailboxOf } from '#libs/kernel';
import { MailLinks, Outbox, type MailCause } from '#api/mail';
import { OneTimeTokensService, type User } from '#api/users';
import { authConfig } from './auth.config.js';
import { recoveryMailHeldBack } from './auth.errors.js';

const VERIFICATION_SECONDS = 86_400;

/** The mails about an account, each queued in the transaction of its cause. */
@Injectable()
export class AccountMails {
  constructor(
    private readonly outbox: Outbox,
    private readonly tokens: OneTimeTokensService,
    private readonly links: MailLinks,
    private readonly clock: Clock,
    @Inject(authConfig.KEY) private readonly config: ConfigOf<typeof authConfig>,
  ) {}

  /**
   * With a link that verifies the address; an older one is dead.
   * @param providers all by which the account can be signed in to: who confirms the address confirms them
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
   * With a link to choose a new password by; an older one is dead. Held back it leaves the older one as it is, which is
   * then good for at least half its life.
   */
  async sendReset(tx: Tx, user: User, by: MailCause = 'anybody'): Promise<boolean> {
    // Not for an unverified address: strangers can make any number of accounts of one mailbox.
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
   * As `sendReset`, for an act that takes a way in and gives this one instead.
   * @throws AppError `RECOVERY_MAIL_HELD_BACK`: then the whole act must not happen
   */
  async sendRecovery(tx: Tx, user: User): Promise<void> {
    if (!(await this.sendReset(tx, user, 'recovery'))) throw recoveryMailHeldBack();
  }

  private hasLinkFor(tx: Tx, user: User): Promise<boolean> {
    const seconds = this.config.resetTokenSeconds / 2;
    return this.tokens.isLiveFor(tx, { userId: user.id, purpose: 'reset_password', seconds });
  }

  /** Somebody has tried to register the address of this account. */
  async sendAlreadyRegistered(tx: Tx, user: User): Promise<void> {
    const data = { signInLink: this.links.home(), resetLink: this.links.forgot() };
    await this.outbox.enqueue(tx, { template: 'already-registered', data, ...addressee(user) });
  }

  /** @param reviewed which ways in went with it, and which stay */
  async sendPasswordChanged(
    tx: Tx,
    user: User,
    reviewed: { readonly removed?: readonly string[]; readonly kept?: readonly string[] } = {},
  ): Promise<void> {
    const data = { at: this.clock.now(), ...reviewed };
    await this.outbox.enqueue(tx, { template: 'password-changed', data, ...addressee(user) });
  }

  /** What went with a sign-in that the owner has denied, each in a few words. */
  async sendSignInUndone(tx: Tx, user: User, removed: readonly string[]): Promise<void> {
    const data = { at: this.clock.now(), removed };
    await this.outbox.enqueue(tx, { template: 'sign-in-undone', data, ...addressee(user) });
  }
}

const addressee = (user: User) => ({
  to: mailboxOf(user),
  firstName: user.firstName,
  userId: user.id,
});
