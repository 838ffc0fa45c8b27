import { Injectable } from '@nestjs/common';
import { normaliseEmail } from '#libs/kernel';
import { KnownDevicePort } from '#libs/access';
import { Devices } from './devices.service.js';

/** Tells the limits whether who asks holds a device of the account that it names. */
@Injectable()
export class KnownDevices extends KnownDevicePort {
  constructor(private readonly devices: Devices) {
    super();
  }

  override async find(email: string, shown: string): Promise<string | null> {
    const canonical = normaliseEmail(email)?.canonical;
    return canonical === undefined ? null : this.devices.findKnownId(canonical, shown);
  }
}
