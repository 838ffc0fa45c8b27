export { distanceKm } from './country-centres.js';
export { geoIpConfig } from './geoip.config.js';
export { GeoIpModule } from './geoip.module.js';
export { GeoIp } from './geoip.service.js';
export type { Place } from './geoip.service.js';
