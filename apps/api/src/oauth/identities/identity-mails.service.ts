import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { Clock } from '#libs/kernel';
import { MailLinks, Outbox } from '#api/mail';
import { addressee, type User } from '#api/users';

/** Tells owners of accounts of each new and each closed way in. */
@Injectable()
export class IdentityMails {
  constructor(
    private readonly outbox: Outbox,
    private readonly links: MailLinks,
    private readonly clock: Clock,
  ) {}

  async sendLinked(tx: Tx, user: User, provider: string): Promise<void> {
    const data = { at: this.clock.now(), provider, resetLink: this.links.forgot() };
    await this.outbox.enqueue(tx, { template: 'identity-linked', data, ...addressee(user) });
  }

  async sendUnlinked(tx: Tx, user: User, provider: string): Promise<void> {
    const data = { at: this.clock.now(), provider, resetLink: this.links.forgot() };
    await this.outbox.enqueue(tx, { template: 'identity-unlinked', data, ...addressee(user) });
  }
}
