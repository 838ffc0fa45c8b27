import { Injectable } from '@nestjs/common';
import { PersonalData } from '#libs/personal-data';
import { OwnDevices } from './own-devices.service.js';

/** The known devices, without their credentials. */
@Injectable()
export class DevicesPersonalData {
  constructor(data: PersonalData, devices: OwnDevices) {
    data.declare('devices', async (subject) => {
      const found = await devices.list(subject);
      return found.map((device) => ({
        id: device.id,
        name: device.name,
        ip: device.ip,
        country: device.country,
        first_seen_at: device.firstSeenAt,
        last_seen_at: device.lastSeenAt,
      }));
    });
  }
}
