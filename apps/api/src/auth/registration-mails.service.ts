import { Injectable } from '@nestjs/common';
import { mailboxOf } from '#libs/kernel';
import type { Tx } from '#libs/database';
import { MailLinks, Outbox } from '#api/mail';
import { PendingRegistrations, type User } from '#api/users';

/** The mails about registrations that wait beside an account. */
@Injectable()
export class RegistrationMails {
  constructor(
    private readonly outbox: Outbox,
    private readonly registrations: PendingRegistrations,
    private readonly links: MailLinks,
  ) {}

  /** With a link of its own; those of other registrations go on working. Answers whether it was queued. */
  sendLink(
    tx: Tx,
    user: User,
    { id, firstName }: { readonly id: string; readonly firstName: string | null },
  ): Promise<boolean> {
    const data = async () => {
      const { token, expiresAt } = await this.registrations.issueLink(tx, id);
      return { link: this.links.verify(token), expiresAt, providers: [] };
    };
    const addressee = { to: mailboxOf(user), firstName, userId: user.id };
    return this.outbox.enqueue(tx, { template: 'verify-registration', data, ...addressee });
  }
}
