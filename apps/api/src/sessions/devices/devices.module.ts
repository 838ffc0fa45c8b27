import { Module } from '@nestjs/common';
import { AuditModule } from '#api/audit';
import { ChangesModule } from '#api/platform/changes';
import { GeoIpModule } from '#api/platform/geoip';
import { SessionsModule } from '#api/sessions';
import { DevicesCleanup } from './devices.cleanup.js';
import { DevicesPersonalData } from './devices.personal-data.js';
import { DevicesController } from './devices.controller.js';
import { Devices } from './devices.service.js';
import { DevicesStore } from './devices.store.js';
import { OwnDevices } from './own-devices.service.js';

/** The devices that users sign in from. */
@Module({
  imports: [AuditModule, ChangesModule, GeoIpModule, SessionsModule],
  controllers: [DevicesController],
  providers: [Devices, DevicesCleanup, DevicesPersonalData, DevicesStore, OwnDevices],
  exports: [Devices, OwnDevices],
})
export class DevicesModule {}
