import { Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import type { Tx } from '#libs/database';
import { Devices } from '#api/sessions/devices';
import { LoginBackOff } from '#api/protection/login-back-off';
import { SignInLinks } from '#api/protection/risk';
import { OneTimeTokensService, PendingRegistrations, type User } from '#api/users';

export interface WithdrawnTrust {
  readonly isReset: boolean;
  readonly client: ClientInfo | undefined;
  readonly keptDeviceIds?: readonly string[];
}

/** What an account has believed under its old password. */
@Injectable()
export class OldTrust {
  constructor(
    private readonly tokens: OneTimeTokensService,
    private readonly links: SignInLinks,
    private readonly devices: Devices,
    private readonly backOff: LoginBackOff,
    private readonly registrations: PendingRegistrations,
  ) {}

  /**
   * Mailed tokens are dead, backOff forgotten, and so is every device but the one that this is done on and those to keep.
   * Links that undo a sign-in die with a reset alone, which only the reader of the mails can do.
   */
  async withdraw(
    tx: Tx,
    user: User,
    { isReset, client, keptDeviceIds = [] }: WithdrawnTrust,
  ): Promise<void> {
    await this.tokens.cancelAll(tx, user.id);
    await this.links.cancel(tx, user.id, isReset);
    // Who only changes a password may be a stranger, and has no say over what others have registered.
    if (isReset) await this.registrations.end(tx, user.id);
    const devices = await this.devices.forgetOthers(tx, user.id, { client, ids: keptDeviceIds });
    await this.backOff.forget(tx, user, devices);
  }
}
