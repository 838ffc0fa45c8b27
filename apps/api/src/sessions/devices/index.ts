export { Devices, type KeptDevices } from './devices.service.js';
export { DevicesModule } from './devices.module.js';
export type { DeviceMatch } from './device-match.js';
export type { Device } from './devices.store.js';
