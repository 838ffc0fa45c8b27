import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { Outbox } from '#api/mail';
import { OneTimeTokens, PendingRegistrations } from '#api/users';

/** Withdraws all that was mailed to an address that an account has no longer. */
@Injectable()
export class DeadLinks {
  constructor(
    private readonly tokens: OneTimeTokens,
    private readonly registrations: PendingRegistrations,
    private readonly outbox: Outbox,
  ) {}

  /** The links, pending registrations of the address, and the unsent mails that have one. */
  async withdraw(tx: Tx, userId: string): Promise<void> {
    await this.tokens.cancelAll(tx, userId);
    await this.registrations.end(tx, userId);
    await this.outbox.cancel(tx, userId, [
      'verify-email',
      'verify-registration',
      'reset-password',
      'sign-in-code',
      'confirm-email-change',
    ]);
  }
}
