import { Module } from '@nestjs/common';
import { GeoIp } from './geoip.service.js';

/** Where on earth an address is. */
@Module({ providers: [GeoIp], exports: [GeoIp] })
export class GeoIpModule {}
