import { Inject, Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import type { ConfigOf } from '#libs/config';
import type { Tx } from '#libs/database';
import { Devices } from '#api/sessions/devices';
import { PendingRegistrations, type User } from '#api/users';
import { authConfig } from './auth.config.js';
import { registrationDisabled } from './auth.errors.js';

/** Accounts that begin with a sign-in by a provider, as far as registering is concerned. */
@Injectable()
export class ProviderRegistrations {
  constructor(
    private readonly pending: PendingRegistrations,
    private readonly devices: Devices,
    @Inject(authConfig.KEY) private readonly config: ConfigOf<typeof authConfig>,
  ) {}

  /** @throws AppError `REGISTRATION_DISABLED` */
  assertOpen(): void {
    if (!this.config.registrationEnabled) throw registrationDisabled();
  }

  /** The account was made just now. While its address waits, this browser may confirm it by a mailed link alone. */
  async note(tx: Tx, user: User, client: ClientInfo): Promise<void> {
    if (user.isEmailVerified) return;
    await this.pending.noteFirst(tx, user, this.devices.introduce(client));
  }
}
