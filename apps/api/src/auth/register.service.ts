import { Inject, Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import type { ConfigOf } from '#libs/config';
import { Devices } from '#api/sessions/devices';
import { hashOptionsOf, Passwords } from '#api/users/passwords';
import { authConfig } from './auth.config.js';
import { registrationDisabled } from './auth.errors.js';
import { inEvenTime } from './even-time.js';
import { getAddress } from './get-address.js';
import { NewAccounts, type OnWritten } from './new-accounts.service.js';

export interface Registration {
  readonly email: string;
  readonly password: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
}

/**
 * Registers accounts. A stranger learns from nothing, the time taken included, whether the address had one:
 * the password is judged and hashed in either case, and mail goes out in either case.
 */
@Injectable()
export class Register {
  constructor(
    private readonly passwords: Passwords,
    private readonly accounts: NewAccounts,
    private readonly devices: Devices,
    @Inject(authConfig.KEY) private readonly config: ConfigOf<typeof authConfig>,
  ) {}

  /** @throws AppError `REGISTRATION_DISABLED` */
  assertOpen(): void {
    if (!this.config.registrationEnabled) throw registrationDisabled();
  }

  /**
   * Answers the new account's id, or one of its shape.
   * @throws AppError `REGISTRATION_DISABLED`, `PASSWORD_UNACCEPTABLE`, `HASH_QUEUE_FULL`, `EMAIL_TAKEN`
   */
  async register(
    registration: Registration,
    client: ClientInfo,
    onWritten: OnWritten,
  ): Promise<string> {
    this.assertOpen();
    const address = getAddress(registration.email);
    this.passwords.assertAcceptable(registration.password, { email: address.typed }, 'password');
    const hash = await this.passwords.hash(registration.password, {
      ...hashOptionsOf(client),
      saltOf: address.canonical,
    });
    const { firstName, lastName } = registration;
    const deviceHash = this.devices.introduce(client);
    const account = { address, password: hash, firstName, lastName, deviceHash };
    const write = () => this.accounts.create(account, client, onWritten);
    return this.config.enumerationProtection ? inEvenTime(write) : write();
  }
}
