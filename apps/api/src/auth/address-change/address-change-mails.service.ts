import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { Clock, mailboxOf } from '#libs/kernel';
import { knownLanguage } from '#libs/languages';
import { MailLinks, Outbox } from '#api/mail';
import {
  addressee,
  AddressChanges,
  Users,
  type AddressChange,
  type ConfirmedChange,
  type User,
} from '#api/users';
import { recoveryMailHeldBack } from '../auth.errors.js';

type Asked = Pick<AddressChange, 'id' | 'newEmail' | 'newEmailCanonical' | 'expiresAt'>;

/** The mails about a change of the address, each queued in the transaction of its cause. */
@Injectable()
export class AddressChangeMails {
  constructor(
    private readonly outbox: Outbox,
    private readonly links: MailLinks,
    private readonly users: Users,
    private readonly changes: AddressChanges,
    private readonly clock: Clock,
  ) {}

  /**
   * One to the present address, and one to the new one: a link, or, when the address belongs to somebody, a notice. Nothing
   * tells the caller which.
   */
  async sendAsked(tx: Tx, user: User, asked: Asked): Promise<void> {
    const data = { at: this.clock.now() };
    await this.outbox.enqueue(tx, { template: 'email-change-requested', data, ...addressee(user) });
    const owner = await this.users.findByCanonicalEmail(tx, asked.newEmailCanonical);
    if (owner) return this.sendWanted(tx, owner);
    const holder = await this.changes.findHolder(tx, asked.newEmailCanonical);
    if (holder !== null && holder !== user.id) return;
    await this.sendConfirmation(tx, user, asked);
  }

  /**
   * To the old address, with the link to undo the change.
   * @throws AppError `RECOVERY_MAIL_HELD_BACK`: the caller must roll the change back
   */
  async sendChanged(tx: Tx, user: User, { undo, change }: ConfirmedChange): Promise<void> {
    // Its reader could take an account that was never theirs.
    if (!user.isEmailVerified) return;
    const old = { email: change.oldEmail, emailCanonical: change.oldEmailCanonical };
    const isQueued = await this.outbox.enqueue(tx, {
      template: 'email-changed',
      data: { at: this.clock.now(), link: this.links.undoAddress(undo.token), expiresAt: undo.expiresAt }, // prettier-ignore
      by: 'recovery',
      ...addressee(user),
      to: mailboxOf(old),
    });
    if (!isQueued) throw recoveryMailHeldBack();
  }

  private async sendWanted(tx: Tx, owner: User): Promise<void> {
    const data = { resetLink: this.links.forgot() };
    await this.outbox.enqueue(tx, { template: 'email-wanted', data, ...addressee(owner) });
  }

  /** Without the name of the account's owner, who may have chosen it for this mail. */
  private async sendConfirmation(tx: Tx, user: User, asked: Asked): Promise<void> {
    const data = async () => {
      const token = await this.changes.issueToken(tx, asked.id);
      return { link: this.links.confirmAddress(token), expiresAt: asked.expiresAt };
    };
    const to = mailboxOf({ email: asked.newEmail, emailCanonical: asked.newEmailCanonical });
    const template = 'confirm-email-change';
    const language = knownLanguage(user.locale);
    await this.outbox.enqueue(tx, { template, data, to, language, userId: user.id });
  }
}
