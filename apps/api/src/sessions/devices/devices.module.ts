import { Global, Module } from '@nestjs/common';
import { DeviceCredentialPort, KnownDevicePort } from '#libs/access';
import { coreConfig, type ConfigOf } from '#libs/config';
import { AuditModule } from '#api/audit';
import { ChangesModule } from '#api/platform/changes';
import { GeoIpModule } from '#api/platform/geoip';
import { SessionsModule } from '#api/sessions';
import { DeviceCredentials } from './device-credentials.js';
import { DevicesController } from './devices.controller.js';
import { Devices } from './devices.service.js';
import { DevicesStore } from './devices.store.js';
import { DevicesCleanup } from './devices.cleanup.js';
import { KnownDevices } from './known-devices.service.js';
import { OwnDevices } from './own-devices.service.js';

/** Known by the time that rooms are built: what starts the server makes one if need be. */
function deviceCredentials({ secretKey }: ConfigOf<typeof coreConfig>): DeviceCredentials {
  if (secretKey === undefined) throw new Error('SECRET_KEY is not known');
  return new DeviceCredentials(secretKey);
}

/**
 * From which devices people sign in. Gives the limits its word on who holds a known one, and sessions the means to
 * recognise theirs.
 */
@Global()
@Module({
  imports: [AuditModule, ChangesModule, GeoIpModule, SessionsModule],
  controllers: [DevicesController],
  providers: [
    { provide: DeviceCredentials, inject: [coreConfig.KEY], useFactory: deviceCredentials },
    { provide: DeviceCredentialPort, useExisting: DeviceCredentials },
    { provide: KnownDevicePort, useClass: KnownDevices },
    Devices,
    DevicesStore,
    DevicesCleanup,
    OwnDevices,
  ],
  exports: [DeviceCredentialPort, Devices, KnownDevicePort],
})
export class DevicesModule {}
