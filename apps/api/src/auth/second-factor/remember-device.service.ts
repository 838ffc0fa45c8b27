import { Inject, Injectable } from '@nestjs/common';
import type { ConfigOf } from '#libs/config';
import type { Tx } from '#libs/database';
import { Clock, DAY_MS } from '#libs/kernel';
import { Devices } from '#api/sessions/devices';
import { secondFactorConfig } from './second-factor.config.js';

/** Remembers at an account the devices on which its second factor was shown, where the operator allows it. */
@Injectable()
export class RememberDevice {
  constructor(
    private readonly devices: Devices,
    private readonly clock: Clock,
    @Inject(secondFactorConfig.KEY) private readonly config: ConfigOf<typeof secondFactorConfig>,
  ) {}

  /** Does nothing where no device is remembered. */
  async remember(tx: Tx, userId: string, deviceId: string): Promise<void> {
    const { rememberDays } = this.config;
    if (rememberDays === 0) return;
    const until = new Date(this.clock.nowMs() + rememberDays * DAY_MS);
    await this.devices.rememberFactor(tx, userId, deviceId, until);
  }
}
