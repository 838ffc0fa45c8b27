import { Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import type { Tx } from '#libs/database';
import { Devices } from '#api/devices';
import { PasswordGuesses } from '#api/guessing';
import { SignInLinks } from '#api/risk';
import { OneTimeTokensService, PendingRegistrations, type User } from '#api/users';

/** What an account has believed under its old password. */
@Injectable()
export class OldTrust {
  constructor(
    private readonly tokens: OneTimeTokensService,
    private readonly links: SignInLinks,
    private readonly devices: Devices,
    private readonly guesses: PasswordGuesses,
    private readonly registrations: PendingRegistrations,
  ) {}

  /**
   * Mailed tokens are dead and guesses forgotten. A reset, which only the reader of the mails can do, also forgets
   * every device but the one that it is done on; so does whoever takes the account over as its owner.
   */
  async withdraw(
    tx: Tx,
    user: User,
    { isReset, client }: { isReset: boolean; client: ClientInfo | undefined },
  ): Promise<void> {
    await this.tokens.cancelAll(tx, user.id);
    await this.links.cancel(tx, user.id, isReset);
    // Who only changes a password may be a stranger, and has no say over what others have registered.
    if (isReset) await this.registrations.end(tx, user.id);
    const devices = isReset ? await this.devices.forgetOthers(tx, user.id, client) : [];
    await this.guesses.forget(tx, user, devices);
  }
}
