export { Devices, type KeptDevices } from './devices.service.js';
export { DevicesModule } from './devices.module.js';
export { OwnDevices } from './own-devices.service.js';
export type { Device, DeviceMatch } from './device-match.js';
