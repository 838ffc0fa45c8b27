import { Module } from '@nestjs/common';
import { GeoIp } from './geoip.service.js';

/** Finds the country of an IP address. */
@Module({ providers: [GeoIp], exports: [GeoIp] })
export class GeoIpModule {}
