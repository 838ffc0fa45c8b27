import { Injectable } from '@nestjs/common';
import { Cleanups } from '#libs/cleanup';
import { Devices } from './devices.service.js';

/** Deletes devices that were not seen for more than a year. */
@Injectable()
export class DevicesCleanup {
  constructor(cleanups: Cleanups, devices: Devices) {
    cleanups.declare('devices.purge', {
      everySeconds: 3600,
      mostRows: 1000,
      steps: { 'devices.purge': (limit) => devices.purge(limit) },
    });
  }
}
