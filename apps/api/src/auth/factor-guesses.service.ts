import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import type { BackOffAccount } from '#api/protection/login-back-off';
import { Devices } from '#api/sessions/devices';

/**
 * What wrong factors of an account are counted by, wherever they are shown: strangers, also with a session of the account, slow down
 * nobody on a device that the account knows.
 */
@Injectable()
export class FactorGuesses {
  constructor(
    private readonly database: Database,
    private readonly devices: Devices,
  ) {}

  /** @param deviceHash of the device that shows the factor, as `Devices.recognise` answers it */
  async of(userId: string, deviceHash: Buffer | null): Promise<BackOffAccount> {
    const isKnown = await this.devices.isKnown(this.database.pool, userId, deviceHash);
    if (!isKnown || deviceHash === null) return { factorsOf: userId };
    return { factorsFromDevice: `${userId}:${deviceHash.toString('hex')}` };
  }
}
