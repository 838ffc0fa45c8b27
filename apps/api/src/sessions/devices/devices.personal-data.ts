import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import { PersonalData } from '#libs/personal-data';
import { DevicesStore } from './devices.store.js';

/** The devices that have signed in, forgotten ones too, without their credentials. */
@Injectable()
export class DevicesPersonalData {
  constructor(data: PersonalData, database: Database, store: DevicesStore) {
    data.declare('devices', async ({ userId }) => {
      const found = await store.findOfUser(database.pool, userId);
      return found.map((device) => ({
        id: device.id,
        name: device.name,
        ip: device.ip,
        country: device.country,
        latitude: device.latitude,
        longitude: device.longitude,
        is_known: device.isKnown,
        first_seen_at: device.firstSeenAt,
        last_seen_at: device.lastSeenAt,
        confirmed_at: device.confirmedAt,
        noticed_at: device.noticedAt,
        second_factor_remembered_until: device.factorRememberedUntil,
      }));
    });
  }
}
