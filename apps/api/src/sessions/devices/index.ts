export { Devices, type KeptDevices } from './devices.service.js';
export { DevicesModule } from './devices.module.js';
export type { Device, DeviceMatch } from './device-match.js';
