import { Inject, Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import type { ConfigOf } from '#libs/config';
import { Database } from '#libs/database';
import { equalsConstantTime } from '#libs/kernel';
import { Devices } from '#api/sessions/devices';
import type { AddressChange } from '#api/users';
import { authConfig } from '../auth.config.js';
import { wrongCurrentPassword } from '../auth.errors.js';
import { PasswordProof } from '../password-proof.service.js';
import { ownershipProofRequired } from './address-change.errors.js';

/**
 * Whether the reader of the mail to a new address has the account, too: a stranger who confirms the address of their mailbox
 * for another account would give its owner an address that is not theirs.
 */
@Injectable()
export class OwnershipProof {
  constructor(
    private readonly database: Database,
    private readonly devices: Devices,
    private readonly passwords: PasswordProof,
    @Inject(authConfig.KEY) private readonly config: ConfigOf<typeof authConfig>,
  ) {}

  /** By the device that asked, or that the account knows; never with `EMAIL_VERIFICATION_PROOF=none`. */
  async isNeeded(change: AddressChange, client: ClientInfo): Promise<boolean> {
    if (this.config.verificationProof === 'none') return false;
    const hash = this.devices.recognise(client);
    if (hash === null) return true;
    const { deviceHash, userId } = change;
    if (deviceHash && equalsConstantTime(deviceHash, hash)) return false;
    return !(await this.devices.isKnown(this.database.pool, userId, hash));
  }

  /**
   * By the device, or by the password of the account.
   * @throws AppError `VERIFICATION_PROOF_REQUIRED`, `WRONG_CURRENT_PASSWORD`, `RATE_LIMITED`, `HASH_QUEUE_FULL`
   */
  async assert(
    change: AddressChange,
    password: string | undefined,
    client: ClientInfo,
  ): Promise<void> {
    if (!(await this.isNeeded(change, client))) return;
    if (password === undefined) throw ownershipProofRequired();
    const { isProven } = await this.passwords.ofUser(change.userId, password, client);
    if (!isProven) throw wrongCurrentPassword('password');
  }
}
